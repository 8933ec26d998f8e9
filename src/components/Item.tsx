import { ellipsesIcon } from '@jupyterlab/ui-components';
import React from 'react';
import type { IWriting } from '../tokens';
import type { Curriculum, Item, ItemProgress } from '../types';
import { SEPARATOR, duration, kindName, statusText } from '../words';
import { Checklist } from './Checklist';
import { Checks, checksId } from './Checks';
import { Details } from './Details';
import { KernelMeta } from './KernelWords';
import { TextField } from './TextField';
import { Markdown } from './Markdown';
import { RunSlot } from './Run';
import { IUi, classes } from './ui';

export interface IItemProps {
  ui: IUi;
  curriculum: Curriculum;
  item: Item;
  progress: ItemProgress;
  isNext: boolean;
  busy: boolean;
  /** Whether what is done in the panel itself (a checklist, a reflection) is unfolded. */
  open: boolean;
  detailed: boolean;
  /** Whether the list of checks is unfolded. */
  checksOpen: boolean;
  writing: IWriting | undefined;
}

function Row(props: IItemProps): JSX.Element {
  const { ui, item, progress, isNext, open, detailed } = props;
  const meta = `jp-Curriculum-meta-${item.id}`;
  return (
    // The menu is also behind a button of its own, for keyboard and touch.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      className={classes('jp-Curriculum-item', isNext && 'jp-mod-next')}
      data-item={item.id}
      data-status={progress.status}
      aria-current={isNext ? 'step' : undefined}
      onContextMenu={event => {
        if (event.shiftKey || isField(event.target)) {
          return;
        }
        event.preventDefault();
        event.stopPropagation();
        const from = event.currentTarget.querySelector<HTMLElement>(
          '.jp-Curriculum-more'
        );
        ui.actions.menu(
          item.id,
          event.clientX,
          event.clientY,
          from ?? event.currentTarget
        );
      }}
    >
      <div className="jp-Curriculum-row">
        <Tick {...props} describedBy={`${meta} ${checksId(item)}`} />
        <div className="jp-Curriculum-rowBody">
          <Title {...props} />
          <div className="jp-Curriculum-meta" id={meta}>
            {metaText(item, progress, ui)}
            <KernelMeta ui={ui} item={item} progress={progress} />
          </div>
          <Checks
            ui={ui}
            item={item}
            progress={progress}
            open={props.checksOpen}
            always={detailed}
          />
        </div>
        <More ui={ui} item={item} />
      </div>
      <RunSlot ui={ui} item={item} />
      {open && item.kind === 'checklist' && (
        <Checklist
          ui={ui}
          curriculum={props.curriculum}
          item={item}
          progress={progress}
        />
      )}
      {open && item.kind === 'reflection' && (
        <div className="jp-Curriculum-inset">
          <Markdown ui={ui} source={item.prompt} />
          <TextField
            ui={ui}
            item={item.id}
            label={item.title}
            saved={progress.text}
            writing={props.writing}
          />
        </div>
      )}
      {detailed && (
        <Details
          ui={ui}
          curriculum={props.curriculum}
          item={item}
          progress={progress}
          writing={props.writing}
        />
      )}
    </li>
  );
}

/** One item of the list; drawn again only when something of its own changed. */
export const ItemRow = React.memo(Row);

/** A checkbox whose shape says the status; the same is in words in what describes it. */
function Tick(props: IItemProps & { describedBy: string }): JSX.Element {
  const { ui, item, progress, busy, describedBy } = props;
  const done = progress.status === 'done';
  const box = React.useRef<HTMLInputElement>(null);
  React.useEffect(() => {
    if (box.current) {
      box.current.indeterminate = progress.status === 'started';
    }
  }, [progress.status]);
  return (
    <input
      ref={box}
      type="checkbox"
      className="jp-Curriculum-tick"
      data-reveal={`item:${item.id}`}
      data-status={progress.status}
      checked={done}
      aria-label={ui.trans.__('Mark %1 done', item.title)}
      aria-describedby={describedBy}
      aria-busy={busy || undefined}
      onChange={() => ui.actions.mark(item.id, !done)}
    />
  );
}

function Title({ ui, item, open }: IItemProps): JSX.Element {
  const name = 'jp-Curriculum-itemTitle';
  if (item.kind === 'resource') {
    return (
      <a
        className={name}
        href={item.url}
        target="_blank"
        rel="noopener noreferrer"
        onClick={event => {
          event.preventDefault();
          ui.actions.open(item);
        }}
      >
        {item.title}
      </a>
    );
  }
  const here = item.kind === 'checklist' || item.kind === 'reflection';
  return (
    <button
      type="button"
      className={name}
      aria-expanded={here ? open : undefined}
      onClick={() =>
        here ? ui.actions.fold(`item:${item.id}`, !open) : ui.actions.open(item)
      }
    >
      {item.title}
    </button>
  );
}

function More({ ui, item }: { ui: IUi; item: Item }): JSX.Element {
  return (
    <button
      type="button"
      className="jp-Curriculum-more"
      aria-haspopup="menu"
      aria-label={ui.trans.__('More on %1', item.title)}
      title={ui.trans.__('More')}
      onClick={event => {
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        ui.actions.menu(item.id, left, bottom, event.currentTarget);
      }}
    >
      <ellipsesIcon.react tag="span" />
    </button>
  );
}

/** Kind, author, time, cost and status in one quiet line. */
function metaText(item: Item, progress: ItemProgress, ui: IUi): string {
  const { trans } = ui;
  const resource = item.kind === 'resource' ? item : null;
  return [
    kindName(item, trans),
    resource?.authors,
    duration(item.minutes, trans),
    resource?.cost,
    item.optional && trans.__('optional'),
    ticksText(item, progress, ui),
    statusText(progress, trans)
  ]
    .filter(Boolean)
    .join(SEPARATOR);
}

function ticksText(item: Item, progress: ItemProgress, { trans }: IUi): string {
  if (item.kind !== 'checklist' || progress.status !== 'started') {
    return '';
  }
  const steps = Math.max(1, item.steps.length);
  const all = [...item.entries, ...progress.own_entries];
  const ticked = all.filter(
    ({ id }) => (progress.ticks[id]?.length ?? 0) >= steps
  );
  return trans.__('%1 of %2 ticked', ticked.length, all.length);
}

/** Text fields and links keep the browser's own menu. */
function isField(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest('textarea, input:not([type=checkbox])') !== null
  );
}
