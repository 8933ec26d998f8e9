import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { Details } from '../components/Details';
import { ItemRow } from '../components/Item';
import { KernelChoice } from '../components/KernelChoice';
import { computing, gigabytes, listed, settingsText } from '../machinewords';
import type { IMachine } from '../tokens';
import type { Exercise, ItemProgress } from '../types';
import {
  environment,
  fakeMachine,
  hardware,
  itemKernel,
  kernels
} from './machinesample';
import { fakeUi } from './fakeui';
import { curriculum, itemProgress, softmax, trans } from './sample';

type Known = Partial<IMachine>;

const usual: Known = { hardware: hardware(), kernels: kernels() };

function showRow(known: Known, state: Partial<ItemProgress> = {}) {
  const ui = fakeUi(fakeMachine(known));
  render(
    <ul>
      <ItemRow
        ui={ui}
        curriculum={curriculum}
        item={softmax}
        progress={itemProgress(state)}
        isNext={false}
        busy={false}
        open={false}
        detailed={false}
        checksOpen={false}
        writing={undefined}
      />
    </ul>
  );
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });
describe('an item of the list', () => {
  it('adds what matters before opening to its line', () => {
    showRow({
      ...usual,
      kernels: kernels({ kernel: 'lean', fits: false, memory_gb: 64 })
    });
    expect(
      screen.getByText(
        'exercise · 60 min · computes 4 min here · lacks torch · needs 64 GB'
      )
    ).toBeVisible();
  });

  it.each<[string, Known, Partial<ItemProgress>]>([
    ['done', usual, { status: 'done' }],
    ['quick', { ...usual, kernels: kernels({ minutes: 0.2 }) }, {}],
    ['of unknown length', { ...usual, kernels: kernels({ minutes: null }) }, {}]
  ])('that is %s has no estimate', (_, known, state) => {
    showRow(known, state);
    expect(screen.queryByText(/computes/)).toBeNull();
  });
});

describe('the details of an item', () => {
  const exercise = softmax as Exercise;

  function showDetails(known: Known, state: Partial<ItemProgress> = {}) {
    const ui = fakeUi(fakeMachine(known));
    render(
      <Details
        ui={ui}
        curriculum={curriculum}
        item={{
          ...exercise,
          needs: {
            ...exercise.needs,
            smaller: { STEPS: 300, FAST: true, SIZE: 'small' }
          }
        }}
        progress={itemProgress(state)}
        writing={undefined}
      />
    );
    return ui.actions;
  }

  it('say what it opens on, how long it computes, and how that is known', async () => {
    const actions = showDetails(usual);
    expect(screen.getByText('Python 3')).toBeVisible();
    expect(
      screen.getByText('about 4 min, by what other notebooks took here')
    ).toBeVisible();
    expect(screen.getByText('2 GB of 9.2 GB free now')).toBeVisible();
    await userEvent.click(button('Change kernel…'));
    expect(actions.chooseKernel).toHaveBeenCalledWith('softmax');
  });

  it('say all that the server says of a kernel that lacks something', () => {
    const message = 'Lean lacks torch. Install it with pip.';
    showDetails({ ...usual, kernels: kernels({ kernel: 'lean', message }) });
    expect(screen.getByText(message)).toBeVisible();
  });

  it('say what to change in a copy that is too big', () => {
    showDetails(
      {
        ...usual,
        kernels: kernels({ fits: false, memory_gb: 64, smaller: true })
      },
      { path: 'softmax.ipynb' }
    );
    expect(
      screen.getByText(/STEPS = 300, FAST = True, SIZE = "small"/)
    ).toBeVisible();
    expect(
      screen.queryByRole('button', { name: /smaller settings/ })
    ).toBeNull();
  });
});

describe('the choice of a kernel', () => {
  function choose(part: Partial<React.ComponentProps<typeof KernelChoice>>) {
    const onChoose = jest.fn();
    render(
      <KernelChoice
        trans={trans}
        hardware={hardware()}
        item={softmax}
        choice={itemKernel()}
        chosen={null}
        orNone={true}
        onChoose={onChoose}
        {...part}
      />
    );
    return onChoose;
  }

  const radio = (name: RegExp) => screen.getByRole('radio', { name });

  it('begins with what holds, and explains each', async () => {
    const onChoose = choose({});
    expect(radio(/Choose for me/)).toBeChecked();
    expect(radio(/Broken.*not there any more/)).toBeDisabled();
    await userEvent.click(radio(/Lean.*Lacks torch/));
    expect(onChoose).toHaveBeenLastCalledWith('lean');
    await userEvent.click(radio(/Choose for me/));
    expect(onChoose).toHaveBeenLastCalledWith(null);
  });

  it('has what suits best first, and what cannot run last', () => {
    const [full, lean, broken] = hardware().kernels;
    const other = environment({ name: 'other', display_name: 'Other' });
    choose({
      hardware: hardware({ kernels: [broken, lean, other, full] }),
      orNone: false
    });
    const names = screen
      .getAllByRole('listitem')
      .map(({ dataset }) => dataset.kernel);
    expect(names).toEqual(['python3', 'other', 'lean', 'broken']);
  });

  it('of a copy is always one of the kernels', () => {
    choose({ orNone: false, chosen: 'python3' });
    expect(screen.queryByRole('radio', { name: /Choose for me/ })).toBeNull();
    expect(radio(/^Python 3/)).toBeChecked();
  });
});

describe('the words', () => {
  it.each([
    [0.004, '4\u00a0MB'],
    [0.3, '300\u00a0MB'],
    [7.13, '7.1\u00a0GB'],
    [11.3, '11\u00a0GB'],
    [0.97, '1\u00a0GB']
  ])('%p GB', (gb, expected) => {
    expect(gigabytes(gb, trans)).toBe(expected);
  });

  it.each([
    [0.2, 'less than a minute'],
    [1.2, 'about 1\u00a0min'],
    [150, 'about 2.5\u00a0h']
  ])('%p minutes', (minutes, expected) => {
    expect(computing({ minutes }, trans)).toBe(expected);
  });

  it('put names in a row', () => {
    expect(listed(['torch'], trans)).toBe('torch');
    expect(listed(['numpy', 'torch', 'tqdm'], trans)).toBe(
      'numpy, torch and tqdm'
    );
  });

  it('write settings as Python does', () => {
    const { needs } = softmax as Exercise;
    expect(settingsText({ ...needs, smaller: { FAST: false, N: 0.5 } })).toBe(
      'FAST = False, N = 0.5'
    );
  });
});
