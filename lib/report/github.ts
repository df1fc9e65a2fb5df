/**
 * Speaks to the GitHub Actions runner: groups and annotations. Knows nothing of the order of events.
 *
 * The runner reads workflow commands from stdout and stderr alike (actions/runner,
 * src/Runner.Worker/Handlers/ScriptHandler.cs: one OutputManager for each), so they go to stderr with
 * all that gowsl says itself. It reads the two pipes side by side: what a step writes to stdout
 * may appear a little before or after its group.
 */
import type { Frame, Stream } from "./screen.ts";

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A collapsible group around the output of each step. Groups do not nest. */
export const groupFrame: Frame = {
  open: (step) => `::group::${escapeData(step)}\n`,
  close: "::endgroup::\n",
};

/** `cmd/age/age.go:12:5: message`; vet puts its name before what it could not type-check. */
const compilerError =
  /^(?:vet: )?((?:[A-Za-z]:)?[^\s:][^:]*\.(?:go|mod|work|c|cc|cpp|h|s)):(\d+):(\d+): (.+)$/;

/** A step that fails with more has one cause; the runner shows ten annotations a step. */
const mostRemembered = 100;

export interface Annotator {
  /** Where the paths of the step's next output are relative to. */
  enter(step: string, folder: string): void;
  /** Remembers the compiler errors in the step's output, in case the step fails. */
  read(step: string, stream: Stream, text: string): void;
  /** Annotations for the errors of a failed step, each once a run: six targets fail for one reason. */
  take(step: string, detail: string): string;
}

export function createAnnotator(): Annotator {
  const folders = new Map<string, string>();
  const beginnings = new Map<string, string>();
  const remembered = new Map<string, string[]>();
  const given = new Set<string>();

  return {
    enter(step, folder) {
      folders.set(step, folder);
    },
    read(step, stream, text) {
      const place = `${stream} ${step}`;
      const lines = ((beginnings.get(place) ?? "") + text).split("\n");
      beginnings.set(place, lines.pop() ?? "");
      const errors = remembered.get(step) ?? [];
      remembered.set(step, errors);
      for (const error of compilerErrors(lines)) if (errors.length < mostRemembered) errors.push(error);
    },
    take(step, detail) {
      const rests = [beginnings.get(`stdout ${step}`) ?? "", beginnings.get(`stderr ${step}`) ?? ""];
      const errors = [...(remembered.get(step) ?? []), ...compilerErrors([...rests, ...detail.split("\n")])];
      remembered.delete(step);
      const annotations = errors
        .map((error) => annotation(error, folders.get(step)))
        .filter((line) => !given.has(line) && given.add(line));
      return annotations.join("");
    },
  };
}

/** Each error with the indented lines that belong to it (`have`, `want`). */
function compilerErrors(lines: readonly string[]): string[] {
  const errors: string[] = [];
  let isInside = false;
  for (const line of lines.map((each) => each.replace(/\r$/, ""))) {
    if (compilerError.test(line)) errors.push(line);
    else if (isInside && line.startsWith("\t")) errors.push(`${errors.pop()}\n${line}`);
    else {
      isInside = false;
      continue;
    }
    isInside = true;
  }
  return errors;
}

function annotation(error: string, folder: string | undefined): string {
  const [first = "", ...rest] = error.split("\n");
  const [, path = "", line = "", column = "", message = ""] = compilerError.exec(first) ?? [];
  const file = escapeProperty(folder === undefined ? path : resolve(folder, path));
  return `::error file=${file},line=${line},col=${column}::${escapeData([message, ...rest].join("\n"))}\n`;
}

/**
 * The runner makes an absolute path relative to the repository (ActionCommandManager.cs,
 * IssueCommandExtension); a path relative to a module below it would point nowhere.
 */
function resolve(folder: string, path: string): string {
  if (/^([/\\]|[A-Za-z]:)/.test(path)) return path;
  const parts = folder.replaceAll("\\", "/").replace(/\/$/, "").split("/");
  for (const part of path.replaceAll("\\", "/").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
