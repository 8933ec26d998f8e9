import { NotebookActions } from '@jupyterlab/notebook';
import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage, Session } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

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
    switch (msg.header.msg_type) {
      case 'execute_request': {
        const id = (msg.metadata as { cellId?: unknown }).cellId;
        if (typeof id === 'string') {
          const { code } = msg.content as { code: string };
          this._scheduled.delete(id);
          this._running.set(msg.header.msg_id, {
            id,
            source: code,
            metadata: { ...msg.metadata }
          });
        }
        return;
      }
      case 'execute_reply': {
        const parent = (msg.parent_header as KernelMessage.IHeader).msg_id;
        const cell = this._running.get(parent);
        if (cell) {
          this._running.delete(parent);
          const reply =
            msg.content as KernelMessage.IExecuteReplyMsg['content'];
          if (reply.status === 'ok') {
            this._ended.emit({ ...cell, passed: true, message: '' });
          } else if (reply.status === 'error') {
            this._fail(cell, reply.ename, reply.evalue);
          }
        }
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
      this._scheduled.set(id, { id, source, metadata });
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
    if (args.success) {
      this._ended.emit({ ...cell, passed: true, message: '' });
    } else if (args.error?.errorName) {
      // Without a name it did not run: a cell before it failed.
      this._fail(cell, args.error.errorName, args.error.errorValue ?? '');
    }
  }

  private _fail(cell: IRunning, name: string, value: string): void {
    // Stopped by the learner: that says nothing about what it checks.
    if (name !== 'KeyboardInterrupt') {
      const message = value ? `${name}: ${value}` : name;
      this._ended.emit({ ...cell, passed: false, message });
    }
  }

  private _session: Session.ISessionConnection | null = null;
  /** Sent to the kernel by this page, by the message's id. */
  private _running = new Map<string, IRunning>();
  /** About to run, and not seen on the way to the kernel. */
  private _scheduled = new Map<string, IRunning>();
  private _ended = new Signal<this, ICellRun>(this);
}

type IRunning = Pick<ICellRun, 'id' | 'source' | 'metadata'>;
