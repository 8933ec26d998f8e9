/** What to make of an answer or a refusal of the server. */
import { JSONExt, ReadonlyPartialJSONObject } from '@lumino/coreutils';
import {
  MissingExtensionError,
  ProblemError,
  UnreachableError,
  VersionMismatchError
} from './request';
import type { Failure } from './tokens';
import type { Progress } from './types';

/** The newer progress; what did not change keeps its identity, so that only what changed is drawn again. */
export function keepUnchanged(old: Progress | null, next: Progress): Progress {
  return old
    ? {
        ...next,
        items: keepSame(old.items, next.items),
        stages: keepSame(old.stages, next.stages)
      }
    : next;
}

function keepSame<T extends object>(
  old: Record<string, T>,
  next: Record<string, T>
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(next).map(([key, value]) => [
      key,
      key in old &&
      JSONExt.deepEqual(
        old[key] as ReadonlyPartialJSONObject,
        value as ReadonlyPartialJSONObject
      )
        ? old[key]
        : value
    ])
  );
}

/** Why the panel cannot follow. */
export function asFailure(error: unknown): Failure {
  if (error instanceof UnreachableError) {
    return { kind: 'unreachable' };
  }
  if (error instanceof MissingExtensionError) {
    return { kind: 'missing' };
  }
  if (error instanceof VersionMismatchError) {
    return { kind: 'version', server: error.server, lab: error.lab };
  }
  if (error instanceof ProblemError) {
    return { kind: 'problem', message: error.message, code: error.code };
  }
  console.error(error);
  return { kind: 'problem', message: String(error), code: 'unexpected' };
}
