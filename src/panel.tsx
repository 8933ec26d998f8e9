import type { TranslationBundle } from '@jupyterlab/translation';
import { LabIcon, MenuSvg, ReactWidget } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Message } from '@lumino/messaging';
import React from 'react';
import { CommandIDs, HelpCommandIDs } from './commands';
import { CheckIDs, MachineIDs } from './commandids';

import { CurriculumView } from './components/Curriculum';
import type { IActions, IUi } from './components/ui';
import type { INewer } from './newer';
import type { ICurriculumModel, IMachine, IRuns } from './tokens';
import type { View } from './view';

/** The sidebar: binds the model to the components, and what they ask for to the commands. */
export class CurriculumPanel extends ReactWidget {
  constructor(options: CurriculumPanel.IOptions) {
    super();
    const { model, view, trans, icon } = options;
    this._options = options;
    this._ui = {
      trans,
      actions: this._actions(),
      markdown: options.markdown,
      now: options.now,
      newer: options.newer,
      help: options.help,
      runs: options.runs,
      machine: options.machine
    };
    this.id = CurriculumPanel.ID;
    this.title.icon = icon;
    this.title.caption = trans.__('Curriculum');
    this.addClass('jp-Curriculum');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Curriculum'));
    model.stateChanged.connect(this.update, this);
    view.changed.connect(this.update, this);
  }

  dispose(): void {
    const { model, view } = this._options;
    model.stateChanged.disconnect(this.update, this);
    view.changed.disconnect(this.update, this);
    super.dispose();
  }

  /** Whether the section on why to learn this is there at all. */
  set showMotivation(show: boolean) {
    this._showMotivation = show;
    this.update();
  }

  protected render(): JSX.Element {
    const { model, view } = this._options;
    return (
      <CurriculumView
        ui={this._ui}
        curricula={model.curricula}
        problems={model.problems}
        curriculum={model.curriculum}
        progress={model.progress}
        loading={model.loading}
        failure={model.failure}
        busy={model.busy}
        writings={model.writings}
        open={view.open}
        notice={view.notice}
        editingGoal={view.editingGoal}
        showMotivation={this._showMotivation}
      />
    );
  }

  protected onUpdateRequest(msg: Message): void {
    super.onUpdateRequest(msg);
    void this.renderPromise?.then(() => this._arrive());
  }

  /** Scroll to what was asked to be seen, and hand it the keyboard. */
  private _arrive(): void {
    const { view } = this._options;
    if (!view.target || !this.isVisible) {
      return;
    }
    const found = this.node.querySelector<HTMLElement>(
      `[data-reveal="${CSS.escape(view.target)}"]`
    );
    if (!found) {
      return;
    }
    const focus = view.arrived();
    found.scrollIntoView({ block: 'center' });
    if (!focus) {
      return;
    }
    const first = 'input, button, a[href], textarea';
    const focusable = found.matches(first)
      ? found
      : (found.querySelector<HTMLElement>(first) ?? found);
    focusable.focus({ preventScroll: true });
  }

  protected onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.update();
  }

  private _run(command: string, args: ReadonlyPartialJSONObject = {}): void {
    const { commands, model, view } = this._options;
    const curriculum = model.curriculum?.name;
    commands
      .execute(command, { ...(curriculum ? { curriculum } : {}), ...args })
      .catch(error => view.tellProblem(String(error)));
  }

  private _actions(): IActions {
    const { model, view } = this._options;
    const patch = (
      item: string,
      change: Parameters<typeof model.patchItem>[1]
    ) => {
      model.patchItem(item, change).catch(this._options.report);
    };
    return {
      refresh: () => this._run(CommandIDs.refresh),
      chooseCurriculum: name => {
        view.setCurriculum(name);
        void model.choose(name);
      },
      open: item => this._run(CommandIDs.openItem, { item: item.id }),
      reveal: item =>
        item === 'later'
          ? view.reveal('later', 'later')
          : this._run(CommandIDs.whatNext, { item }),
      revealRoutes: stage => this._run(CommandIDs.chooseRoutes, { stage }),
      mark: (item, done) =>
        this._run(done ? CommandIDs.markDone : CommandIDs.markNotDone, {
          item
        }),
      takeUp: item => this._run(CommandIDs.takeUp, { item }),
      bringBack: item => this._run(CommandIDs.bringBack, { item }),
      menu: (item, x, y, from) => this._openMenu(item, x, y, from),
      followRoutes: (stage, routes) =>
        this._run(CommandIDs.chooseRoutes, { stage, routes }),
      setGoal: (goal, hoursPerWeek) =>
        this._run(CommandIDs.setGoal, { goal, hoursPerWeek }),
      editGoal: editing => {
        view.editGoal(editing);
        if (editing) {
          view.reveal('goal');
        }
      },
      tick: (item, entry, steps) => patch(item, { ticks: { [entry]: steps } }),
      addEntry: (item, title, url) =>
        patch(item, { add_entry: { title, url } }),
      removeEntry: (item, entry) => patch(item, { remove_entry: entry }),
      write: (item, text) => model.write(item, text),
      saveNow: item => model.saveNow(item),
      settle: (item, text) => model.settle(item, text),
      fold: (key, open) => view.setOpen(key, open),
      dismissNotice: () => view.dismiss(),
      seeNew: item => this._run(CommandIDs.seeNew, { item }),
      goToCheck: (item, check) =>
        this._run(HelpCommandIDs.goToCheck, { item, check }),
      showHint: (item, exercise) =>
        this._run(HelpCommandIDs.showHint, { item, exercise }),
      checkFresh: item => this._run(CheckIDs.checkFresh, { item }),
      cancelRun: item => this._run(CheckIDs.cancelRun, { item }),
      dismissRun: item => this._run(CheckIDs.dismissRun, { item }),
      goToCell: (item, cell, index) =>
        this._run(CheckIDs.goToCell, {
          item,
          cell,
          ...(index === undefined ? {} : { index })
        }),
      showSolution: item => this._run(CheckIDs.showSolution, { item }),
      compare: item => this._run(CheckIDs.compare, { item }),
      showMachine: () => this._run(MachineIDs.showMachine),
      chooseKernel: item => this._run(MachineIDs.chooseKernel, { item }),
      install: (item, kernel) =>
        this._run(MachineIDs.install, { item, kernel }),
      copyText: text => this._run(MachineIDs.copyText, { text }),
      openSmaller: item => this._run(MachineIDs.openSmaller, { item }),
      lookAgain: () => this._run(MachineIDs.lookAgain),
      shutDown: session =>
        this._run(MachineIDs.shutDown, session ? { session } : {})
    };
  }

  private _openMenu(
    item: string,
    x: number,
    y: number,
    from: HTMLElement
  ): void {
    const { commands, model } = this._options;
    const menu = new MenuSvg({ commands });
    const args = { curriculum: model.curriculum?.name ?? '', item };
    for (const group of ITEM_MENU) {
      for (const command of group) {
        menu.addItem({ command, args });
      }
      menu.addItem({ type: 'separator' });
    }
    menu.aboutToClose.connect(() => {
      // A command may lead elsewhere, such as to a dialog; only then does the focus not come back.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) {
          from.focus();
        }
        menu.dispose();
      });
    });
    menu.open(x, y);
  }

  private _options: CurriculumPanel.IOptions;
  private _ui: IUi;
  private _showMotivation = true;
}

const ITEM_MENU = [
  [CommandIDs.openItem, MachineIDs.openSmaller, MachineIDs.chooseKernel],
  [HelpCommandIDs.showHint],
  [
    CheckIDs.checkFresh,
    CheckIDs.cancelRun,
    CheckIDs.showSolution,
    CheckIDs.compare
  ],
  [CommandIDs.markDone, CommandIDs.markNotDone],
  [CommandIDs.skip, CommandIDs.takeUp, CommandIDs.park, CommandIDs.bringBack],
  [CommandIDs.seeNew, CommandIDs.startOver, CommandIDs.earlierVersions],
  [CommandIDs.details]
];

export namespace CurriculumPanel {
  export const ID = 'dl-curriculum-panel';

  export interface IOptions {
    model: ICurriculumModel;
    view: View;
    runs: IRuns;
    machine: IMachine;
    commands: CommandRegistry;
    trans: TranslationBundle;
    icon: LabIcon;
    help: IUi['help'];
    markdown: IUi['markdown'];
    /** Say that something the panel asked for failed. */
    report(error: unknown): void;
    now(): Date;
    newer?: INewer;
  }
}
