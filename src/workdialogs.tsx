import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import React from 'react';
import { Changes } from './components/Changes';
import { Versions } from './components/Versions';
import { isNews } from './newer';
import type { Backup, Updated } from './types';

/** What the learner agrees to when something of theirs is replaced. */
export interface IReplacing {
  title: string;
  /** What becomes of it. */
  what: string;
  /** Where the notebook as it is now is kept. */
  folder: string;
  isUnsaved: boolean;
  isRunning: boolean;
  accept: string;
  acceptUnsaved: string;
}

/** Ask once, for saving too where there is something to save. */
export async function agreed(
  replacing: IReplacing,
  trans: TranslationBundle
): Promise<boolean> {
  const { title, what, folder, isUnsaved, isRunning } = replacing;
  const { button } = await showDialog({
    title,
    body: (
      <div className="jp-Curriculum-dialog">
        <p>{what}</p>
        <p>
          {trans.__(
            'Your notebook as it is now is kept in the folder %1, and you can undo this.',
            folder
          )}
        </p>
        {isUnsaved && (
          <p>
            {trans.__(
              'It has changes that are not saved yet. They are saved first, so that they are kept too.'
            )}
          </p>
        )}
        {isRunning && (
          <p>
            {trans.__(
              'The kernel goes on, but what the running cell still prints is not shown.'
            )}
          </p>
        )}
      </div>
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({
        label: isUnsaved ? replacing.acceptUnsaved : replacing.accept
      })
    ]
  });
  return button.accept;
}

/** Whether the learner wants what is new, once they saw what that is. */
export async function wanted(
  title: string,
  found: Updated,
  isUnsaved: boolean,
  trans: TranslationBundle
): Promise<boolean> {
  const isSome = found.changes.some(isNews);
  const { button } = await showDialog({
    title: isSome
      ? trans.__('New in “%1”', title)
      : trans.__('“%1” is up to date', title),
    body: (
      <div className="jp-Curriculum-dialog">
        <Changes trans={trans} changes={found.changes} />
      </div>
    ),
    buttons: isSome
      ? [
          Dialog.cancelButton({ label: trans.__('Not now') }),
          Dialog.okButton({
            label: isUnsaved
              ? trans.__('Save and bring it in')
              : trans.__('Bring it in')
          })
        ]
      : [Dialog.okButton({ label: trans.__('Close') })]
  });
  return isSome && button.accept;
}

export interface IChosenVersion {
  backup: Backup;
  deed: 'look' | 'restore';
}

/** Let the learner choose one of the earlier versions; undefined where they only wanted to see which there are. */
export async function chosenVersion(
  title: string,
  backups: readonly Backup[],
  now: Date,
  trans: TranslationBundle
): Promise<IChosenVersion | undefined> {
  let backup = backups[0] as Backup | undefined;
  const body = ReactWidget.create(
    <Versions
      trans={trans}
      backups={backups}
      now={now}
      onChoose={chosen => {
        backup = chosen;
      }}
    />
  );
  body.addClass('jp-Curriculum-dialog');
  // The dialog looks for what takes the focus when it is shown, so its body is drawn before that.
  MessageLoop.sendMessage(body, Widget.Msg.UpdateRequest);
  await body.renderPromise;
  const { button } = await showDialog<unknown>({
    title: trans.__('Earlier versions of “%1”', title),
    body,
    focusNodeSelector: 'input',
    buttons: [
      Dialog.cancelButton({ label: trans.__('Close') }),
      ...(backup
        ? [
            Dialog.cancelButton({
              label: trans.__('Look at it'),
              actions: ['look']
            }),
            Dialog.okButton({
              label: trans.__('Restore'),
              actions: ['restore']
            })
          ]
        : [])
    ]
  });
  const deed = button.actions[0] as IChosenVersion['deed'] | undefined;
  return backup && deed && { backup, deed };
}
