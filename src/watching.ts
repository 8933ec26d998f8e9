import { NotebookActions } from '@jupyterlab/notebook';
import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage, Session } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';
import { METRIC } from './metrics';

type Cell = Notebook['widgets'][number];

/** A code cell that came to its end in the learner's kernel. */
export interface ICellRun {
  id: string;
  /** What ran, as it was when it was sent. */
  source: string;
  /** The cell's metadata then. */
  metadata: Readonly<Record<string, unknown>>;
  passed: boolean;
  /** What the exception said; empty where there was none. */
  message: string;
  /** The numbers that it reported, as it displayed them. */
  reported: readonly unknown[];
}

/**
 * The cells of a notebook that run, whoever runs them: read from what goes to the kernel and comes back and, for
 * executors that keep the kernel to the server, from JupyterLab's own signals.
 */
export class CellRuns {
  constructor(private _context: NotebookPanel['context']) {
    const { sessionContext } = _context;
    sessionContext.sessionChanged.connect(this._onSession, this);
    this._listen(sessionContext.session);
    NotebookActions.executionScheduled.connect(this._onScheduled, this);
    NotebookActions.executed.connect(this._onExecuted, this);
  }

  get ended(): ISignal<this, ICellRun> {
    return this._ended;
  }

  dispose(): void {
    const { sessionContext } = this._context;
    sessionContext.sessionChanged.disconnect(this._onSession, this);
    this._listen(null);
    NotebookActions.executionScheduled.disconnect(this._onScheduled, this);
    NotebookActions.executed.disconnect(this._onExecuted, this);
    Signal.clearData(this);
  }

  private _onSession(): void {
    this._listen(this._context.sessionContext.session);
  }

  private _listen(session: Session.ISessionConnection | null): void {
    this._session?.anyMessage.disconnect(this._onMessage, this);
    this._session = session;
    this._running.clear();
    session?.anyMessage.connect(this._onMessage, this);
  }

  private _onMessage(_: unknown, { msg }: Kernel.IAnyMessageArgs): void {
    const { header, content, metadata } = msg;
    if (header.msg_type === 'execute_request') {
      const id = (metadata as { cellId?: unknown }).cellId;
      if (typeof id === 'string') {
        const { code } = content as { code: string };
        this._scheduled.delete(id);
        this._running.set(header.msg_id, {
          id,
          source: code,
          metadata: { ...metadata },
          reported: []
        });
      }
      return;
    }
    const parent = (msg.parent_header as Partial<KernelMessage.IHeader> | null)
      ?.msg_id;
    const cell = parent && this._running.get(parent);
    if (!cell) {
      return;
    }
    switch (header.msg_type) {
      case 'display_data':
      case 'execute_result':
      case 'update_display_data':
        report(cell, (content as IShown).data);
        return;
      case 'execute_reply':
        cell.reply = content as KernelMessage.IExecuteReplyMsg['content'];
        break;
      case 'status':
        cell.isOver ||=
          (content as { execution_state: string }).execution_state === 'idle';
    }
    // They come on two channels: the reply may be here before all that the cell showed.
    if (cell.reply && cell.isOver) {
      this._running.delete(parent);
      if (cell.reply.status === 'ok') {
        this._end(cell, true);
      } else if (cell.reply.status === 'error') {
        this._fail(cell, cell.reply.ename, cell.reply.evalue);
      }
    }
  }

  private _onScheduled(
    _: unknown,
    { notebook, cell }: { notebook: Notebook; cell: Cell }
  ): void {
    if (notebook.model === this._context.model) {
      const { id, sharedModel, metadata } = cell.model;
      const source = sharedModel.getSource();
      this._scheduled.set(id, { id, source, metadata, reported: [] });
    }
  }

  private _onExecuted(
    _: unknown,
    args: {
      notebook: Notebook;
      cell: Cell;
      success: boolean;
      error?: { errorName?: string; errorValue?: string } | null;
    }
  ): void {
    const cell = this._scheduled.get(args.cell.model.id);
    if (args.notebook.model !== this._context.model || !cell) {
      return;
    }
    this._scheduled.delete(cell.id);
    const { outputs } = args.cell.model.toJSON() as { outputs?: IShown[] };
    outputs?.forEach(({ data }) => report(cell, data));
    if (args.success) {
      this._end(cell, true);
    } else if (args.error?.errorName) {
      // Without a name it did not run: a cell before it failed.
      this._fail(cell, args.error.errorName, args.error.errorValue ?? '');
    }
  }

  private _fail(cell: IRunning, name: string, value: string): void {
    // Stopped by the learner: that says nothing about what it checks.
    if (name !== 'KeyboardInterrupt') {
      this._end(cell, false, value ? `${name}: ${value}` : name);
    }
  }

  private _end(cell: IRunning, passed: boolean, message = ''): void {
    const { id, source, metadata, reported } = cell;
    this._ended.emit({ id, source, metadata, passed, message, reported });
  }

  private _session: Session.ISessionConnection | null = null;
  /** Sent to the kernel by this page, by the message's id. */
  private _running = new Map<string, IRunning>();
  /** About to run, and not seen on the way to the kernel. */
  private _scheduled = new Map<string, IRunning>();
  private _ended = new Signal<this, ICellRun>(this);
}

interface IRunning extends Omit<ICellRun, 'passed' | 'message'> {
  reported: unknown[];
  reply?: KernelMessage.IExecuteReplyMsg['content'];
  /** Whether the kernel has shown all of it. */
  isOver?: boolean;
}

interface IShown {
  data?: Readonly<Record<string, unknown>>;
}

function report(cell: IRunning, data: IShown['data']): void {
  if (data && METRIC in data) {
    cell.reported.push(data[METRIC]);
  }
}
