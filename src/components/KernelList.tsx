import React from 'react';
import { environmentText, kernelName, listed } from '../machinewords';
import type {
  CurriculumKernels,
  Hardware,
  Item,
  ItemKernel,
  KernelEnvironment
} from '../types';
import { InstallOffer } from './InstallOffer';
import { IUi, classes } from './ui';

export interface IKernelListProps {
  ui: IUi;
  /** The item that the kernels are looked at for. */
  item: Item | undefined;
  hardware: Hardware;
  kernels: CurriculumKernels | null;
}

/** Every kernel: its Python, what it computes on, and what it lacks for an item. */
export function KernelList(props: IKernelListProps): JSX.Element {
  const { ui, item, hardware, kernels } = props;
  const { trans, actions } = ui;
  const choice = item && kernels?.items[item.id];
  return (
    <section>
      <h4 className="jp-Curriculum-overline">{trans.__('Kernels')}</h4>
      {!hardware.kernels.length && (
        <p>{choice?.message || trans.__('There is no kernel here.')}</p>
      )}
      <ul className="jp-Curriculum-kernels">
        {bestFirst(hardware.kernels, choice).map(kernel => (
          <li key={kernel.name} data-kernel={kernel.name}>
            <KernelLine
              ui={ui}
              kernel={kernel}
              name={kernelName(kernel.name, hardware, trans)}
              item={item}
              choice={choice}
            />
            {item && choice?.install[kernel.name] && (
              <InstallOffer
                ui={ui}
                item={item.id}
                kernel={kernel.name}
                command={choice.install[kernel.name]}
              />
            )}
          </li>
        ))}
      </ul>
      <div className="jp-Curriculum-buttons">
        {choice && (
          <button
            type="button"
            className="jp-Curriculum-chip"
            onClick={() => actions.chooseKernel(item.id)}
          >
            {trans.__('Change kernel…')}
          </button>
        )}
        <button
          type="button"
          className="jp-Curriculum-chip"
          onClick={() => actions.lookAgain()}
        >
          {trans.__('Look again')}
        </button>
      </div>
    </section>
  );
}

/** The one that is chosen, then those that have all, those that lack something, and those that cannot run. */
export function bestFirst(
  kernels: readonly KernelEnvironment[],
  choice: ItemKernel | undefined
): KernelEnvironment[] {
  const rank = ({ name, usable }: KernelEnvironment) =>
    [name === choice?.kernel, usable && !choice?.missing[name], usable, true]
      .map(Boolean)
      .indexOf(true);
  return [...kernels].sort((a, b) => rank(a) - rank(b));
}

/** A kernel in two or three lines; for lists and for the choice among them. */
export function KernelLine(props: {
  ui: Pick<IUi, 'trans'>;
  kernel: KernelEnvironment;
  name: string;
  item: Item | undefined;
  choice: ItemKernel | undefined;
}): JSX.Element {
  const { ui, kernel, name, item, choice } = props;
  const { trans } = ui;
  const missing = choice?.missing[kernel.name] ?? [];
  const isChosen = choice?.kernel === kernel.name;
  const complete =
    choice && kernel.usable && kernel.state === 'known' && !missing.length;
  return (
    <>
      <span
        className={classes(
          'jp-Curriculum-kernelName',
          isChosen && 'jp-mod-chosen'
        )}
      >
        {name}
      </span>
      {isChosen && (
        <span className="jp-Curriculum-tag">{trans.__('opens here')}</span>
      )}
      <span className="jp-Curriculum-kernelFacts">
        {environmentText(kernel, trans)}
      </span>
      {kernel.interpreter && kernel.usable && (
        <span className="jp-Curriculum-kernelFacts">{kernel.interpreter}</span>
      )}
      {kernel.why && (
        <span className="jp-Curriculum-kernelWhy">{kernel.why}</span>
      )}
      {missing.length > 0 && (
        <span className="jp-Curriculum-kernelWhy">
          {trans.__(
            'Lacks %1, which “%2” needs.',
            listed(missing, trans),
            item?.title ?? ''
          )}
        </span>
      )}
      {complete && item && (
        <span className="jp-Curriculum-kernelFacts">
          {trans.__('Has all that “%1” needs.', item.title)}
        </span>
      )}
    </>
  );
}
