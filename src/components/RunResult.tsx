import {
  LabIcon,
  bugIcon,
  checkIcon,
  circleEmptyIcon,
  closeIcon,
  editIcon,
  infoIcon
} from '@jupyterlab/ui-components';
import React from 'react';
import {
  Outcome,
  byUrgency,
  headline,
  outcomeMessage,
  outcomeWord,
  readable,
  remarks,
  saysNothing,
  took
} from '../runwords';
import type { CheckOutcome, Item, Run } from '../types';
import { Fold } from './Fold';
import { Metrics } from './Metrics';
import type { IUi } from './ui';

interface IResultProps {
  ui: IUi;
  item: Item;
}

/** How a run ended: what to look at first comes first. */
export function Result(props: IResultProps & { run: Run }): JSX.Element {
  const { ui, item, run } = props;
  const { trans, actions } = ui;
  const { broken } = run;
  return (
    <>
      <div className="jp-Curriculum-runHead">
        <h5>{headline(run, trans)}</h5>
        <button
          type="button"
          className="jp-Curriculum-icon"
          aria-label={trans.__('Dismiss the result of %1', item.title)}
          title={trans.__('Dismiss')}
          onClick={() => actions.dismissRun(item.id)}
        >
          <closeIcon.react tag="span" />
        </button>
      </div>
      <p>{run.message}</p>
      {saysNothing(run) && (
        <p className="jp-Curriculum-meta">
          {trans.__(
            'Nothing changed: your notebook and your progress are as they were.'
          )}
        </p>
      )}
      <ul className="jp-Curriculum-outcomes">
        {broken && (
          <Line outcome="broken" ui={ui}>
            <button
              type="button"
              className="jp-Curriculum-link"
              onClick={() =>
                actions.goToCell(item.id, broken.cell, broken.index)
              }
            >
              {trans.__('Go to the cell with the error')}
            </button>
            <Message text={broken.message} />
          </Line>
        )}
        {byUrgency(run.checks)
          .filter(
            ({ outcome }) => !saysNothing(run) || outcome !== 'could-not-run'
          )
          .map(check => (
            <Check key={check.name} ui={ui} item={item} check={check} />
          ))}
      </ul>
      <Metrics metrics={run.metrics} />
      {remarks(run, trans).map(sentence => (
        <p key={sentence} className="jp-Curriculum-meta">
          {sentence}
        </p>
      ))}
      <Facts ui={ui} item={item} run={run} />
    </>
  );
}

function Check(props: IResultProps & { check: CheckOutcome }): JSX.Element {
  const { ui, item, check } = props;
  const { trans, actions } = ui;
  const name = readable(check.name);
  const word = outcomeWord(check.outcome, trans);
  return (
    <Line outcome={check.outcome} ui={ui}>
      {check.cell ? (
        <button
          type="button"
          className="jp-Curriculum-link"
          aria-label={trans.__('Go to the check %1: %2', name, word)}
          onClick={() => actions.goToCell(item.id, check.cell)}
        >
          {name}
        </button>
      ) : (
        <span>{name}</span>
      )}
      <span className="jp-Curriculum-outcomeWord">{word}</span>
      <Message text={outcomeMessage(check)} />
    </Line>
  );
}

const ICONS: Record<Outcome, LabIcon> = {
  right: checkIcon,
  'not-attempted': circleEmptyIcon,
  wrong: editIcon,
  broken: bugIcon,
  'could-not-run': infoIcon
};

/** A shape and its words; colour adds nothing that these do not say. */
function Line(props: {
  outcome: Outcome;
  ui: IUi;
  children: React.ReactNode;
}): JSX.Element {
  const Icon = ICONS[props.outcome].react;
  return (
    <li data-outcome={props.outcome}>
      <Icon tag="span" className="jp-Curriculum-outcomeIcon" aria-hidden />
      <div>{props.children}</div>
    </li>
  );
}

function Message({ text }: { text: string }): JSX.Element | null {
  return text ? <p className="jp-Curriculum-message">{text}</p> : null;
}

/** How long, on what, with which versions; folded until asked for. */
function Facts(props: IResultProps & { run: Run }): JSX.Element | null {
  const { ui, item, run } = props;
  const { trans } = ui;
  const [open, setOpen] = React.useState(false);
  const versions = Object.entries(run.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  const facts: [string, string][] = [
    [trans.__('Took'), took(run.seconds, trans)],
    [trans.__('Kernel'), run.kernel],
    [trans.__('Device'), run.device],
    [trans.__('Versions'), versions]
  ];
  const known = facts.filter(([, value]) => value);
  return run.kernel ? (
    <Fold
      id={`run-facts:${item.id}`}
      open={open}
      onToggle={(_, next) => setOpen(next)}
      label={trans.__('How it ran')}
      className="jp-Curriculum-runFacts"
    >
      <dl>
        {known.map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
      </dl>
    </Fold>
  ) : null;
}
