/**
 * One line on a terminal that is written over again and again while something takes its time. Elsewhere it
 * writes nothing. Knows nothing of what takes its time.
 */
import { elapsed } from "../host/clock.ts";
import type { Terminal } from "../host/terminal.ts";
import { formatSize } from "../report/numbers.ts";

export interface Progress {
  /** Shows a text in place of the last one. */
  show(text: () => string): void;
  /** Takes the line away. */
  clear(): void;
}

/** More often than this nobody can read. */
const pauseMs = 100;

export function openProgress(
  { stderr, stderrIsTerminal, columns = 80 }: Pick<Terminal, "stderr" | "stderrIsTerminal" | "columns">,
  wanted: boolean,
): Progress {
  if (!wanted || !stderrIsTerminal) return { show: () => {}, clear: () => {} };
  let shownMs = -Infinity;
  let isShown = false;
  return {
    show: (text) => {
      if (elapsed() - shownMs < pauseMs) return;
      shownMs = elapsed();
      isShown = true;
      stderr(`\r\u001b[K${text().slice(0, columns - 1)}`);
    },
    clear: () => {
      if (isShown) stderr("\r\u001b[K");
      isShown = false;
    },
  };
}

/** `34.1 MB of 71.7 MB (48 %)`, or as much of it as is known. */
export function portion(doneBytes: number, totalBytes: number | undefined): string {
  if (totalBytes === undefined || totalBytes === 0) return formatSize(doneBytes);
  return `${formatSize(doneBytes)} of ${formatSize(totalBytes)} (${percent(doneBytes / totalBytes)})`;
}

export function percent(part: number): string {
  return `${Math.floor(Math.min(part, 1) * 100)} %`;
}
