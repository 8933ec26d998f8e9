import { fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { progress, talk } from './sample';
import { button, show, tick, withItem } from './shownpanel';

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
