/** Asks the person at the terminal. Knows nothing of what is asked. */
import process from "node:process";
import { createInterface } from "node:readline";

/** Is there somebody who can be asked and who sees the question? */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Shows the text on stderr and returns the line that is typed; undefined at its end (Ctrl-D) or after Ctrl-C. */
export async function askLine(text: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise((resolve) => {
      lines.once("close", () => resolve(undefined));
      lines.once("SIGINT", () => resolve(undefined));
      lines.question(text, resolve);
    });
  } finally {
    lines.close();
    process.stdin.unref();
  }
}
