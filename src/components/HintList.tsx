import React from 'react';
import { readable } from '../ownchecks';
import type { Item } from '../types';
import type { IUi } from './ui';

/** The exercises of an item that have hints; each leads to them, beside the work. */
export function HintList(props: { ui: IUi; item: Item }): JSX.Element | null {
  const { ui, item } = props;
  const { trans, actions, help } = ui;
  const [, drawAgain] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => {
    help?.changed.connect(drawAgain);
    return () => {
      help?.changed.disconnect(drawAgain);
    };
  }, [help]);
  const isExercise = item.kind === 'exercise';
  const hints = (isExercise && help?.hints(item.id)) || [];
  return hints.length ? (
    <div>
      <h5>{trans.__('Hints')}</h5>
      <ul className="jp-Curriculum-hints">
        {hints.map(({ exercise, shown, total }) => (
          <li key={exercise}>
            <button
              type="button"
              className="jp-Curriculum-link"
              aria-label={trans.__('Hints for %1', readable(exercise))}
              onClick={() => actions.showHint(item.id, exercise)}
            >
              {readable(exercise)}
            </button>{' '}
            <span className="jp-Curriculum-meta">
              {shown.length
                ? trans.__('%1 of %2 seen', shown.length, total)
                : trans._n('%1 hint', '%1 hints', total)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  ) : null;
}
