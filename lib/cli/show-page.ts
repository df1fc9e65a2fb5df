/** Writes a page and opens it in the browser. Its path is the answer. Knows nothing of what is on it. */
import path from "node:path";
import { browserCommands, startBrowser } from "../host/browser.ts";
import { toWindows } from "../host/convert-path.ts";
import { describeError } from "../host/files.ts";
import { readPathFacts } from "../host/path-facts.ts";
import { writeText } from "../host/placing.ts";
import { prepareStateFolder, stateFolder } from "../host/state-folder.ts";
import type { Emit } from "../model/event.ts";
import { missingFolder } from "./named-folder.ts";
import type { Project } from "./project.ts";
import { reportFailures } from "./failures.ts";

export interface Page {
  /** Of a page that nobody has named a file for. */
  name: string;
  html: string;
}

/**
 * Puts the page where `out` says, or opens it from `.gowsl/`.
 * @returns the exit code
 */
export async function showPage(
  project: Project,
  { name, html }: Page,
  { out, open }: { out: string | undefined; open: boolean },
  emit: Emit,
): Promise<number> {
  const { terminal, root, cwd, host, machine } = project;
  const homeless = out === undefined ? undefined : missingFolder("--out", out, cwd);
  if (homeless !== undefined) return reportFailures([homeless], emit);
  const file = out === undefined ? path.join(stateFolder(root), name) : path.resolve(cwd, out);
  try {
    if (out === undefined) await prepareStateFolder(root);
    await writeText(file, html, "may be lost");
  } catch (error) {
    const next = "Name another file with --out.";
    return reportFailures([{ family: "files", place: file, thing: describeError(error), next }], emit);
  }
  terminal.stdout(`${file}\n`);
  if (!open) return 0;
  const isWsl = host.kind === "wsl1" || host.kind === "wsl2";
  const converted = isWsl ? toWindows(file, readPathFacts(host)) : undefined;
  const windowsFile = converted?.ok ? converted.value : undefined;
  const commands = browserCommands(host.kind, machine.environment, file, windowsFile);
  if (!(await startBrowser(commands, machine.environment))) {
    emit({ type: "note", text: "there is no browser to open it with here; BROWSER can name one" });
  }
  return 0;
}
