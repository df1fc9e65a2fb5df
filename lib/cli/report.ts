/** `gowsl report`: the last run that had something to do, as a page. Changes nothing but that page. */
import { isoTime } from "../host/clock.ts";
import type { Emit } from "../model/event.ts";
import { formatReportPage } from "../report/report-page.ts";
import { reportFailures } from "./failures.ts";
import { showPage } from "./show-page.ts";
import { readLastRun } from "./watch-run.ts";
import type { Arguments } from "./arguments.ts";
import { printDocument } from "./output.ts";
import type { Project } from "./project.ts";

/** Writes the page, opens it where somebody sits before a terminal, and returns the exit code. */
export async function report(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const { root, terminal } = project;
  const timeline = readLastRun(root);
  if (timeline === undefined) {
    return reportFailures(
      [
        {
          family: "files",
          place: `${root}/.gowsl/last-run.ndjson`,
          thing: "there is no run to tell of",
          next: "Run something first: `gowsl build`, for example.",
        },
      ],
      emit,
    );
  }
  if (given.json) {
    printDocument(terminal, timeline);
    return 0;
  }
  const when = isoTime(timeline.startedMs)
    .replace("T", " ")
    .replace(/:\d\d\.\d+Z$/, " UTC");
  const html = formatReportPage(timeline, when);
  // In a script nobody waits for a browser.
  const open = given.out === undefined && terminal.stdoutIsTerminal;
  return showPage(project, { name: "report.html", html }, { out: given.out, open }, emit);
}
