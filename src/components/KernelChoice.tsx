import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { kernelName } from '../machinewords';
import type { Hardware, Item, ItemKernel } from '../types';
import { KernelLine, bestFirst } from './KernelList';

export interface IKernelChoiceProps {
  trans: TranslationBundle;
  hardware: Hardware;
  /** The item that a kernel is chosen for; undefined where it is for the whole curriculum. */
  item: Item | undefined;
  choice: ItemKernel | undefined;
  /** The kernel chosen so far; null where the curriculum chooses. */
  chosen: string | null;
  /** Whether leaving the choice to the curriculum is one. */
  orNone: boolean;
  onChoose(kernel: string | null): void;
}

/** Every kernel to choose from, with what it has and lacks; those that cannot run stay in sight. */
export function KernelChoice(props: IKernelChoiceProps): JSX.Element {
  const { trans, hardware, item, choice, orNone, onChoose } = props;
  const [chosen, setChosen] = React.useState(props.chosen);
  const radio = (kernel: string | null, disabled = false) => (
    <input
      type="radio"
      name="jp-Curriculum-kernel"
      checked={kernel === chosen}
      disabled={disabled}
      onChange={() => {
        setChosen(kernel);
        onChoose(kernel);
      }}
    />
  );
  return (
    <ul className="jp-Curriculum-versions jp-Curriculum-kernels">
      {orNone && (
        <li>
          <label>
            {radio(null)}
            <span>
              <span className="jp-Curriculum-kernelName">
                {trans.__('Choose for me')}
              </span>
              <span className="jp-Curriculum-kernelFacts">
                {trans.__(
                  'For each notebook one that has all it needs, on an accelerator where there is one.'
                )}
              </span>
            </span>
          </label>
        </li>
      )}
      {bestFirst(hardware.kernels, choice).map(kernel => (
        <li key={kernel.name} data-kernel={kernel.name}>
          <label>
            {radio(kernel.name, !kernel.usable)}
            <span>
              <KernelLine
                ui={{ trans }}
                kernel={kernel}
                name={kernelName(kernel.name, hardware, trans)}
                item={item}
                choice={choice}
              />
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}
