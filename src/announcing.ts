import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import type { INotice, View } from './view';

/** Say as a notification of JupyterLab's what the panel would say, where the panel is not in sight. */
export function announce(
  view: View,
  panel: Widget,
  trans: TranslationBundle
): void {
  let last: INotice | null = null;
  let shown = '';
  view.changed.connect(() => {
    const { notice } = view;
    if (notice === last) {
      return;
    }
    last = notice;
    Notification.dismiss(shown);
    if (!notice || panel.isVisible) {
      return;
    }
    const { undo } = notice;
    shown = Notification.emit(
      notice.text,
      notice.kind === 'problem' ? 'warning' : 'default',
      {
        // What can be undone, or has to be mended, stays until the learner has read it.
        autoClose: undo || notice.kind === 'problem' ? false : undefined,
        actions: undo
          ? [{ label: trans.__('Undo'), callback: () => undo() }]
          : []
      }
    );
  });
}
