/**
 * Keeps a live area on this process's terminal: when it is drawn, and when it must be gone. Knows nothing of what is
 * drawn.
 */
import process from "node:process";
import type { Environment } from "../model/host.ts";
import { columnsOf } from "./terminal.ts";
import { LiveArea, type DrawnLine, type TerminalSize } from "./live-area.ts";

export interface LiveScreen {
  /** Writes text above the area. */
  above(text: string): void;
  /** Draws now, not only when it is time. */
  draw(): void;
  /** Takes the area away for good. */
  close(): void;
}

/** Ten times a second is what eyes can follow. */
const everyMs = 100;

/** Draws what `frame` gives, again and again, below what is written. */
export function openLiveScreen(
  environment: Environment,
  frame: (size: TerminalSize) => readonly DrawnLine[],
): LiveScreen {
  const { stderr } = process;
  const size = () => ({ columns: columnsOf(stderr), rows: stderr.rows || 24 });
  const area = new LiveArea({
    write: (text) => void stderr.write(text),
    size,
    reflows: doesReflow(environment),
  });
  const draw = () => area.draw(frame(size()));
  const timer = setInterval(draw, everyMs);
  // The children hold the process, not the clock on the screen.
  timer.unref();
  const erase = () => area.erase();
  const suspend = () => {
    area.erase();
    process.kill(process.pid, "SIGSTOP");
  };
  stderr.on("resize", draw);
  process.on("exit", erase);
  process.on("SIGTSTP", suspend);
  process.on("SIGCONT", draw);
  return {
    above: (text) => area.above(text),
    draw,
    close: () => {
      clearInterval(timer);
      stderr.off("resize", draw);
      process.off("exit", erase);
      process.off("SIGTSTP", suspend);
      process.off("SIGCONT", draw);
      area.close();
    },
  };
}

/** xterm itself and the console of Linux cut lines where the others break them anew. */
function doesReflow(environment: Environment): boolean {
  return environment["XTERM_VERSION"] === undefined && environment["TERM"] !== "linux";
}
