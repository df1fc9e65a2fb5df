/** Medians, spreads and ratios of paired samples. Knows nothing of what was measured. */

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** The middle value; of an even number the mean of the two in the middle. NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Median, smallest and largest value. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Each sample over the base's sample of the same round: what disturbs the machine for a while hits both,
 * and so hardly their ratio.
 */
export function pairedRatios(samples: readonly number[], base: readonly number[]): number[] {
  const pairs = Math.min(samples.length, base.length);
  return Array.from({ length: pairs }, (_, index) => samples[index]! / base[index]!);
}

/**
 * How cost grows with size: the exponent of the power law through the last two points, once the fixed
 * cost, that of the first point, is taken off. 1 is linear, 2 quadratic. NaN with fewer than three points.
 */
export function growthExponent(points: readonly { size: number; cost: number }[]): number {
  const sorted = points.toSorted((left, right) => left.size - right.size);
  const [first, ...rest] = sorted;
  const [before, last] = rest.slice(-2);
  if (first === undefined || before === undefined || last === undefined) return Number.NaN;
  const costs = (last.cost - first.cost) / (before.cost - first.cost);
  const sizes = (last.size - first.size) / (before.size - first.size);
  return Math.log(costs) / Math.log(sizes);
}
