/** The clock: the only place that knows what time it is. */

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now();
}

/** `2026-11-22T22:51:03.000Z`. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
