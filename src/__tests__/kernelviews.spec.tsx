import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { Continue } from '../components/Continue';
import { Details } from '../components/Details';
import { ItemRow } from '../components/Item';
import { KernelChoice } from '../components/KernelChoice';
import { computing, gigabytes, listed, settingsText } from '../machinewords';
import type { IMachine } from '../tokens';
import type { Exercise, ItemProgress } from '../types';
import {
  curriculum,
  environment,
  fakeMachine,
  fakeUi,
  hardware,
  itemKernel,
  itemProgress,
  kernels,
  progress,
  running,
  softmax,
  trans
} from './sample';

type Known = Partial<IMachine>;

const usual: Known = { hardware: hardware(), kernels: kernels() };

function showCard(known: Known = usual, open = false, next = 'softmax') {
  const ui = fakeUi(fakeMachine(known));
  render(
    <Continue
      ui={ui}
      curriculum={curriculum}
      progress={progress({ next_item: next })}
      busy={false}
      machineOpen={open}
    />
  );
  return ui.actions;
}

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
const chip = () => screen.getByTitle('What computes here');

const gpu = {
  name: 'NVIDIA GeForce RTX 4090',
  kind: 'cuda' as const,
  memory_gb: 24,
  free_gb: 11.3
};

describe('the chip', () => {
  it.each<[string, Known, string]>([
    ['the kernel and the processors', usual, 'Python 3 · CPU, 8 cores'],
    [
      'the accelerator that the kernel uses',
      {
        hardware: hardware({ accelerators: [gpu] }),
        kernels: kernels({ device: 'cuda' })
      },
      'Python 3 · RTX 4090, 24 GB'
    ],
    [
      'the processors where the kernel cannot use the accelerator',
      { hardware: hardware({ accelerators: [gpu] }), kernels: kernels() },
      'Python 3 · CPU, 8 cores'
    ],
    [
      'that the kernel is elsewhere',
      { hardware: hardware({ elsewhere: true }), kernels: kernels() },
      'Python 3 · on another machine'
    ],
    [
      'that there is no kernel',
      { hardware: hardware(), kernels: kernels({ kernel: '' }) },
      'No kernel'
    ],
    ['what it is about, before the server told', {}, 'What computes here']
  ])('says %s', (_, known, expected) => {
    showCard(known);
    expect(chip()).toHaveTextContent(expected);
  });

  it('is there for an item without a notebook, too', () => {
    showCard(usual, false, 'talk');
    expect(chip()).toHaveTextContent('CPU, 8 cores');
  });

  it('unfolds what computes here', async () => {
    const actions = showCard();
    expect(chip()).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(chip());
    expect(actions.fold).toHaveBeenCalledWith('machine', true);
  });
});

describe('what computes here, unfolded', () => {
  const details = () =>
    within(screen.getByRole('group', { name: 'What computes here' }));
  const kernel = (name: string) =>
    within(
      screen
        .getAllByRole('listitem')
        .find(({ dataset }) => dataset.kernel === name)!
    );

  it('shows each memory as a bar and in words', () => {
    showCard({ ...usual, hardware: hardware({ accelerators: [gpu] }) }, true);
    expect(
      details().getByRole('meter', { name: 'Memory of CPU, 8 cores' })
    ).toHaveAttribute(
      'aria-valuetext',
      '6.8\u00a0GB of 16\u00a0GB used, 9.2\u00a0GB free'
    );
    expect(
      details().getByRole('meter', {
        name: 'Memory of NVIDIA GeForce RTX 4090'
      })
    ).toHaveAttribute(
      'aria-valuetext',
      '13\u00a0GB of 24\u00a0GB used, 11\u00a0GB free'
    );
  });

  it('says of each kernel what it has and lacks for the next item', () => {
    showCard(usual, true);
    expect(kernel('python3').getByText('opens here')).toBeVisible();
    expect(
      kernel('python3').getByText('Python 3.11.9 · torch 2.13.0 · CPU only')
    ).toBeVisible();
    expect(kernel('python3').getByText('/opt/full/bin/python')).toBeVisible();
    expect(
      kernel('python3').getByText('Has all that “Softmax” needs.')
    ).toBeVisible();
    expect(
      kernel('lean').getByText('Lacks torch, which “Softmax” needs.')
    ).toBeVisible();
    expect(kernel('broken').getByText(/\/gone\/python is not/)).toBeVisible();
  });

  it('names the devices that torch sees, and a kernel that is being looked into', () => {
    const device = { kind: 'cuda' as const, name: 'RTX 4090', memory_gb: 24 };
    showCard(
      {
        ...usual,
        hardware: hardware({
          kernels: [
            environment({ devices: [device] }),
            environment({ name: 'new', state: 'probing' })
          ]
        })
      },
      true
    );
    expect(
      kernel('python3').getByText('Python 3.11.9 · torch 2.13.0 · RTX 4090')
    ).toBeVisible();
    expect(kernel('new').getByText('is being looked into…')).toBeVisible();
  });

  it('offers the command that installs what is missing', async () => {
    const actions = showCard(usual, true);
    expect(
      kernel('lean').getByText('/opt/lean/bin/python -m pip install torch')
    ).toBeVisible();
    await userEvent.click(button('Run it in a terminal'));
    expect(actions.install).toHaveBeenCalledWith('softmax', 'lean');
  });

  it('says so where the kernels live elsewhere', () => {
    showCard({ ...usual, hardware: hardware({ elsewhere: true }) }, true);
    expect(details().getByText(/through a gateway/)).toBeVisible();
  });

  it('says why the server cannot tell', () => {
    showCard(
      {
        failure: {
          kind: 'problem',
          message: 'No such door.',
          code: 'forbidden'
        }
      },
      true
    );
    expect(details().getByText('No such door.')).toBeVisible();
  });

  it('lists the notebooks that hold memory, each with a way to end it', async () => {
    const notebooks = [
      running({ accelerator_gb: 4.1 }),
      running({
        session_id: 's2',
        path: 'deep-learning/adam.ipynb',
        state: 'busy',
        accelerator_gb: 3
      })
    ];
    const actions = showCard({ ...usual, notebooks }, true);
    expect(
      details().getByText(
        '2 notebooks of this curriculum hold 7.1 GB of GPU memory.'
      )
    ).toBeVisible();
    expect(details().getByText(/computing now/)).toBeVisible();
    await userEvent.click(button('Shut down softmax.ipynb'));
    expect(actions.shutDown).toHaveBeenLastCalledWith('s1');
    await userEvent.click(button('Shut down all of them…'));
    expect(actions.shutDown).toHaveBeenLastCalledWith();
  });
});

describe('notebooks that hold memory', () => {
  it('are worth a line where they hold much of it', async () => {
    const actions = showCard({
      ...usual,
      notebooks: [running({ memory_gb: 6 })]
    });
    expect(
      screen.getByText('1 notebook of this curriculum holds 6 GB of memory.')
    ).toBeVisible();
    await userEvent.click(button('See which'));
    expect(actions.showMachine).toHaveBeenCalled();
  });

  it('are left alone where they hold little', () => {
    showCard({ ...usual, notebooks: [running()] });
    expect(screen.queryByText(/of this curriculum/)).toBeNull();
  });
});

describe('the next item', () => {
  it('says how long it computes here', () => {
    showCard();
    expect(screen.getByText(/computes about 4 min here/)).toBeVisible();
  });

  it('says what its kernel lacks, and how to mend that', async () => {
    const actions = showCard({
      ...usual,
      kernels: kernels({ kernel: 'lean', message: 'torch is missing.' })
    });
    expect(
      screen.getByText('“Lean” lacks torch, which this needs.')
    ).toBeVisible();
    await userEvent.click(button('Install in a terminal'));
    expect(actions.install).toHaveBeenCalledWith('softmax', 'lean');
    await userEvent.click(button('Change kernel…'));
    expect(actions.chooseKernel).toHaveBeenCalledWith('softmax');
  });

  it('says why no kernel can run it, and offers none', () => {
    showCard({
      ...usual,
      kernels: kernels({ kernel: '', message: 'No kernel here can.' })
    });
    expect(screen.getByText('No kernel here can.')).toBeVisible();
    expect(screen.queryByRole('button', { name: /Change kernel/ })).toBeNull();
  });

  const big = { fits: false, memory_gb: 64, smaller: true };

  it('that is too big says so, and offers its smaller settings', async () => {
    const actions = showCard({
      ...usual,
      kernels: kernels({ ...big, smaller_memory_gb: 2 })
    });
    expect(
      screen.getByText('It needs 64 GB of memory; 9.2 GB are free now.')
    ).toBeVisible();
    await userEvent.click(button('Open with smaller settings (2\u00a0GB)'));
    expect(actions.openSmaller).toHaveBeenCalledWith('softmax');
  });

  it('that is too big for an accelerator speaks of that memory', () => {
    showCard({ ...usual, kernels: kernels({ ...big, device: 'cuda' }) });
    expect(screen.getByText(/64 GB of GPU memory/)).toBeVisible();
  });
});

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
