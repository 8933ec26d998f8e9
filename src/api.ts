import type { ServerConnection } from '@jupyterlab/services';
import {
  IRequest,
  ProblemError,
  VersionMismatchError,
  request
} from './request';
import type {
  Attempted,
  Backup,
  CurriculaAnswer,
  Curriculum,
  CurriculumKernels,
  Hardware,
  Hints,
  Imported,
  ItemPatch,
  OpenRequest,
  Opened,
  OwnCheck,
  OwnChecks,
  Progress,
  ProgressPatch,
  Replaced,
  ResetRequest,
  RestoreRequest,
  Run,
  RunningNotebook,
  SeenCell,
  Solution,
  Updated,
  UpdateRequest
} from './types';

/** A curriculum, and the tag under which the server knows this edition of it. */
export interface ITagged {
  curriculum: Curriculum;
  etag: string;
}

/** What the server can be asked; every call rejects with one of the errors of `request`. */
export interface ICurriculumApi {
  curricula(): Promise<CurriculaAnswer>;
  /** Null where the edition of that tag is still the newest. */
  curriculum(name: string, etag?: string): Promise<ITagged | null>;
  progress(name: string): Promise<Progress>;
  patchProgress(name: string, patch: ProgressPatch): Promise<Progress>;
  patchItem(name: string, item: string, patch: ItemPatch): Promise<Progress>;
  open(name: string, item: string, body: OpenRequest): Promise<Opened>;
  /** The event log, as JSON Lines. */
  exportProgress(name: string): Promise<string>;
  importProgress(name: string, lines: string): Promise<Imported>;

  /** The item's checks as the curriculum has them. */
  checks(name: string, item: string): Promise<readonly OwnCheck[]>;
  /** Check cells that ran in the learner's own kernel. */
  attempt(name: string, item: string, cells: SeenCell[]): Promise<Attempted>;
  /** Ask for a run from a clean start; the one under way where there is one. */
  startRun(name: string, item: string): Promise<Run>;
  run(name: string, item: string, run: string): Promise<Run>;
  cancelRun(name: string, item: string, run: string): Promise<Run>;
  hints(name: string, item: string): Promise<Hints>;
  showHints(
    name: string,
    item: string,
    exercise: string,
    shown: number
  ): Promise<Hints>;
  solution(name: string, item: string): Promise<Solution>;

  reset(name: string, item: string, body: ResetRequest): Promise<Replaced>;
  update(name: string, item: string, body: UpdateRequest): Promise<Updated>;
  backups(name: string, item: string): Promise<readonly Backup[]>;
  restore(name: string, item: string, body: RestoreRequest): Promise<Replaced>;
  /** Say where the learner's copy is now. */
  locate(name: string, item: string, path: string): Promise<Opened>;

  /** What computes here, and what is known of the kernels; light enough for every few seconds. */
  hardware(): Promise<Hardware>;
  /** Have every kernel's environment looked into anew; an event tells as each becomes known. */
  lookAgain(): Promise<Hardware>;
  /** What each notebook would open on. */
  kernels(name: string): Promise<CurriculumKernels>;
  /** The curriculum's notebooks whose kernels are alive. */
  notebooks(name: string): Promise<readonly RunningNotebook[]>;
}

export class CurriculumApi implements ICurriculumApi {
  constructor(options: CurriculumApi.IOptions) {
    this._serverSettings = options.serverSettings;
    this._version = options.version;
  }

  async curricula(): Promise<CurriculaAnswer> {
    const answer: CurriculaAnswer = await this._json(['curricula']);
    if (series(answer.version) !== series(this._version)) {
      throw new VersionMismatchError(answer.version, this._version);
    }
    return answer;
  }

  async curriculum(name: string, etag = ''): Promise<ITagged | null> {
    const response = await this._request(['curricula', name], { etag });
    if (response.status === 304) {
      return null;
    }
    return {
      curriculum: await parsed(response),
      etag: response.headers.get('ETag') ?? ''
    };
  }

  progress(name: string): Promise<Progress> {
    return this._json(['curricula', name, 'progress']);
  }

  patchProgress(name: string, body: ProgressPatch): Promise<Progress> {
    return this._json(['curricula', name, 'progress'], {
      method: 'PATCH',
      body
    });
  }

  patchItem(name: string, item: string, body: ItemPatch): Promise<Progress> {
    return this._json(['curricula', name, 'items', item], {
      method: 'PATCH',
      body
    });
  }

  open(name: string, item: string, body: OpenRequest): Promise<Opened> {
    return this._post(name, item, 'open', body);
  }

  async exportProgress(name: string): Promise<string> {
    const response = await this._request(['curricula', name, 'export']);
    return response.text();
  }

  importProgress(name: string, lines: string): Promise<Imported> {
    return this._json(['curricula', name, 'import'], {
      method: 'POST',
      body: lines
    });
  }

  async checks(name: string, item: string): Promise<readonly OwnCheck[]> {
    const path = ['curricula', name, 'items', item, 'checks'];
    return (await this._json<OwnChecks>(path)).checks;
  }

  attempt(name: string, item: string, cells: SeenCell[]): Promise<Attempted> {
    return this._post(name, item, 'attempts', { cells });
  }

  startRun(name: string, item: string): Promise<Run> {
    return this._post(name, item, 'checks', {});
  }

  run(name: string, item: string, run: string): Promise<Run> {
    return this._json(['curricula', name, 'items', item, 'checks', run]);
  }

  cancelRun(name: string, item: string, run: string): Promise<Run> {
    return this._json(['curricula', name, 'items', item, 'checks', run], {
      method: 'DELETE'
    });
  }

  hints(name: string, item: string): Promise<Hints> {
    return this._json(['curricula', name, 'items', item, 'hints']);
  }

  showHints(
    name: string,
    item: string,
    exercise: string,
    shown: number
  ): Promise<Hints> {
    return this._post(name, item, 'hints', { exercise, shown });
  }

  solution(name: string, item: string): Promise<Solution> {
    return this._json(['curricula', name, 'items', item, 'solution']);
  }

  reset(name: string, item: string, body: ResetRequest): Promise<Replaced> {
    return this._post(name, item, 'reset', body);
  }

  update(name: string, item: string, body: UpdateRequest): Promise<Updated> {
    return this._post(name, item, 'update', body);
  }

  async backups(name: string, item: string): Promise<readonly Backup[]> {
    const path = ['curricula', name, 'items', item, 'backups'];
    return (await this._json<{ backups: readonly Backup[] }>(path)).backups;
  }

  restore(name: string, item: string, body: RestoreRequest): Promise<Replaced> {
    return this._post(name, item, 'restore', body);
  }

  locate(name: string, item: string, path: string): Promise<Opened> {
    return this._post(name, item, 'locate', { path });
  }

  hardware(): Promise<Hardware> {
    return this._json(['hardware']);
  }

  lookAgain(): Promise<Hardware> {
    return this._json(['hardware'], { method: 'POST' });
  }

  kernels(name: string): Promise<CurriculumKernels> {
    return this._json(['curricula', name, 'kernels']);
  }

  async notebooks(name: string): Promise<readonly RunningNotebook[]> {
    const path = ['curricula', name, 'notebooks'];
    return (await this._json<{ notebooks: readonly RunningNotebook[] }>(path))
      .notebooks;
  }

  private _post<T>(
    name: string,
    item: string,
    verb: string,
    body: object
  ): Promise<T> {
    return this._json(['curricula', name, 'items', item, verb], {
      method: 'POST',
      body
    });
  }

  private _request(path: string[], options: IRequest = {}): Promise<Response> {
    return request(path, options, this._serverSettings);
  }

  private async _json<T>(path: string[], options?: IRequest): Promise<T> {
    return parsed<T>(await this._request(path, options));
  }

  private _serverSettings: ServerConnection.ISettings;
  private _version: string;
}

export namespace CurriculumApi {
  export interface IOptions {
    serverSettings: ServerConnection.ISettings;
    /** The version of the Lab side. */
    version: string;
  }
}

/** Versions that differ only in the third number speak the same language. */
function series(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** A success that is not JSON comes from a proxy's sign-in page or the like. */
async function parsed<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T;
  } catch {
    throw new ProblemError('', 'unexpected', response.status);
  }
}
