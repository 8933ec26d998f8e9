import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { Continue } from '../components/Continue';
import type { IMachine } from '../tokens';
import {
  environment,
  fakeMachine,
  hardware,
  kernels,
  running
} from './machinesample';
import { fakeUi } from './fakeui';
import { curriculum, progress } from './sample';

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
