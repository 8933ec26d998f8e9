import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { itemProgress, progress, summary } from './sample';
import { button, show, tick } from './shownpanel';

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
