import React from 'react';
import { findItem, stageNumber } from '../outline';
import type { Curriculum, Item, ItemProgress, Progress } from '../types';
import { SEPARATOR, duration, kindName, statusText } from '../words';
import { Markdown } from './Markdown';
import type { IUi } from './ui';

export interface IContinueProps {
  ui: IUi;
  curriculum: Curriculum;
  progress: Progress;
  busy: boolean;
}

/** The one next thing to do, and one button for it. */
export function Continue(props: IContinueProps): JSX.Element | null {
  const { ui, curriculum, progress } = props;
  const { trans, actions } = ui;
  const next = progress.next_item && findItem(curriculum, progress.next_item);
  if (next) {
    return <NextItem {...props} item={next.item} />;
  }
  const stage = curriculum.stages.find(
    ({ id }) => id === progress.current_stage
  );
  if (!stage) {
    const closing = curriculum.closing;
    return curriculum.stages.length ? (
      <Card
        ui={ui}
        title={closing?.title ?? trans.__('All stages are behind you')}
      >
        {closing && <Markdown ui={ui} source={closing.about} />}
      </Card>
    ) : null;
  }
  if (stage.routes.length && !progress.routes[stage.id]?.length) {
    return (
      <Card ui={ui} title={trans.__('Choose a route')}>
        <p className="jp-Curriculum-meta">
          {trans.__(
            'Stage %1 can be gone in more than one way. Any one of them completes it.',
            stageNumber(curriculum, stage.id)
          )}
        </p>
        <Primary
          label={trans.__('See the routes')}
          onClick={() => actions.revealRoutes(stage.id)}
        />
      </Card>
    );
  }
  return (
    <Card ui={ui} title={trans.__('Everything that is left is parked')}>
      <p className="jp-Curriculum-meta">
        {trans.__('It comes back on its day, or sooner if you bring it back.')}
      </p>
      <Primary
        label={trans.__('Show what is parked')}
        onClick={() => actions.reveal('later')}
      />
    </Card>
  );
}

function NextItem(props: IContinueProps & { item: Item }): JSX.Element {
  const { ui, item, progress, busy } = props;
  const { trans, actions } = ui;
  const state = progress.items[item.id];
  const meta = [
    kindName(item, trans),
    trans.__('about %1', duration(item.minutes, trans)),
    state && (checksText(state, ui) || statusText(state, trans))
  ];
  return (
    <Card ui={ui} title={item.title}>
      <p className="jp-Curriculum-meta">
        {meta.filter(Boolean).join(SEPARATOR)}
      </p>
      <div className="jp-Curriculum-buttons">
        <Primary
          label={openLabel(item, state, ui)}
          busy={busy}
          onClick={() => actions.open(item)}
        />
        {state?.status === 'started' && item.kind === 'resource' && (
          <button
            type="button"
            className="jp-Curriculum-quiet"
            onClick={() => actions.mark(item.id, true)}
          >
            {trans.__('Mark done')}
          </button>
        )}
      </div>
    </Card>
  );
}

function openLabel(
  item: Item,
  state: ItemProgress | undefined,
  ui: IUi
): string {
  const { trans } = ui;
  switch (item.kind) {
    case 'resource':
      return trans.__('Open in new tab');
    case 'checklist':
      return state?.status === 'started'
        ? trans.__('Continue checklist')
        : trans.__('Start checklist');
    case 'reflection':
      return trans.__('Write your answer');
    default:
      return trans.__('Open notebook');
  }
}

/** How many checks of an exercise pass; empty before any ran. */
export function checksText(state: ItemProgress, { trans }: IUi): string {
  const checks = Object.values(state.checks);
  const none = checks.every(check => check === 'not-run');
  if (none || state.status === 'done') {
    return '';
  }
  const passed = checks.filter(check => check === 'passed').length;
  return trans.__('%1 of %2 checks pass', passed, checks.length);
}

function Card(props: {
  ui: IUi;
  title: string;
  children?: React.ReactNode;
}): JSX.Element {
  return (
    <section
      className="jp-Curriculum-continue"
      data-reveal="continue"
      aria-label={props.ui.trans.__('Continue')}
    >
      <div className="jp-Curriculum-overline">
        {props.ui.trans.__('Continue')}
      </div>
      <h3 className="jp-Curriculum-continueTitle">{props.title}</h3>
      {props.children}
    </section>
  );
}

function Primary(props: {
  label: string;
  busy?: boolean;
  onClick(): void;
}): JSX.Element {
  return (
    <button
      type="button"
      className="jp-mod-styled jp-mod-accept jp-Curriculum-primary"
      aria-busy={props.busy}
      onClick={props.onClick}
    >
      {props.label}
    </button>
  );
}
