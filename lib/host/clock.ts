/** The clock: the only place that knows what time it is, and how much of it has passed. */

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now();
}

/** Milliseconds that only grow: durations are differences of these, as the clock of the wall may be set back. */
export function elapsed(): number {
  return Math.round(performance.now());
}

/** `2026-11-22T22:51:03.000Z`. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Calls `action` once so much time has passed; nothing waits for that. Returns how to call it off. */
export function later(milliseconds: number, action: () => void): () => void {
  const timer = setTimeout(action, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
}

/** Lets so much time pass. */
export async function pause(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
}
