import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { CurriculumView, ICurriculumProps } from '../components/Curriculum';
import {
  curriculum,
  fakeUi,
  itemProgress,
  progress,
  summary,
  talk
} from './sample';

function show(part: Partial<ICurriculumProps> = {}) {
  const ui = fakeUi();
  const props: ICurriculumProps = {
    ui,
    curricula: summary.curricula,
    problems: [],
    curriculum,
    progress: progress(),
    loading: false,
    failure: null,
    busy: new Set(),
    writings: new Map(),
    open: {},
    notice: null,
    editingGoal: false,
    showMotivation: true,
    ...part
  };
  const view = render(<CurriculumView {...props} />);
  return {
    ui,
    actions: ui.actions,
    again: (more: Partial<ICurriculumProps>) =>
      view.rerender(<CurriculumView {...props} {...more} />)
  };
}

const withItem = (id: string, part: Parameters<typeof itemProgress>[0]) =>
  progress({ items: { ...progress().items, [id]: itemProgress(part) } });

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const tick = (title: string) =>
  screen.getByRole('checkbox', { name: `Mark ${title} done` });

describe('the head of the panel', () => {
  it('says how far the whole has come', () => {
    show({
      progress: progress({
        totals: { done: 2, required: 5, skipped: 0, minutes_left: 1 }
      })
    });
    expect(
      screen.getByRole('heading', { name: 'Deep learning' })
    ).toBeVisible();
    expect(screen.getByRole('progressbar')).toHaveAttribute(
      'aria-valuenow',
      '2'
    );
    expect(screen.getByText('2 of 5 done')).toBeVisible();
  });

  it('estimates the end of the stage at the pace of the learner', () => {
    show({ progress: progress({ hours_per_week: 4 }) });
    expect(
      screen.getByText('stage 1 until late January 2027 at 4 h a week')
    ).toBeVisible();
  });

  it('asks for a goal once, and takes no for an answer', async () => {
    const { actions } = show({ progress: progress({ goal: null }) });
    await userEvent.click(button('Not now'));
    expect(actions.setGoal).toHaveBeenCalledWith('', null);
  });

  it('saves a goal of the pack’s suggestions, with a pace', async () => {
    const { actions } = show({ progress: progress({ goal: null }) });
    const question = screen.getByRole('combobox', {
      name: 'What do you want to learn this for?'
    });
    fireEvent.change(question, {
      target: { value: 'Solve a problem at work' }
    });
    await userEvent.type(
      screen.getByRole('spinbutton', { name: 'Hours a week' }),
      '4'
    );
    await userEvent.click(button('Save'));
    expect(actions.setGoal).toHaveBeenCalledWith('Solve a problem at work', 4);
  });

  it('offers no chooser where there is one curriculum', () => {
    show();
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('offers a chooser where there are several', () => {
    const other = {
      ...summary.curricula[0],
      name: 'cooking',
      title: 'Cooking'
    };
    const { actions } = show({ curricula: [...summary.curricula, other] });
    fireEvent.change(screen.getByRole('combobox', { name: 'Curriculum' }), {
      target: { value: 'cooking' }
    });
    expect(actions.chooseCurriculum).toHaveBeenCalledWith('cooking');
  });
});

describe('Continue', () => {
  const card = () => within(screen.getByRole('region', { name: 'Continue' }));

  it.each([
    ['softmax', 'Open notebook'],
    ['talk', 'Open in new tab'],
    ['recreate', 'Start checklist'],
    ['thoughts', 'Write your answer']
  ])('offers the one next thing: %s', async (next, label) => {
    const { actions } = show({ progress: progress({ next_item: next }) });
    await userEvent.click(card().getByRole('button', { name: label }));
    expect(actions.open).toHaveBeenCalledWith(
      expect.objectContaining({ id: next })
    );
  });

  it('asks for a route where only that stands in the way', async () => {
    const { actions } = show({
      progress: progress({ current_stage: 'second', next_item: null })
    });
    expect(
      card().getByRole('heading', { name: 'Choose a route' })
    ).toBeVisible();
    await userEvent.click(
      card().getByRole('button', { name: 'See the routes' })
    );
    expect(actions.revealRoutes).toHaveBeenCalledWith('second');
  });

  it('says what comes after all when all is behind', () => {
    show({ progress: progress({ current_stage: null, next_item: null }) });
    expect(card().getByRole('heading', { name: 'What next' })).toBeVisible();
    expect(card().getByText('Go on reading.')).toBeVisible();
  });
});

describe('an item', () => {
  it('is marked done by its tick', async () => {
    const { actions } = show();
    await userEvent.click(tick('Softmax'));
    expect(actions.mark).toHaveBeenCalledWith('softmax', true);
    // The server has not said so yet.
    expect(tick('Softmax')).not.toBeChecked();
  });

  it('is marked not done by the same tick', async () => {
    const { actions } = show({
      progress: withItem('softmax', { status: 'done' })
    });
    expect(tick('Softmax')).toBeChecked();
    await userEvent.click(tick('Softmax'));
    expect(actions.mark).toHaveBeenCalledWith('softmax', false);
  });

  it.each([
    ['started', 'started'],
    ['skipped', 'skipped'],
    ['parked', 'parked until']
  ] as const)('says in words that it is %s', (status, words) => {
    show({ progress: withItem('softmax', { status, until: '2026-12-03' }) });
    expect(tick('Softmax')).toHaveAccessibleDescription(
      expect.stringContaining(words)
    );
    expect(tick('Softmax')).not.toBeChecked();
  });

  it('says nothing of checks before any ran, and then how many pass', () => {
    const checks = { rows: 'not-run', sums: 'not-run' } as const;
    const { again } = show({
      progress: withItem('softmax', { status: 'started', checks })
    });
    expect(tick('Softmax')).toHaveAccessibleDescription(
      expect.not.stringContaining('checks pass')
    );
    again({
      progress: withItem('softmax', {
        status: 'started',
        checks: { ...checks, rows: 'passed' }
      })
    });
    expect(tick('Softmax')).toHaveAccessibleDescription(
      expect.stringContaining('1 of 2 checks pass')
    );
  });

  it('shows half a tick when it is started', () => {
    show({ progress: withItem('softmax', { status: 'started' }) });
    expect(tick('Softmax')).toBePartiallyChecked();
  });

  it('says kind, author, time and cost', () => {
    show();
    expect(tick('A talk')).toHaveAccessibleDescription(
      /video.*A\. Speaker.*60\smin.*12 €/
    );
  });

  it('opens by its title', () => {
    const { actions } = show();
    fireEvent.click(screen.getByRole('link', { name: 'A talk' }));
    expect(actions.open).toHaveBeenCalledWith(talk);
  });

  it('has a menu behind a button and behind the other mouse button', async () => {
    const { actions } = show();
    await userEvent.click(button('More on Softmax'));
    fireEvent.contextMenu(tick('Softmax'), { clientX: 5, clientY: 6 });
    expect(actions.menu).toHaveBeenCalledTimes(2);
    expect(actions.menu).toHaveBeenLastCalledWith(
      'softmax',
      5,
      6,
      button('More on Softmax')
    );
  });

  it('tells in its details where a topic comes again', async () => {
    const { actions } = show({ open: { 'details:softmax': true } });
    const details = within(
      screen.getByRole('group', { name: 'Details of Softmax' })
    );
    await userEvent.click(
      details.getByRole('button', { name: 'Softmax function' })
    );
    const again = within(details.getByRole('list', { name: 'Comes again' }));
    await userEvent.click(again.getByRole('button', { name: 'A lecture' }));
    expect(actions.reveal).toHaveBeenCalledWith('lecture');
  });

  it('keeps the keyboard where it was when something else changes', () => {
    const { again } = show();
    tick('A talk').focus();
    again({ progress: withItem('softmax', { status: 'done' }) });
    expect(tick('A talk')).toHaveFocus();
  });
});

describe('a checklist', () => {
  const open = { 'item:recreate': true };

  it('ticks entry by entry', async () => {
    const { actions } = show({ open });
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Tick Notebook one' })
    );
    expect(actions.tick).toHaveBeenCalledWith('recreate', 'one', ['done']);
  });

  it('takes a tick back', async () => {
    const state = withItem('recreate', {
      status: 'started',
      ticks: { one: ['done'] }
    });
    const { actions } = show({ open, progress: state });
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Tick Notebook one' })
    );
    expect(actions.tick).toHaveBeenCalledWith('recreate', 'one', []);
  });

  it('shows a reference only when asked', async () => {
    show({ open });
    expect(
      screen.queryByRole('link', { name: /reference of Notebook one/ })
    ).toBeNull();
    await userEvent.click(button('Show the reference of Notebook one'));
    expect(
      screen.getByRole('link', { name: 'Open the reference of Notebook one' })
    ).toHaveAttribute('href', 'https://example.org/one');
  });

  it('leads to the item that helps', async () => {
    const { actions } = show({ open });
    await userEvent.click(button('see Softmax'));
    expect(actions.reveal).toHaveBeenCalledWith('softmax');
  });

  it('takes entries of the learner’s own, and lets them go', async () => {
    const own_entries = [{ id: 'own', title: 'Mine', url: '' }];
    const { actions } = show({
      open,
      progress: withItem('recreate', { own_entries })
    });
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Title of your own entry' }),
      'More{Enter}'
    );
    expect(actions.addEntry).toHaveBeenCalledWith('recreate', 'More', '');
    await userEvent.click(button('Remove Mine'));
    expect(actions.removeEntry).toHaveBeenCalledWith('recreate', 'own');
  });
});

describe('a reflection', () => {
  const open = { 'item:thoughts': true };

  it('hands on every word', () => {
    const { actions } = show({ open });
    fireEvent.change(screen.getByRole('textbox', { name: 'Thoughts' }), {
      target: { value: 'Hm' }
    });
    expect(actions.write).toHaveBeenCalledWith('thoughts', 'Hm');
  });

  it('shows both texts of a conflict, and loses neither', async () => {
    const writings = new Map([
      [
        'thoughts',
        { text: 'Mine', state: 'conflict' as const, theirs: 'Theirs' }
      ]
    ]);
    const { actions } = show({ open, writings });
    expect(screen.getByRole('textbox', { name: 'Thoughts' })).toHaveValue(
      'Mine'
    );
    expect(screen.getByText('Theirs')).toBeVisible();
    await userEvent.click(button('Keep both'));
    expect(actions.settle).toHaveBeenCalledWith('thoughts', 'Mine\n\nTheirs');
  });
});

describe('routes', () => {
  const open = { 'stage:second': true, 'help:second': true };

  it('are a choice of several', async () => {
    const { actions } = show({
      open,
      progress: progress({ routes: { second: ['mooc'] } })
    });
    const group = within(screen.getByRole('group', { name: /Routes/ }));
    expect(group.getByRole('checkbox', { name: 'Course' })).toBeChecked();
    expect(screen.getByRole('link', { name: 'A lecture' })).toBeVisible();
    await userEvent.click(group.getByRole('checkbox', { name: 'Book' }));
    expect(actions.followRoutes).toHaveBeenCalledWith('second', [
      'mooc',
      'book'
    ]);
  });

  it('are recommended by answers, and decided by no one else', async () => {
    const { actions } = show({ open });
    await userEvent.click(screen.getByRole('radio', { name: 'Quiet' }));
    expect(
      screen.getByText('Your answers speak for: Book. The choice is yours.')
    ).toBeVisible();
    expect(actions.followRoutes).not.toHaveBeenCalled();
  });

  it('hide the items of those that are not followed', () => {
    show({ open });
    expect(screen.queryByRole('link', { name: 'A lecture' })).toBeNull();
  });
});

describe('stages', () => {
  it('are folded but for the current one', async () => {
    const { actions } = show();
    expect(button(/First steps/)).toHaveAttribute('aria-expanded', 'true');
    expect(button(/Second steps/)).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(button(/Second steps/));
    expect(actions.fold).toHaveBeenCalledWith('stage:second', true);
  });
});

describe('later', () => {
  it('lists what was put off, with a way back', async () => {
    const items = {
      ...progress().items,
      softmax: itemProgress({ status: 'parked' }),
      talk: itemProgress({ status: 'skipped', reason: 'Seen' })
    };
    const { actions } = show({
      progress: progress({ items }),
      open: { later: true }
    });
    expect(screen.getByText('1 parked · 1 skipped')).toBeVisible();
    await userEvent.click(button('Bring back Softmax'));
    await userEvent.click(button('Take up A talk again'));
    expect(actions.bringBack).toHaveBeenCalledWith('softmax');
    expect(actions.takeUp).toHaveBeenCalledWith('talk');
  });

  it('is not there where nothing was put off', () => {
    show();
    expect(screen.queryByRole('button', { name: /Later/ })).toBeNull();
  });
});

describe('when something is not right', () => {
  const nothing = { curriculum: null, progress: null };

  it('names the commands that bring the server extension', () => {
    show({ ...nothing, failure: { kind: 'missing' } });
    expect(screen.getByText('pip install dl-curriculum-ext')).toBeVisible();
    expect(
      screen.getByText('jupyter server extension enable dl_curriculum_ext')
    ).toBeVisible();
  });

  it('names both versions, and the command that mends it', () => {
    show({
      ...nothing,
      failure: { kind: 'version', server: '0.2.0', lab: '0.1.0' }
    });
    expect(screen.getByText(/0\.2\.0.*0\.1\.0/)).toBeVisible();
    expect(
      screen.getByText('pip install --upgrade dl-curriculum-ext')
    ).toBeVisible();
  });

  it('keeps what it showed while the server is away, and says so', async () => {
    const { actions } = show({ failure: { kind: 'unreachable' } });
    expect(screen.getByRole('alert')).toHaveTextContent('Trying again');
    expect(tick('Softmax')).toBeVisible();
    await userEvent.click(button('Try now'));
    expect(actions.refresh).toHaveBeenCalled();
  });

  it('says which line of which file is wrong, and keeps the good packs', () => {
    const problems = [
      { file: 'stage.yaml', line: 3, message: 'Mend it.', curriculum: 'a' }
    ];
    show({ problems, open: { problems: true } });
    expect(screen.getByText('stage.yaml')).toBeVisible();
    expect(screen.getByText('Line 3: Mend it.')).toBeVisible();
    expect(tick('Softmax')).toBeVisible();
  });

  it('tells where packs belong when there is none', () => {
    show(nothing);
    expect(
      screen.getByRole('heading', { name: 'No curriculum yet' })
    ).toBeVisible();
    expect(screen.getByText('jupyter --paths')).toBeVisible();
  });

  it('tells what failed where screen readers hear it', () => {
    show({ notice: { kind: 'problem', text: 'The disk is full.' } });
    expect(screen.getByText('The disk is full.')).toHaveAttribute(
      'aria-live',
      'polite'
    );
  });

  it('offers the way back from what was just done', async () => {
    const undo = jest.fn();
    show({ notice: { kind: 'info', text: '“Softmax” is done.', undo } });
    await userEvent.click(button('Undo'));
    expect(undo).toHaveBeenCalledTimes(1);
  });
});
