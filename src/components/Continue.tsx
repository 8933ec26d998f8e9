import React from 'react';
import { computingHere } from '../machinewords';
import { findItem, stageNumber } from '../outline';
import type { Curriculum, Item, ItemProgress, Progress } from '../types';
import { SEPARATOR, duration, kindName, statusText } from '../words';
import { HeldLine, KernelTrouble, WithChoice } from './KernelWords';
import { MachineChip, MachineDetails } from './Machine';
import { Markdown } from './Markdown';
import type { IUi } from './ui';

export interface IContinueProps {
  ui: IUi;
  curriculum: Curriculum;
  progress: Progress;
  busy: boolean;
  /** Whether what computes here is unfolded. */
  machineOpen: boolean;
}

/** The one next thing to do, and one button for it. */
export function Continue(props: IContinueProps): JSX.Element | null {
  const { ui, curriculum, progress, machineOpen } = props;
  const { trans, actions } = ui;
  const card = { ui, machineOpen };
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
        {...card}
        title={closing?.title ?? trans.__('All stages are behind you')}
      >
        {closing && <Markdown ui={ui} source={closing.about} />}
      </Card>
    ) : null;
  }
  if (stage.routes.length && !progress.routes[stage.id]?.length) {
    return (
      <Card
        {...card}
        title={trans.__('Choose a route')}
        buttons={
          <Primary
            label={trans.__('See the routes')}
            onClick={() => actions.revealRoutes(stage.id)}
          />
        }
      >
        <p className="jp-Curriculum-meta">
          {trans.__(
            'Stage %1 can be gone in more than one way. Any one of them completes it.',
            stageNumber(curriculum, stage.id)
          )}
        </p>
      </Card>
    );
  }
  return (
    <Card
      {...card}
      title={trans.__('Everything that is left is parked')}
      buttons={
        <Primary
          label={trans.__('Show what is parked')}
          onClick={() => actions.reveal('later')}
        />
      }
    >
      <p className="jp-Curriculum-meta">
        {trans.__('It comes back on its day, or sooner if you bring it back.')}
      </p>
    </Card>
  );
}

function NextItem(props: IContinueProps & { item: Item }): JSX.Element {
  const { ui, item, progress, busy, machineOpen } = props;
  const { trans, actions } = ui;
  const state = progress.items[item.id];
  const meta = [
    kindName(item, trans),
    trans.__('about %1', duration(item.minutes, trans)),
    state && (checksText(state, ui) || statusText(state, trans))
  ];
  const notebook =
    item.kind === 'exercise' || item.kind === 'capstone' ? item : undefined;
  return (
    <Card
      ui={ui}
      machineOpen={machineOpen}
      title={item.title}
      notebook={notebook}
      buttons={
        <>
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
        </>
      }
    >
      <p className="jp-Curriculum-meta">
        {meta.filter(Boolean).join(SEPARATOR)}
        <WithChoice ui={ui} item={item}>
          {choice =>
            choice.minutes === null
              ? ''
              : SEPARATOR + computingHere(choice, trans)
          }
        </WithChoice>
      </p>
      {notebook && (
        <KernelTrouble ui={ui} item={notebook} progress={state} short />
      )}
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
  machineOpen: boolean;
  /** The item that the card is about, where it has a notebook. */
  notebook?: Item;
  buttons?: React.ReactNode;
  children?: React.ReactNode;
}): JSX.Element {
  const { ui, title, machineOpen, notebook } = props;
  return (
    <section
      className="jp-Curriculum-continue"
      data-reveal="continue"
      aria-label={ui.trans.__('Continue')}
    >
      <div className="jp-Curriculum-overline">{ui.trans.__('Continue')}</div>
      <h3 className="jp-Curriculum-continueTitle">{title}</h3>
      {props.children}
      <div className="jp-Curriculum-buttons">
        {props.buttons}
        <MachineChip ui={ui} item={notebook} open={machineOpen} />
      </div>
      {machineOpen ? (
        <MachineDetails ui={ui} item={notebook} />
      ) : (
        <HeldLine ui={ui} />
      )}
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
