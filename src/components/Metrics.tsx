import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';
import { metricText } from '../metrics';
import { readable } from '../runwords';
import type { Item, ItemProgress, Metric } from '../types';
import type { IUi } from './ui';

/** Numbers that a notebook reported. */
export function Metrics(props: {
  metrics: Readonly<Record<string, Metric>>;
}): JSX.Element | null {
  const metrics = Object.entries(props.metrics);
  return metrics.length ? (
    <ul className="jp-Curriculum-metrics">
      {metrics.map(([name, metric]) => (
        <li key={name}>
          {readable(name)} <strong>{metricText(metric)}</strong>
        </li>
      ))}
    </ul>
  ) : null;
}

/** Those of an item that the result of its last run, where that is shown, does not say already. */
export function OwnMetrics(props: {
  ui: IUi;
  item: Item;
  progress: ItemProgress;
}): JSX.Element {
  const { ui, item, progress } = props;
  return (
    <UseSignal
      signal={ui.runs.changed}
      shouldUpdate={(_, changed) => changed === item.id}
    >
      {() => {
        const said = ui.runs.of(item.id)?.run.metrics ?? {};
        const others = Object.entries(progress.metrics).filter(
          ([name, { value, unit }]) =>
            said[name]?.value !== value || said[name].unit !== unit
        );
        return others.length ? (
          <>
            <dt>{ui.trans.__('Your results')}</dt>
            <dd>
              <Metrics metrics={Object.fromEntries(others)} />
            </dd>
          </>
        ) : null;
      }}
    </UseSignal>
  );
}
