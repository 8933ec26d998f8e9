import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** Where the server extension answers, under the server's base URL. */
const NAMESPACE = 'dl-curriculum';

/** The server did not answer, or something between it and us did in its stead. */
export class UnreachableError extends Error {
  readonly name = 'UnreachableError';
}

/** A Jupyter server answered, but without our server extension. */
export class MissingExtensionError extends Error {
  readonly name = 'MissingExtensionError';
}

/** The server extension is of another version than the Lab side. */
export class VersionMismatchError extends Error {
  readonly name = 'VersionMismatchError';

  constructor(
    readonly server: string,
    readonly lab: string
  ) {
    super(`The server has version ${server}, this page has version ${lab}.`);
  }
}

/** The server said no; its message is written for the learner, its code for programs. */
export class ProblemError extends Error {
  readonly name = 'ProblemError';

  constructor(
    message: string,
    readonly code: string,
    readonly status: number
  ) {
    super(message);
  }
}

export interface IRequest {
  method?: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  /** Sent as JSON, unless it is text already. */
  body?: object | string;
  /** The entity tag of what is here already. */
  etag?: string;
  /** Go on when the page is being closed. */
  keepalive?: boolean;
}

/**
 * Ask the server extension, and turn everything but an answer into one of the errors above.
 *
 * @param path - what to ask for, in parts that are encoded here
 * @returns the response: a success, or 304 where an entity tag was given
 */
export async function request(
  path: string[],
  options: IRequest,
  serverSettings: ServerConnection.ISettings
): Promise<Response> {
  const url = URLExt.join(
    serverSettings.baseUrl,
    NAMESPACE,
    ...path.map(part => encodeURIComponent(part))
  );
  const init: RequestInit = { method: options.method ?? 'GET' };
  if (options.body !== undefined) {
    const text = typeof options.body === 'string';
    init.body = text ? (options.body as string) : JSON.stringify(options.body);
    init.headers = {
      'Content-Type': text ? 'application/jsonl' : 'application/json'
    };
  }
  if (options.etag) {
    init.headers = { ...init.headers, 'If-None-Match': options.etag };
  }
  if (options.keepalive) {
    init.keepalive = true;
  }
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(url, init, serverSettings);
  } catch (error) {
    throw new UnreachableError(
      error instanceof Error ? error.message : String(error)
    );
  }
  if (response.ok || response.status === 304) {
    return response;
  }
  throw await asError(response);
}

async function asError(response: Response): Promise<Error> {
  const problem = (await response.json().catch(() => null)) as {
    message?: unknown;
    code?: unknown;
  } | null;
  if (
    typeof problem?.message === 'string' &&
    typeof problem?.code === 'string'
  ) {
    return new ProblemError(problem.message, problem.code, response.status);
  }
  if (response.status === 404) {
    return new MissingExtensionError(response.url);
  }
  if ([502, 503, 504].includes(response.status)) {
    return new UnreachableError(`${response.status} ${response.statusText}`);
  }
  if (response.status === 401 || response.status === 403) {
    return new ProblemError('', 'signed-out', response.status);
  }
  return new ProblemError('', 'unexpected', response.status);
}
