/** `gowsl which`: answers without running anything. The answer goes to stdout. */
import type { Emit } from "../model/event.ts";
import type { Arguments } from "./arguments.ts";
import { settingNotes } from "./go-settings.ts";
import { sideSentence } from "../go/side.ts";
import { routeGo, type Project } from "./project.ts";
import { projectSide } from "./side.ts";
import { reportFailures } from "./failures.ts";

/** `gowsl which go`: the path on stdout; the reason and every rejection on stderr. */
export async function which(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const [what = "go", ...rest] = given.words;
  if (what !== "go" || rest.length > 0) {
    return reportFailures(
      [
        {
          family: "command-line",
          place: "gowsl which",
          thing: `"${given.words.join(" ")}" is nothing that gowsl chooses`,
          next: "Ask `gowsl which go`.",
        },
      ],
      emit,
    );
  }
  const routed = await routeGo(project);
  if (!routed.ok) return reportFailures(routed.failures, emit);
  const { goroot, go, version, os, arch, why, rejected } = routed.value;
  const { terminal } = project;
  const notes = settingNotes(project, routed.value);
  const chosen = projectSide(project);
  const side = chosen.ok && chosen.value.side !== undefined ? chosen.value : undefined;
  if (given.json) {
    const sideAnswer = side === undefined ? {} : { side: { name: side.side, why: side.why } };
    const document = { goroot, go, version, os, arch, why, rejected, notes, ...sideAnswer };
    terminal.stdout(`${JSON.stringify(document, null, 2)}\n`);
    return 0;
  }
  terminal.stdout(`${go}\n`);
  if (!given.quiet) {
    terminal.stderr(`${why}\n`);
    if (side !== undefined) terminal.stderr(`side: ${sideSentence(side)}\n`);
    for (const { place, source, reason } of rejected)
      terminal.stderr(`rejected: ${place} (${source}): ${reason}\n`);
    for (const note of notes) terminal.stderr(`note: ${note}\n`);
  }
  return 0;
}
