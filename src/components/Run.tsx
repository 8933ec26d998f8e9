import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';
import { clock, headline, readable } from '../runwords';
import type { IShownRun } from '../tokens';
import type { Item } from '../types';
import { Result } from './RunResult';
import type { IUi } from './ui';

interface IRunProps {
  ui: IUi;
  item: Item;
}

/** The last run from a clean start of an item; drawn again by itself when that moves on. */
export function RunSlot({ ui, item }: IRunProps): JSX.Element | null {
  if (item.kind !== 'exercise' && item.kind !== 'capstone') {
    return null;
  }
  return (
    <UseSignal
      signal={ui.runs.changed}
      shouldUpdate={(_, changed) => changed === item.id}
    >
      {() => {
        const shown = ui.runs.of(item.id);
        return shown ? <RunView ui={ui} item={item} shown={shown} /> : null;
      }}
    </UseSignal>
  );
}

/** A run that goes on, or how it ended. */
export function RunView(props: IRunProps & { shown: IShownRun }): JSX.Element {
  const { ui, item, shown } = props;
  const { state } = shown.run;
  const live = state === 'queued' || state === 'running';
  return (
    <div
      className="jp-Curriculum-inset jp-Curriculum-run"
      role="group"
      aria-label={ui.trans.__('Check of %1 from a clean start', item.title)}
      data-reveal={`run:${item.id}`}
      data-state={state}
      tabIndex={-1}
    >
      {live ? (
        <Going {...props} />
      ) : (
        <Result ui={ui} item={item} run={shown.run} />
      )}
    </div>
  );
}

function Going(props: IRunProps & { shown: IShownRun }): JSX.Element {
  const { ui, item, shown } = props;
  const { trans, actions } = ui;
  const { run } = shown;
  const waits = run.state === 'queued';
  const said = waits
    ? run.ahead
      ? trans._n('%1 run before it', '%1 runs before it', run.ahead)
      : trans.__('It begins in a moment')
    : run.cell
      ? trans.__(
          'Cell %1 of %2: %3',
          run.cell,
          run.cells,
          readable(run.cell_name)
        )
      : trans.__('A fresh kernel is starting');
  return (
    <>
      <div className="jp-Curriculum-runHead">
        <h5>{headline(run, trans)}</h5>
        {!waits && <Elapsed shown={shown} />}
      </div>
      <div
        className="jp-Curriculum-bar"
        role="progressbar"
        aria-label={trans.__('Check of %1', item.title)}
        aria-valuemin={0}
        aria-valuemax={run.cells || 1}
        aria-valuenow={Math.max(0, run.cell - 1)}
        aria-valuetext={said}
      >
        <div
          style={{
            width: `${run.cells ? (Math.max(0, run.cell - 1) / run.cells) * 100 : 0}%`
          }}
        />
      </div>
      <p className="jp-Curriculum-meta">{said}</p>
      <button
        type="button"
        className="jp-Curriculum-chip"
        onClick={() => actions.cancelRun(item.id)}
      >
        {trans.__('Cancel')}
      </button>
    </>
  );
}

/** The time since a run began; it stands still while nobody looks. */
function Elapsed({ shown }: { shown: IShownRun }): JSX.Element {
  const [now, setNow] = React.useState(() => Date.now());
  const node = React.useRef<HTMLSpanElement>(null);
  React.useEffect(() => {
    const tick = () => {
      if (
        document.visibilityState === 'visible' &&
        node.current?.offsetParent
      ) {
        setNow(Date.now());
      }
    };
    const timer = setInterval(tick, 1000);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, []);
  const since = Math.max(0, now - shown.seenAt) / 1000;
  return (
    <span ref={node} className="jp-Curriculum-count" role="timer">
      {clock(shown.run.seconds + since)}
    </span>
  );
}
