import { Notification } from '@jupyterlab/apputils';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { announce } from '../announcing';
import { Banner } from '../components/Banner';
import { Changes } from '../components/Changes';
import { NewerLine } from '../components/NewerLine';
import { Versions } from '../components/Versions';
import { Newer } from '../newer';
import type { ICurriculumModel } from '../tokens';
import type { CellChange, Updated } from '../types';
import { View } from '../view';
import { moment } from '../workwords';
import { fakeUi } from './fakeui';
import { curriculum, itemProgress, progress, softmax, trans } from './sample';

const now = new Date(2026, 10, 22, 12, 0);

function change(part: Partial<CellChange> = {}): CellChange {
  return {
    cell: 'softmax-a',
    role: 'check',
    change: 'new',
    title: 'A sum',
    ...part
  };
}

function updated(...changes: CellChange[]): Updated {
  return {
    path: 'softmax.ipynb',
    backup: null,
    hash: 'h',
    version: '1',
    changes
  };
}

function newer(answer: () => Promise<Updated>, version: string | null = '0') {
  const model = {
    curriculum,
    progress: progress({
      items: {
        softmax: itemProgress({ path: 'softmax.ipynb', version })
      }
    }),
    ask: jest.fn(answer)
  } as unknown as jest.Mocked<ICurriculumModel>;
  return { model, ours: new Newer(model) };
}

const settled = () => new Promise(resolve => setTimeout(resolve));

describe('newer versions', () => {
  it('are looked for once, where the copy is of another version', async () => {
    const { model, ours } = newer(() => Promise.resolve(updated(change())));
    const changed = jest.fn();
    ours.changed.connect(changed);
    ours.look('softmax');
    ours.look('softmax');
    await settled();
    expect(model.ask).toHaveBeenCalledTimes(1);
    expect(changed).toHaveBeenCalledTimes(1);
    expect(ours.offer('softmax')?.changes).toHaveLength(1);
  });

  it('are not asked for where the copy is of this version, or there is none', () => {
    const { model, ours } = newer(() => Promise.reject(new Error()), '1');
    ours.look('softmax');
    ours.look('talk');
    expect(model.ask).not.toHaveBeenCalled();
  });

  it('are no news where everything stays, or nothing can be told', async () => {
    for (const answer of [
      () => Promise.resolve(updated(change({ change: 'kept' }))),
      () => Promise.reject(new Error('no'))
    ]) {
      const { ours } = newer(answer);
      ours.look('softmax');
      await settled();
      expect(ours.offer('softmax')).toBeNull();
    }
  });

  it('are offered in the details, quietly', () => {
    const ui = fakeUi();
    const look = jest.fn();
    render(
      <NewerLine
        ui={{
          ...ui,
          newer: {
            changed: new Signal<unknown, void>({}),
            look,
            offer: () => updated(change())
          }
        }}
        curriculum={curriculum}
        item={softmax}
        progress={itemProgress()}
      />
    );
    expect(look).toHaveBeenCalledWith('softmax');
    fireEvent.click(
      screen.getByRole('button', { name: 'See what is new in Softmax' })
    );
    expect(ui.actions.seeNew).toHaveBeenCalledWith('softmax');
  });
});

describe('what an update does', () => {
  it('is said in words, the news before what stays', () => {
    render(
      <Changes
        trans={trans}
        changes={[
          change({ cell: 'a', change: 'kept', title: 'Mine' }),
          change({ cell: 'b' }),
          change({ cell: 'c', change: 'changed', role: 'prose', title: 'Why' }),
          change({ cell: 'd', change: 'conflict', title: '' })
        ]}
      />
    );
    expect(
      screen.getAllByRole('listitem').map(({ textContent }) => textContent)
    ).toEqual([
      'A sumnew check',
      'Whytext changed',
      'A cell without wordsboth kept: yours stays, the newer one is shown below it',
      'Minekept yours'
    ]);
  });

  it('leads to each cell of which both were kept', () => {
    const onGo = jest.fn();
    render(
      <Banner
        trans={trans}
        item={softmax}
        conflicts={[change({ change: 'conflict' })]}
        onGo={onGo}
        onDismiss={jest.fn()}
      />
    );
    fireEvent.click(screen.getByRole('button', { name: 'A sum' }));
    expect(onGo).toHaveBeenCalledWith('softmax-a');
  });
});

describe('earlier versions', () => {
  const backup = (path: string, at: Date) => ({ path, at: at.toISOString() });

  it('are listed with their moments in words, the newest chosen', () => {
    const onChoose = jest.fn();
    const old = backup('b/1.ipynb', new Date(2026, 10, 21, 9, 20));
    render(
      <Versions
        trans={trans}
        backups={[backup('b/2.ipynb', new Date(2026, 10, 22, 9, 0)), old]}
        now={now}
        onChoose={onChoose}
      />
    );
    expect(screen.getByRole('radio', { name: /^today at/ })).toBeChecked();
    fireEvent.click(screen.getByRole('radio', { name: /^yesterday at/ }));
    expect(onChoose).toHaveBeenCalledWith(old);
  });

  it('say when there will be one, while there is none', () => {
    render(
      <Versions trans={trans} backups={[]} now={now} onChoose={jest.fn()} />
    );
    expect(screen.getByText(/There is none yet/)).toBeVisible();
  });

  it('name the day of those that are older', () => {
    const says = (at: Date) => moment(at.toISOString(), now, trans);
    expect(says(new Date(2026, 2, 3, 9, 0))).toMatch(/March.* at /);
    expect(says(new Date(2025, 2, 3))).toMatch(/March.* 2025/);
  });
});

describe('what is said while the panel is out of sight', () => {
  it('is a notification with the way back, which goes when the next thing is said', () => {
    const view = new View(() => undefined);
    const panel = new Widget();
    announce(view, panel, trans);
    const undo = jest.fn();
    view.tell('Done.', undo);
    const [note] = Notification.manager.notifications;
    expect(note.message).toBe('Done.');
    note.options.actions?.[0].callback(new MouseEvent('click'));
    expect(undo).toHaveBeenCalled();
    view.dismiss();
    expect(Notification.manager.count).toBe(0);
    panel.dispose();
  });
});
