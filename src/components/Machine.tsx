import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';
import {
  acceleratorText,
  chipText,
  failureText,
  gigabytes,
  processors
} from '../machinewords';
import type { Accelerator, Hardware, Item } from '../types';
import { KernelList } from './KernelList';
import { RunningList } from './RunningList';
import type { IUi } from './ui';

export interface IMachineProps {
  ui: IUi;
  /** The item that is next; undefined where there is none. */
  item: Item | undefined;
}

/** The key under which the details are unfolded. */
export const MACHINE = 'machine';

/** What computes here in a few words; unfolds the rest. */
export function MachineChip(
  props: IMachineProps & { open: boolean }
): JSX.Element {
  const { ui, item, open } = props;
  const { machine, trans, actions } = ui;
  return (
    <UseSignal
      signal={machine.changed}
      shouldUpdate={(_, part) => part !== 'notebooks'}
    >
      {() => {
        const choice = item && machine.of(item.id);
        const text = chipText(machine.hardware, choice, trans);
        return (
          <button
            type="button"
            className="jp-Curriculum-chip jp-Curriculum-machineChip"
            aria-expanded={open}
            data-reveal={MACHINE}
            title={trans.__('What computes here')}
            onClick={() => actions.fold(MACHINE, !open)}
          >
            {text}
          </button>
        );
      }}
    </UseSignal>
  );
}

/** What computes here, the kernels, and who holds memory; followed as long as it is seen. */
export function MachineDetails(props: IMachineProps): JSX.Element {
  const { ui } = props;
  const { machine, trans } = ui;
  const node = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const watching = machine.watch(() => !!node.current?.offsetParent);
    return () => watching.dispose();
  }, [machine]);
  return (
    <div
      ref={node}
      className="jp-Curriculum-machine"
      role="group"
      aria-label={trans.__('What computes here')}
    >
      <UseSignal signal={machine.changed}>
        {() => {
          const { hardware, failure } = machine;
          const failed = failureText(failure, trans);
          return (
            <>
              {failed && <p>{failed}</p>}
              {hardware ? (
                <>
                  <Memory ui={ui} hardware={hardware} />
                  <RunningList ui={ui} notebooks={machine.notebooks} />
                  <KernelList
                    {...props}
                    hardware={hardware}
                    kernels={machine.kernels}
                  />
                </>
              ) : (
                !failed && (
                  <p className="jp-Curriculum-meta">
                    {trans.__('The server is asked…')}
                  </p>
                )
              )}
            </>
          );
        }}
      </UseSignal>
    </div>
  );
}

function Memory(props: { ui: IUi; hardware: Hardware }): JSX.Element {
  const { ui, hardware } = props;
  const { trans } = ui;
  const { processors: count, memory_gb, memory_free_gb } = hardware;
  return (
    <section>
      <h4 className="jp-Curriculum-overline">
        {hardware.elsewhere
          ? trans.__('The machine of JupyterLab')
          : trans.__('This machine')}
      </h4>
      {hardware.elsewhere && (
        <p>
          {trans.__(
            'Your kernels run on another machine, through a gateway. What follows is of the machine that runs JupyterLab.'
          )}
        </p>
      )}
      <ul>
        <Meter
          ui={ui}
          name={processors(count, trans)}
          total={memory_gb}
          free={memory_free_gb}
        />
        {hardware.accelerators.map((accelerator, index) => (
          <AcceleratorLine key={index} ui={ui} accelerator={accelerator} />
        ))}
      </ul>
      {hardware.message && (
        <p className="jp-Curriculum-meta">{hardware.message}</p>
      )}
    </section>
  );
}

function AcceleratorLine(props: {
  ui: IUi;
  accelerator: Accelerator;
}): JSX.Element {
  const { ui, accelerator } = props;
  const { name, memory_gb, free_gb } = accelerator;
  return memory_gb === null || free_gb === null ? (
    <li>{acceleratorText(accelerator, ui.trans)}</li>
  ) : (
    <Meter ui={ui} name={name} total={memory_gb} free={free_gb} />
  );
}

/** How much of a memory is used, as a bar and in words. */
function Meter(props: {
  ui: IUi;
  name: string;
  total: number;
  free: number;
}): JSX.Element {
  const { ui, name, total, free } = props;
  const { trans } = ui;
  const used = Math.max(0, total - free);
  const said = trans.__(
    '%1 of %2 used, %3 free',
    gigabytes(used, trans),
    gigabytes(total, trans),
    gigabytes(free, trans)
  );
  return (
    <li>
      {name}
      <div
        className="jp-Curriculum-bar"
        role="meter"
        aria-label={trans.__('Memory of %1', name)}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={used}
        aria-valuetext={said}
      >
        <div style={{ width: `${total ? (used / total) * 100 : 0}%` }} />
      </div>
      <div className="jp-Curriculum-meta">{said}</div>
    </li>
  );
}
