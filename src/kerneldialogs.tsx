import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import React from 'react';
import { IKernelChoiceProps, KernelChoice } from './components/KernelChoice';
import { gigabytes, settingsText, tooBig } from './machinewords';
import type { IWishes } from './tokens';
import type { Capstone, Exercise, ItemKernel, RunningNotebook } from './types';

/**
 * Let the learner choose a kernel; null leaves the choice to the curriculum, undefined where they would rather not.
 *
 * @param isOpen - whether the notebook is open on a kernel, which then ends
 */
export async function chosenKernel(
  props: Omit<IKernelChoiceProps, 'onChoose'>,
  isOpen: boolean
): Promise<string | null | undefined> {
  const { trans, item } = props;
  let chosen = props.chosen;
  const body = ReactWidget.create(
    <>
      <KernelChoice
        {...props}
        onChoose={kernel => {
          chosen = kernel;
        }}
      />
      <p>
        {trans.__(
          'Notebooks that you open for the first time open on it, too. Those that you have keep theirs.'
        )}
      </p>
      {isOpen && (
        <p>
          {trans.__(
            'The notebook is open: another kernel begins without what was computed in this one. What you wrote and what is printed stays.'
          )}
        </p>
      )}
    </>
  );
  body.addClass('jp-Curriculum-dialog');
  // The dialog looks for what takes the focus when it is shown, so its body is drawn before that.
  MessageLoop.sendMessage(body, Widget.Msg.UpdateRequest);
  await body.renderPromise;
  const { button } = await showDialog<unknown>({
    title: item
      ? trans.__('Kernel for “%1”', item.title)
      : trans.__('Kernel for this curriculum'),
    body,
    focusNodeSelector: 'input:checked',
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Use this kernel') })
    ]
  });
  return button.accept ? chosen : undefined;
}

/** How to open what needs more memory than is free; undefined where the learner would rather not. */
export async function howToOpen(
  item: Exercise | Capstone,
  choice: ItemKernel,
  trans: TranslationBundle
): Promise<IWishes | undefined> {
  const { smaller, smaller_memory_gb } = choice;
  const { button } = await showDialog({
    title: trans.__('“%1” may be too big for this machine', item.title),
    body: (
      <div className="jp-Curriculum-dialog">
        <p>{tooBig(choice, trans)}</p>
        <p>
          {smaller
            ? smaller_memory_gb
              ? trans.__(
                  'With its smaller settings (%1) it needs %2. You can change them back in the notebook at any time.',
                  settingsText(item.needs),
                  gigabytes(smaller_memory_gb, trans)
                )
              : trans.__(
                  'It has smaller settings (%1). You can change them back in the notebook at any time.',
                  settingsText(item.needs)
                )
            : trans.__(
                'You can open and read it. To run it, free memory first, or take it to a bigger machine.'
              )}
        </p>
      </div>
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      ...(smaller
        ? [
            Dialog.cancelButton({
              label: trans.__('Open as it is'),
              actions: ['open']
            }),
            Dialog.okButton({
              label: trans.__('Open with smaller settings'),
              actions: ['smaller']
            })
          ]
        : [
            Dialog.okButton({
              label: trans.__('Open as it is'),
              actions: ['open']
            })
          ])
    ]
  });
  switch (button.actions[0]) {
    case 'open':
      return {};
    case 'smaller':
      return { smaller: true };
    default:
      return undefined;
  }
}

/** Whether kernels may be ended though something is lost by it. */
export async function mayShutDown(
  notebooks: readonly RunningNotebook[],
  trans: TranslationBundle
): Promise<boolean> {
  const { button } = await showDialog({
    title: trans._n(
      'Shut down %1 kernel?',
      'Shut down %1 kernels?',
      notebooks.length
    ),
    body: (
      <div className="jp-Curriculum-dialog">
        <ul>
          {notebooks.map(({ session_id, path, state }) => (
            <li key={session_id}>
              {path}
              {state === 'busy' && (
                <span className="jp-Curriculum-change">
                  {trans.__('computing now')}
                </span>
              )}
            </li>
          ))}
        </ul>
        <p>
          {trans.__(
            'What was computed in memory is lost; what you wrote and what is printed stays.'
          )}
        </p>
      </div>
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Shut down') })
    ]
  });
  return button.accept;
}
