/**
 * What this process has printed and that nobody has taken yet: who prints more waits for a slow reader, as it would
 * without gowsl. Knows nothing of what is printed.
 */

/** So many bytes may wait. They are in memory; fewer would hold up a reader that stops for a moment. */
const mostWaiting = 1 << 22;

/** A stream of this process, by what is behind it. */
export type Reader = Pick<NodeJS.WriteStream, "writableLength" | "errored" | "on" | "off">;

/** Is there so much that who prints more should wait? Nobody waits for one who went away. */
export function isBehind(stream: Reader): boolean {
  return stream.writableLength > mostWaiting && !stream.errored;
}

const waits = new WeakMap<Reader, Promise<void>>();

/** Settles once all that waits is taken, or nobody will take it. */
export function untilTaken(stream: Reader): Promise<void> {
  let wait = waits.get(stream);
  if (wait === undefined) {
    // One for all that wait: a stream warns of many listeners.
    wait = new Promise<void>((resolve) => {
      const names = ["drain", "close", "error"] as const;
      const end = () => {
        waits.delete(stream);
        for (const name of names) stream.off(name, end);
        resolve();
      };
      for (const name of names) stream.on(name, end);
    });
    waits.set(stream, wait);
  }
  return wait;
}
