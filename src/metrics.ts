/** Numbers that notebooks report: which of them the server takes, and how they are told. */
import type { Metric, Reported } from './types';

/** What a cell displays to report a number. */
export const METRIC = 'application/vnd.dl-curriculum.metric+json';

/** As the server has them. */
const MOST = { metrics: 100, name: 100, unit: 40 };

export function isReported(said: unknown): said is Reported {
  const { name, value, unit = '' } = (said ?? {}) as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    name.length > 0 &&
    name.length <= MOST.name &&
    Number.isFinite(value) &&
    typeof unit === 'string' &&
    unit.length <= MOST.unit
  );
}

/** The last of each name, with nothing that the server does not ask for. */
export function lastOnes(reported: readonly Reported[]): Reported[] {
  const found = new Map<string, Reported>();
  for (const { name, value, unit } of reported) {
    if (found.has(name) || found.size < MOST.metrics) {
      found.set(name, { name, value, unit });
    }
  }
  return [...found.values()];
}

/** A number that a notebook reported, with no more digits than mean something. */
export function metricText({ value, unit }: Metric): string {
  const small = value !== 0 && Math.abs(value) < 1e-4;
  const number = new Intl.NumberFormat('en-GB', {
    maximumSignificantDigits: 4,
    useGrouping: false,
    notation: small ? 'scientific' : 'standard'
  })
    .format(value)
    // As Python writes it.
    .replace('E', 'e');
  if (!unit) {
    return number;
  }
  return unit === '%' ? `${number}%` : `${number}\u00a0${unit}`;
}
