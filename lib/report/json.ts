/** Writes every event as one line of JSON. Knows nothing of what the events mean. */
import type { Emit } from "../model/event.ts";

/** NDJSON: scripts read the run line by line while it goes on. */
export function createJsonReporter(write: (text: string) => void): Emit {
  return (event) => write(`${JSON.stringify(event)}\n`);
}
