/** Durations as Go and its users write them. Pure. */

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of `90s` or `1m30s`; what is not of this form (config/forms.ts) is nothing. */
export function parseDuration(text: string): number {
  let sum = 0;
  for (const [, number, unit = "s"] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    sum += Number(number) * unitMs[unit]!;
  }
  return sum;
}
