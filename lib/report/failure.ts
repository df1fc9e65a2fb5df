/** Writes a failure for people. Knows nothing of exit codes or of when a failure is shown. */
import { sentence, type Failure } from "../model/failure.ts";
import type { Style } from "./style.ts";

/**
 * `error: place: thing. next`, then the other program's text as it came, then `hint: ...`.
 * @returns the lines without a final line break.
 */
export function formatFailure(failure: Failure, style: Style): string {
  const lines = [`${style.bold(style.red("error:"))} ${sentence(failure)}`];
  if (failure.detail) lines.push(failure.detail.replace(/\r?\n$/, ""));
  if (failure.hint) lines.push(`${style.cyan("hint:")} ${failure.hint}`);
  return lines.join("\n");
}
