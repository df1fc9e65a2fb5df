/** The clock: the only place that knows what time it is. */

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now();
}
