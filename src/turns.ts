/** Requests that change something: one after the other, counted, and known by the item that they are about. */
export class Turns {
  /**
   * @param _changed - called when an item became or ceased to be busy
   */
  constructor(private _changed: () => void) {}

  /** Rises with every change that began or ended; an answer asked for at another count may be older than a change. */
  get count(): number {
    return this._count;
  }

  /** Items with a request under way. */
  get busy(): ReadonlySet<string> {
    return this._busy;
  }

  /** Run a change when those before it are through, so that the last answer is the newest. */
  next<T>(change: () => Promise<T>): Promise<T> {
    const turn = this._last.then(async () => {
      this._count++;
      try {
        return await change();
      } finally {
        this._count++;
      }
    });
    this._last = turn.catch(() => undefined);
    return turn;
  }

  async whileBusy<T>(item: string, action: () => Promise<T>): Promise<T> {
    this._busy = new Set(this._busy).add(item);
    this._changed();
    try {
      return await action();
    } finally {
      this._busy = new Set([...this._busy].filter(other => other !== item));
      this._changed();
    }
  }

  private _count = 0;
  private _busy: ReadonlySet<string> = new Set();
  private _last: Promise<unknown> = Promise.resolve();
}
