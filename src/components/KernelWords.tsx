import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';
import {
  basisText,
  computing,
  computingShort,
  gigabytes,
  heldText,
  holdsMuch,
  kernelName,
  lacks,
  listed,
  settingsText,
  tooBig
} from '../machinewords';
import type {
  Capstone,
  Exercise,
  Item,
  ItemKernel,
  ItemProgress
} from '../types';
import { SEPARATOR } from '../words';
import type { IUi } from './ui';

/** Draw something about what an item's notebook opens on, again whenever that changes. */
export function WithChoice(props: {
  ui: IUi;
  item: Item;
  children(choice: ItemKernel): React.ReactNode;
}): JSX.Element {
  const { ui, item, children } = props;
  return (
    <UseSignal
      signal={ui.machine.changed}
      shouldUpdate={(_, part) => part === 'kernels'}
    >
      {() => {
        const choice = ui.machine.of(item.id);
        return choice ? <>{children(choice)}</> : null;
      }}
    </UseSignal>
  );
}

/** In an item's line: how long it computes here, and in two or three words what stands in its way. */
export function KernelMeta(props: {
  ui: IUi;
  item: Item;
  progress: ItemProgress;
}): JSX.Element | null {
  const { ui, item, progress } = props;
  const { trans } = ui;
  if (progress.status === 'done' || progress.status === 'skipped') {
    return null;
  }
  return (
    <WithChoice ui={ui} item={item}>
      {choice =>
        [
          computingShort(choice, trans),
          lacks(choice).length > 0 &&
            trans.__('lacks %1', listed(lacks(choice), trans)),
          !choice.fits &&
            trans.__('needs %1', gigabytes(choice.memory_gb, trans))
        ]
          .filter(Boolean)
          .map(fact => SEPARATOR + fact)
          .join('')
      }
    </WithChoice>
  );
}

/** What stands in the way of an item's notebook, and what to do; nothing where nothing does. */
export function KernelTrouble(props: {
  ui: IUi;
  item: Exercise | Capstone;
  progress: ItemProgress | undefined;
  /** In as few words as say it; the server's whole sentence where left out. */
  short?: boolean;
}): JSX.Element {
  const { ui, item, progress, short } = props;
  const { trans, actions, machine } = ui;
  return (
    <WithChoice ui={ui} item={item}>
      {choice => (
        <>
          {choice.message && (
            <div className="jp-Curriculum-obstacle">
              <p>
                {short && lacks(choice).length
                  ? trans.__(
                      '“%1” lacks %2, which this needs.',
                      kernelName(choice.kernel, machine.hardware, trans),
                      listed(lacks(choice), trans)
                    )
                  : choice.message}
              </p>
              <div className="jp-Curriculum-buttons">
                {choice.install[choice.kernel] && (
                  <button
                    type="button"
                    className="jp-Curriculum-chip"
                    onClick={() => actions.install(item.id, choice.kernel)}
                  >
                    {trans.__('Install in a terminal')}
                  </button>
                )}
                {choice.kernel && (
                  <button
                    type="button"
                    className="jp-Curriculum-chip"
                    onClick={() => actions.chooseKernel(item.id)}
                  >
                    {trans.__('Change kernel…')}
                  </button>
                )}
              </div>
            </div>
          )}
          {!choice.fits && (
            <TooBig
              ui={ui}
              item={item}
              choice={choice}
              hasCopy={!!progress?.path}
            />
          )}
        </>
      )}
    </WithChoice>
  );
}

function TooBig(props: {
  ui: IUi;
  item: Exercise | Capstone;
  choice: ItemKernel;
  hasCopy: boolean;
}): JSX.Element {
  const { ui, item, choice, hasCopy } = props;
  const { trans, actions } = ui;
  return (
    <div className="jp-Curriculum-obstacle">
      <p>
        {tooBig(choice, trans)}{' '}
        {choice.smaller &&
          hasCopy &&
          trans.__(
            'Its smaller settings are %1, in the cell near the top.',
            settingsText(item.needs)
          )}
      </p>
      {choice.smaller && !hasCopy && (
        <button
          type="button"
          className="jp-Curriculum-chip"
          onClick={() => actions.openSmaller(item.id)}
        >
          {choice.smaller_memory_gb
            ? trans.__(
                'Open with smaller settings (%1)',
                gigabytes(choice.smaller_memory_gb, trans)
              )
            : trans.__('Open with smaller settings')}
        </button>
      )}
    </div>
  );
}

/** That notebooks hold much of the memory, where that is so; leads to where they can be shut down. */
export function HeldLine({ ui }: { ui: IUi }): JSX.Element {
  const { machine, trans, actions } = ui;
  return (
    <UseSignal signal={machine.changed}>
      {() =>
        holdsMuch(machine.hardware, machine.notebooks) ? (
          <p className="jp-Curriculum-held">
            {heldText(machine.notebooks, trans)}{' '}
            <button
              type="button"
              className="jp-Curriculum-link"
              onClick={() => actions.showMachine()}
            >
              {trans.__('See which')}
            </button>
          </p>
        ) : null
      }
    </UseSignal>
  );
}

/** For an item's details: the kernel that it opens on and why, how long it computes, and how much memory it needs. */
export function KernelFacts(props: { ui: IUi; item: Item }): JSX.Element {
  const { ui, item } = props;
  const { machine, trans } = ui;
  return (
    <WithChoice ui={ui} item={item}>
      {choice => (
        <>
          <dt>{trans.__('Opens on')}</dt>
          <dd>{kernelName(choice.kernel, machine.hardware, trans)}</dd>
          {choice.minutes !== null && (
            <>
              <dt>{trans.__('Computes here')}</dt>
              <dd>
                {computing(choice, trans)}
                {', '}
                {basisText(choice, trans)}
              </dd>
            </>
          )}
          {choice.memory_gb > 0 && (
            <>
              <dt>{trans.__('Memory')}</dt>
              <dd>
                {choice.free_gb === null
                  ? gigabytes(choice.memory_gb, trans)
                  : trans.__(
                      '%1 of %2 free now',
                      gigabytes(choice.memory_gb, trans),
                      gigabytes(choice.free_gb, trans)
                    )}
              </dd>
            </>
          )}
        </>
      )}
    </WithChoice>
  );
}
