/** The clock: the only place that knows what time it is, and how much of it has passed. */

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now();
}

/** Milliseconds that only grow: durations are differences of these, as the clock of the wall may be set back. */
export function elapsed(): number {
  return Math.round(performance.now());
}

/** The clock of the wall and the one that only grows. */
export interface Clock {
  now(): number;
  elapsed(): number;
}

/** What both show at one time. */
export interface Instant {
  wallMs: number;
  elapsedMs: number;
}

export function instant(clock: Clock): Instant {
  return { wallMs: clock.now(), elapsedMs: clock.elapsed() };
}

/** When this process began. */
export function processStart(): Instant {
  return { wallMs: Math.floor(performance.timeOrigin), elapsedMs: 0 };
}

/**
 * The earliest time that a file can have which was written since: that of the instant, or an earlier one if the clock
 * of the wall was set back meanwhile.
 */
export function earliestSince(clock: Clock, { wallMs, elapsedMs }: Instant): number {
  return Math.min(wallMs, clock.now() - (clock.elapsed() - elapsedMs));
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

/** Lets everything go on that waits for nothing. */
export async function nextTurn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
