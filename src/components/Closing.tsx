import React from 'react';
import { Fold } from './Fold';
import { Markdown } from './Markdown';
import { IListProps, Items } from './Stage';

/** What comes after the last stage: a paper log and the like, which never counts towards completion. */
export function ClosingPage(props: IListProps): JSX.Element | null {
  const { ui, curriculum, progress, open } = props;
  const closing = curriculum.closing;
  if (!closing) {
    return null;
  }
  return (
    <Fold
      id="closing"
      level={3}
      open={open.closing ?? progress.current_stage === null}
      onToggle={ui.actions.fold}
      label={<span className="jp-Curriculum-stageTitle">{closing.title}</span>}
      className="jp-Curriculum-stage jp-Curriculum-closing"
    >
      <Markdown ui={ui} source={closing.about} className="jp-Curriculum-why" />
      <Items {...props} items={closing.items} />
    </Fold>
  );
}
