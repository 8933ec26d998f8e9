import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';
import type { Curriculum, Item, ItemProgress } from '../types';
import type { IUi } from './ui';

export interface INewerLineProps {
  ui: IUi;
  curriculum: Curriculum;
  item: Item;
  progress: ItemProgress;
}

/** Says so, quietly, where the curriculum has something newer for the learner's copy. */
export function NewerLine(props: INewerLineProps): JSX.Element | null {
  const { ui, curriculum, item, progress } = props;
  const { trans, actions, newer } = ui;
  React.useEffect(() => {
    newer?.look(item.id);
  }, [newer, item.id, progress.path, progress.version, curriculum.version]);
  return newer ? (
    <UseSignal signal={newer.changed}>
      {() =>
        newer.offer(item.id) && (
          <p className="jp-Curriculum-newer">
            {item.kind === 'capstone'
              ? trans.__('There is a newer version of this project.')
              : trans.__('There is a newer version of this exercise.')}{' '}
            <button
              type="button"
              className="jp-Curriculum-link"
              aria-label={trans.__('See what is new in %1', item.title)}
              onClick={() => actions.seeNew(item.id)}
            >
              {trans.__('See what is new')}
            </button>
          </p>
        )
      }
    </UseSignal>
  ) : null;
}
