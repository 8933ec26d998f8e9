import React from 'react';
import { IGroup, groups } from '../outline';
import type { IWriting } from '../tokens';
import type { Curriculum, Item, ItemProgress, Progress, Stage } from '../types';
import { Fold } from './Fold';
import { ItemRow } from './Item';
import { Markdown } from './Markdown';
import { Ring } from './Progress';
import { Routes } from './Routes';
import type { IUi } from './ui';

/** What every list of items needs to know. */
export interface IListProps {
  ui: IUi;
  curriculum: Curriculum;
  progress: Progress;
  open: Readonly<Record<string, boolean>>;
  busy: ReadonlySet<string>;
  writings: ReadonlyMap<string, IWriting>;
}

export interface IStageProps extends IListProps {
  stage: Stage;
  number: number;
  current: boolean;
}

/** A stage: folded, its progress; unfolded, why it is there and what it holds. */
export function StageSection(props: IStageProps): JSX.Element {
  const { ui, stage, number, current, progress, open } = props;
  const { trans, actions } = ui;
  const key = `stage:${stage.id}`;
  const counts = progress.stages[stage.id];
  const isOpen = open[key] ?? current;
  const project = stage.direction === 'project' && !counts?.done && !isOpen;
  const label = (
    <>
      <Ring
        done={counts?.done ?? 0}
        of={counts?.required ?? 0}
        passed={counts?.passed ?? false}
      />
      <span className="jp-Curriculum-stageNumber">{number}</span>
      <span className="jp-Curriculum-stageTitle">{stage.title}</span>
    </>
  );
  const aside = counts && (
    <span className="jp-Curriculum-count">
      {project ? (
        trans.__('project')
      ) : (
        <>
          <span aria-hidden="true">{`${counts.done}/${counts.required}`}</span>
          <span className="jp-sr-only">
            {trans.__('%1 of %2 done', counts.done, counts.required)}
          </span>
        </>
      )}
    </span>
  );
  return (
    <Fold
      id={key}
      level={3}
      open={isOpen}
      onToggle={actions.fold}
      label={label}
      aside={aside}
      className={`jp-Curriculum-stage${counts?.passed ? ' jp-mod-passed' : ''}`}
    >
      <StageBody {...props} />
    </Fold>
  );
}

function StageBody(props: IStageProps): JSX.Element {
  const { ui, stage, progress, open } = props;
  const { trans, actions } = ui;
  const followed = progress.routes[stage.id] ?? [];
  const common = stage.items.filter(({ route }) => !route);
  const split = stage.items.findIndex(({ route }) => route);
  // What stands after the routes in the pack (consolidation, exercises) comes after them here, too.
  const before = split < 0 ? common : stage.items.slice(0, split);
  const after = split < 0 ? [] : common.slice(before.length);
  return (
    <>
      <Why ui={ui} stage={stage} all={open[`why:${stage.id}`] ?? false} />
      <Items {...props} items={before} />
      {stage.routes.length > 0 && (
        <Routes
          ui={ui}
          stage={stage}
          followed={followed}
          helping={open[`help:${stage.id}`] ?? false}
        />
      )}
      {stage.routes
        .filter(({ id }) => followed.includes(id))
        .map(route => (
          <div key={route.id} className="jp-Curriculum-routeItems">
            <h4 className="jp-Curriculum-routeTitle">{route.title}</h4>
            <Items
              {...props}
              items={stage.items.filter(item => item.route === route.id)}
            />
          </div>
        ))}
      <Items {...props} items={after} />
      {stage.exit_criteria.length > 0 && (
        <Fold
          id={`exit:${stage.id}`}
          open={open[`exit:${stage.id}`] ?? false}
          onToggle={actions.fold}
          label={trans.__('You are ready to go on when')}
          className="jp-Curriculum-exit"
        >
          <ul>
            {stage.exit_criteria.map(criterion => (
              <li key={criterion}>
                <Markdown ui={ui} source={criterion} />
              </li>
            ))}
          </ul>
        </Fold>
      )}
    </>
  );
}

/** Why the stage is there: its first paragraph, and the rest for those who ask. */
function Why(props: { ui: IUi; stage: Stage; all: boolean }): JSX.Element {
  const { ui, stage, all } = props;
  const { trans, actions } = ui;
  const [first, ...rest] = stage.why.trim().split(/\n\s*\n/);
  return (
    <div className="jp-Curriculum-why">
      <Markdown ui={ui} source={all ? stage.why : first} />
      {rest.length > 0 && (
        <button
          type="button"
          className="jp-Curriculum-link"
          aria-expanded={all}
          aria-label={trans.__('More on why: %1', stage.title)}
          onClick={() => actions.fold(`why:${stage.id}`, !all)}
        >
          {all ? trans.__('less') : trans.__('more')}
        </button>
      )}
    </div>
  );
}

/** Items under their headings. */
export function Items(
  props: IListProps & { items: readonly Item[] }
): JSX.Element {
  return (
    <>
      {groups(props.items).map(group => (
        <Group key={group.key} {...props} group={group} />
      ))}
    </>
  );
}

const UNTOUCHED: ItemProgress = {
  status: 'todo',
  evidence: null,
  at: null,
  path: null,
  version: null,
  run: null,
  metrics: {},
  hints: {},
  solution_seen: false,
  checks: {},
  ticks: {},
  own_entries: [],
  reason: '',
  until: null,
  text: '',
  revision: 0
};

function Group(props: IListProps & { group: IGroup }): JSX.Element {
  const { ui, curriculum, progress, open, busy, writings, group } = props;
  const list = (
    <ul className="jp-Curriculum-items" aria-label={group.title || undefined}>
      {group.items.map(item => (
        <ItemRow
          key={item.id}
          ui={ui}
          curriculum={curriculum}
          item={item}
          progress={progress.items[item.id] ?? UNTOUCHED}
          isNext={progress.next_item === item.id}
          busy={busy.has(item.id)}
          open={open[`item:${item.id}`] ?? false}
          detailed={open[`details:${item.id}`] ?? false}
          checksOpen={open[`checks:${item.id}`] ?? false}
          writing={writings.get(item.id)}
        />
      ))}
    </ul>
  );
  return group.title ? (
    <div>
      <h4 className="jp-Curriculum-overline jp-Curriculum-group">
        {group.title}
      </h4>
      {list}
    </div>
  ) : (
    list
  );
}
