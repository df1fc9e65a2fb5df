/** How long what cleans up may take once a run was interrupted. */
import type { Children } from "../host/children.ts";
import { later } from "../host/clock.ts";

const cleanUpMs = 10_000;

const limited = new WeakSet<Children>();

/** From the first that cleans up after Ctrl-C on, all of them have ten seconds. */
export function limitCleaning(cleaning: Children, interrupted: AbortSignal, graceMs: number): void {
  const limit = () => void later(cleanUpMs, () => cleaning.stop(graceMs));
  if (limited.has(cleaning)) return;
  limited.add(cleaning);
  if (interrupted.aborted) limit();
  else interrupted.addEventListener("abort", limit, { once: true });
}
