import { CurriculumApi } from '../api';
import {
  MissingExtensionError,
  ProblemError,
  UnreachableError,
  VersionMismatchError
} from '../request';
import {
  ISeen,
  curriculum,
  fakeServer,
  json,
  progress,
  summary
} from './sample';

const ROOT = '/user/ada/dl-curriculum/curricula';

function api(
  answer: (seen: ISeen) => Response | Promise<Response>,
  version = '0.1.0'
) {
  const { seen, serverSettings } = fakeServer(answer);
  return { seen, api: new CurriculumApi({ serverSettings, version }) };
}

describe('CurriculumApi', () => {
  it('asks for the curricula under the base URL of the server', async () => {
    const { seen, api: ours } = api(() => json(summary));
    expect(await ours.curricula()).toEqual(summary);
    expect(seen).toMatchObject([{ method: 'GET', path: ROOT, body: '' }]);
  });

  it('accepts a server that differs in the third number only', async () => {
    const { api: ours } = api(() => json({ ...summary, version: '0.1.42' }));
    await expect(ours.curricula()).resolves.toBeDefined();
  });

  it('names both versions when the server is of another series', async () => {
    const { api: ours } = api(() => json({ ...summary, version: '0.2.0' }));
    const error = await ours.curricula().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(VersionMismatchError);
    expect(error).toMatchObject({ server: '0.2.0', lab: '0.1.0' });
  });

  it('remembers under which tag a curriculum came', async () => {
    const { api: ours } = api(() => json(curriculum, 200, { ETag: '"abc"' }));
    expect(await ours.curriculum('deep-learning')).toEqual({
      curriculum,
      etag: '"abc"'
    });
  });

  it('sends the tag and takes 304 for nothing new', async () => {
    const { seen, api: ours } = api(() => new Response(null, { status: 304 }));
    expect(await ours.curriculum('deep-learning', '"abc"')).toBeNull();
    expect(seen[0].headers.get('If-None-Match')).toBe('"abc"');
  });

  it('patches an item with just what is given', async () => {
    const { seen, api: ours } = api(() => json(progress()));
    await ours.patchItem('deep-learning', 'softmax', { status: 'done' });
    expect(seen[0]).toMatchObject({
      method: 'PATCH',
      path: `${ROOT}/deep-learning/items/softmax`,
      body: '{"status":"done"}'
    });
    expect(seen[0].headers.get('Content-Type')).toBe('application/json');
  });

  it('patches goal, pace and routes', async () => {
    const { seen, api: ours } = api(() => json(progress()));
    await ours.patchProgress('deep-learning', { routes: { second: ['mooc'] } });
    expect(seen[0]).toMatchObject({
      method: 'PATCH',
      path: `${ROOT}/deep-learning/progress`,
      body: '{"routes":{"second":["mooc"]}}'
    });
  });

  it('posts to open, with the folder of the settings', async () => {
    const opened = {
      path: 'a/b.ipynb',
      created: true,
      kernel_name: 'python3',
      message: ''
    };
    const { seen, api: ours } = api(() => json(opened));
    expect(
      await ours.open('deep-learning', 'softmax', { folder: 'mine' })
    ).toEqual(opened);
    expect(seen[0]).toMatchObject({
      method: 'POST',
      path: `${ROOT}/deep-learning/items/softmax/open`,
      body: '{"folder":"mine"}'
    });
  });

  it('passes lines through unchanged in export and import', async () => {
    const lines = '{"uuid":"1"}\n{"uuid":"2"}\n';
    const { seen, api: ours } = api(({ method }) =>
      method === 'GET' ? new Response(lines) : json({ added: 2, known: 0 })
    );
    expect(await ours.exportProgress('deep-learning')).toBe(lines);
    expect(await ours.importProgress('deep-learning', lines)).toEqual({
      added: 2,
      known: 0
    });
    expect(seen.map(({ path }) => path)).toEqual([
      `${ROOT}/deep-learning/export`,
      `${ROOT}/deep-learning/import`
    ]);
    expect(seen[1].body).toBe(lines);
  });

  it('encodes whatever a name holds', async () => {
    const { seen, api: ours } = api(() => json(progress()));
    await ours.progress('../a b%');
    expect(seen[0].path).toBe(`${ROOT}/..%2Fa%20b%25/progress`);
  });

  it.each([
    [
      'nothing answered',
      () => Promise.reject(new TypeError('Failed to fetch')),
      UnreachableError
    ],
    [
      'a proxy said 502',
      () => new Response('<html>', { status: 502 }),
      UnreachableError
    ],
    [
      'Jupyter knows no such path',
      () => json({ message: 'Not Found', reason: null }, 404),
      MissingExtensionError
    ],
    ['a page came instead of JSON', () => new Response('<html>'), ProblemError],
    ['the server broke', () => new Response('', { status: 500 }), ProblemError]
  ])('says what is the matter when %s', async (_, answer, kind) => {
    const { api: ours } = api(answer);
    await expect(ours.curricula()).rejects.toBeInstanceOf(kind);
  });

  it('hands on the sentence and the code of the server', async () => {
    const { api: ours } = api(() =>
      json(
        {
          message: 'The disk is full. Make room and try again.',
          code: 'disk-full'
        },
        507
      )
    );
    await expect(
      ours.patchItem('a', 'b', { status: 'done' })
    ).rejects.toMatchObject({
      message: 'The disk is full. Make room and try again.',
      code: 'disk-full',
      status: 507
    });
  });

  it('takes a 404 with our own sentence for a missing item, not a missing extension', async () => {
    const { api: ours } = api(() =>
      json(
        { message: 'No item softmx. Did you mean softmax?', code: 'not-found' },
        404
      )
    );
    await expect(ours.patchItem('a', 'softmx', {})).rejects.toMatchObject({
      code: 'not-found'
    });
  });
});
