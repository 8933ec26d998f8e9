"""For authors of a pack: cuts notebooks from their sources, checks them, runs them and tries wrong solutions on them.

Nothing here is imported by the server; jupytext, nbclient and ruff are needed only by those who write exercises.
"""
