/**
 * Waits for the moment of a kill: a time after the start, or a change in a folder, which hits what takes
 * no time at all, such as the write of a record. Knows nothing of processes.
 */
import { setMaxListeners } from "node:events";
import { watch } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

type Trigger = { kind: "delay"; part: number } | { kind: string; count: number };

/**
 * Settles when the moment has come.
 * @param folders where changes are counted; what is not there yet can't be watched.
 * @param stop ends the waiting.
 */
export async function due(
  trigger: Trigger,
  typicalMs: number,
  folders: readonly string[],
  stop: AbortSignal,
): Promise<void> {
  if ("part" in trigger) {
    // It rejects only when it is stopped, and then nobody waits any more.
    await delay(trigger.part * typicalMs, undefined, { signal: stop }).catch(() => {});
    return;
  }
  // Each folder listens to it.
  setMaxListeners(0, stop);
  await new Promise<void>((resolve) => {
    let changes = 0;
    const onChange = () => {
      if (++changes === trigger.count) resolve();
    };
    for (const folder of folders) watch(folder, { signal: stop }, onChange);
  });
}
