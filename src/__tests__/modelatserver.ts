/** A model at a server that answers as told, with timers that stand still. */
import type { Event } from '@jupyterlab/services';
import { Signal, Stream } from '@lumino/signaling';
import { CurriculumApi } from '../api';
import { PROGRESS_EVENT } from '../following';
import { CurriculumModel } from '../model';
import { BrowserDrafts } from '../writing';
import {
  ISeen,
  curriculum,
  fakeServer,
  json,
  progress,
  summary
} from './sample';

export type Answer = (seen: ISeen) => Response | Promise<Response> | undefined;

/** A model at a server that behaves, unless `special` has something else to say. */
export function model(special: Answer = () => undefined) {
  const state = { progress: progress(), special };
  const { seen, serverSettings } = fakeServer(one => {
    const other = state.special(one);
    if (other) {
      return other;
    }
    if (one.path.endsWith('/curricula')) {
      return json(summary);
    }
    if (one.path.endsWith('/curricula/deep-learning')) {
      return one.headers.get('If-None-Match') === '"1"'
        ? new Response(null, { status: 304 })
        : json(curriculum, 200, { ETag: '"1"' });
    }
    return json(state.progress);
  });
  const events = new Stream<Event.IManager, Event.Emission>(
    {} as Event.IManager
  );
  const lost = new Signal<object, unknown>({});
  const ours: CurriculumModel = new CurriculumModel({
    api: new CurriculumApi({ serverSettings, version: '0.1.0' }),
    events,
    lost,
    drafts: new BrowserDrafts(window.localStorage, () => 'test'),
    pause: 500
  });
  return { model: ours, seen, events, lost, state };
}

export const down: Answer = () =>
  Promise.reject(new TypeError('Failed to fetch'));

export function event(part = {}): Event.Emission {
  return {
    schema_id: PROGRESS_EVENT,
    curriculum: 'deep-learning',
    learner: 'ada',
    item: 'softmax',
    kind: 'status',
    ...part
  };
}

/** Let every promise settle, timers standing still. */
export async function settle() {
  for (let i = 0; i < 50; i++) {
    await Promise.resolve();
  }
}

export const paths = (seen: ISeen[]) =>
  seen.map(({ method, path }) => `${method} ${path.split('/').pop()}`);
