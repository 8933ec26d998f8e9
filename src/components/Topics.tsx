import React from 'react';
import { recurrences } from '../outline';
import type { Curriculum, Item } from '../types';
import { Markdown } from './Markdown';
import type { IUi } from './ui';

export interface ITopicsProps {
  ui: IUi;
  curriculum: Curriculum;
  item: Item;
}

/** The topics of an item; each tells, when asked, where it was met before and where it comes again. */
export function Topics(props: ITopicsProps): JSX.Element | null {
  const { ui, curriculum, item } = props;
  const { trans } = ui;
  const [asked, setAsked] = React.useState<string | null>(null);
  if (!item.topics.length) {
    return null;
  }
  const all = recurrences(curriculum, item);
  const shown = all.find(({ topic }) => topic === asked);
  return (
    <div className="jp-Curriculum-topics">
      <h5>{trans.__('Topics')}</h5>
      <div className="jp-Curriculum-presets">
        {all.map(({ topic, title }) => (
          <button
            key={topic}
            type="button"
            className="jp-Curriculum-chip"
            aria-expanded={topic === asked}
            onClick={() => setAsked(topic === asked ? null : topic)}
          >
            {title}
          </button>
        ))}
      </div>
      {shown && (
        <div className="jp-Curriculum-topic">
          <Markdown
            ui={ui}
            source={
              curriculum.topics.find(({ id }) => id === shown.topic)?.about ??
              ''
            }
            className="jp-mod-small"
          />
          <Elsewhere
            ui={ui}
            title={trans.__('Met before')}
            items={shown.before}
          />
          <Elsewhere
            ui={ui}
            title={trans.__('Comes again')}
            items={shown.after}
          />
          {!shown.before.length && !shown.after.length && (
            <p className="jp-Curriculum-meta">
              {trans.__('It is met only here.')}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function Elsewhere(props: {
  ui: IUi;
  title: string;
  items: readonly Item[];
}): JSX.Element | null {
  const { ui, title, items } = props;
  return items.length ? (
    <div>
      <span className="jp-Curriculum-meta">{title}</span>
      <ul aria-label={title}>
        {items.map(item => (
          <li key={item.id}>
            <button
              type="button"
              className="jp-Curriculum-link"
              onClick={() => ui.actions.reveal(item.id)}
            >
              {item.title}
            </button>
          </li>
        ))}
      </ul>
    </div>
  ) : null;
}
