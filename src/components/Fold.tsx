import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';
import { classes } from './ui';

export interface IFoldProps {
  /** The key under which the state is remembered. */
  id: string;
  open: boolean;
  onToggle(id: string, open: boolean): void;
  /** What the button is called. */
  label: React.ReactNode;
  /** Shown beside the button, and not part of its name. */
  aside?: React.ReactNode;
  className?: string;
  /** The level of heading that the button is; none where left out. */
  level?: 3 | 4;
  children?: React.ReactNode;
}

/** A section that unfolds; what is folded is not drawn at all. */
export function Fold(props: IFoldProps): JSX.Element {
  const { id, open, onToggle, label, aside, className, level, children } =
    props;
  const body = `jp-Curriculum-body-${id.replace(/[^a-z0-9-]/gi, '-')}`;
  const Caret = open ? caretDownIcon.react : caretRightIcon.react;
  const Heading = level ? (`h${level}` as 'h3') : 'div';
  return (
    <section
      className={classes(
        'jp-Curriculum-fold',
        open && 'jp-mod-open',
        className
      )}
    >
      <Heading className="jp-Curriculum-foldHead">
        <button
          type="button"
          className="jp-Curriculum-foldButton"
          aria-expanded={open}
          aria-controls={open ? body : undefined}
          data-reveal={id}
          onClick={() => onToggle(id, !open)}
        >
          <Caret tag="span" className="jp-Curriculum-caret" aria-hidden />
          {label}
        </button>
        {aside}
      </Heading>
      {open && (
        <div id={body} className="jp-Curriculum-foldBody">
          {children}
        </div>
      )}
    </section>
  );
}
