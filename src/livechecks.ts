import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';
import type { Attempts } from './attempts';
import { type Copies, KEY } from './copies';
import type { Guidance } from './guidance';
import { isReported, lastOnes } from './metrics';
import { ICellFacts, placedChecks } from './ownchecks';
import type { ICurriculumModel } from './tokens';
import type { Item } from './types';
import { CellRuns, ICellRun } from './watching';

type Context = NotebookPanel['context'];

/** Longer than any check that the server takes. */
const LONGEST = { id: 200, source: 200_000, message: 10_000 };

/** Tells of the checks among the cells that run in the learner's copies, and of what any reported, as soon as they end. */
export class LiveChecks {
  constructor(private _options: LiveChecks.IOptions) {
    const { copies, model } = _options;
    copies.tracker.forEach(panel => this._watch(panel.context));
    copies.tracker.widgetAdded.connect((_, panel) =>
      this._watch(panel.context)
    );
    model.stateChanged.connect(this._onModel, this);
  }

  private _watch(context: Context): void {
    // A notebook may be shown in more than one place.
    if (this._watched.has(context)) {
      return;
    }
    this._watched.add(context);
    const runs = new CellRuns(context);
    runs.ended.connect((_, run) => this._onEnded(context, run));
    context.disposed.connect(() => runs.dispose());
  }

  private _onEnded(context: Context, run: ICellRun): void {
    const { attempts, copies, leftOut, model } = this._options;
    if (!model.progress) {
      this._early.push({ context, run });
      return;
    }
    const panel = copies.tracker.find(one => one.context === context);
    const item = panel && copies.itemOf(panel);
    if (!panel || !item) {
      return;
    }
    const reported = run.reported.filter(isReported);
    if (reported.length < run.reported.length) {
      leftOut();
    }
    const check = this._checkOf(panel, item, run);
    if (check === undefined && !reported.length) {
      return;
    }
    const { source, passed, message } = run;
    const id = check ?? run.id;
    if (id.length <= LONGEST.id && source.length <= LONGEST.source) {
      attempts.add(item.id, {
        cell: id,
        source,
        state: passed ? 'passed' : 'failed',
        message: message.slice(0, LONGEST.message),
        metrics: reported.length ? lastOnes(reported) : undefined
      });
    }
  }

  /** The check's cell, as the curriculum calls it; undefined where it is none. */
  private _checkOf(
    panel: NotebookPanel,
    item: Item,
    run: ICellRun
  ): string | undefined {
    if (!mayBeCheck(run, item)) {
      return undefined;
    }
    const { id, metadata, source } = run;
    const checks = this._options.guidance.checks(item.id);
    if (!checks) {
      return id;
    }
    const cells = factsOf(panel.content);
    const at = cells.findIndex(cell => cell.id === id);
    const facts = { ...claims(id, metadata), source };
    cells.splice(at < 0 ? cells.length : at, at < 0 ? 0 : 1, facts);
    const placed = placedChecks(cells, checks).get(cells.indexOf(facts));
    return placed || facts.check !== undefined
      ? placed?.check.cell || id
      : undefined;
  }

  /** What ran before the curriculum was here is told now. */
  private _onModel(): void {
    if (this._early.length && this._options.model.progress) {
      const early = this._early;
      this._early = [];
      early.forEach(({ context, run }) => this._onEnded(context, run));
    }
  }

  private _watched = new WeakSet<Context>();
  private _early: { context: Context; run: ICellRun }[] = [];
}

export namespace LiveChecks {
  export interface IOptions {
    model: ICurriculumModel;
    copies: Copies;
    guidance: Guidance;
    attempts: Attempts;
    /** Called where something that a cell reported is no number with a name. */
    leftOut: () => void;
  }
}

/** What the cells of a notebook say of themselves. */
export function factsOf(notebook: Notebook): ICellFacts[] {
  return notebook.widgets.map(({ model }) => ({
    ...claims(model.id, model.metadata),
    source: model.sharedModel.getSource(),
    isCode: model.type === 'code'
  }));
}

/** What the curriculum wrote into a cell's metadata; empty where that is gone. */
export function oursOf(
  metadata: Readonly<Record<string, unknown>>
): Readonly<Record<string, unknown>> {
  const says = metadata[KEY];
  return typeof says === 'object' && says !== null
    ? (says as Record<string, unknown>)
    : {};
}

function claims(
  id: string,
  metadata: Readonly<Record<string, unknown>>
): ICellFacts {
  const { check } = oursOf(metadata);
  return {
    id,
    source: '',
    isCode: true,
    check: typeof check === 'string' ? check : undefined
  };
}

/** By what the curriculum wrote; by the id where all of that was stripped. */
function mayBeCheck({ id, metadata }: ICellRun, item: Item): boolean {
  const { role, check } = oursOf(metadata);
  const { tags } = metadata;
  return (
    role === 'check' ||
    check !== undefined ||
    (Array.isArray(tags) && tags.includes('check')) ||
    (role === undefined && id.startsWith(`${item.id}-`))
  );
}
