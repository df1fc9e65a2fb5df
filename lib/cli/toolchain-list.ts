/** `gowsl toolchain list`: every Go that routing sees, which one is routed here, and why the others are not. */
import { judge } from "../go/route.ts";
import type { Candidate } from "../go/candidates.ts";
import type { Emit } from "../model/event.ts";
import type { Host } from "../model/host.ts";
import type { Arguments } from "./arguments.ts";
import { printDocument } from "./output.ts";
import { findCandidates, readWish, type Project } from "./project.ts";
import { reportFailures } from "./failures.ts";

interface Row {
  routed: boolean;
  version: string | null;
  os: string;
  arch: string | null;
  source: string;
  place: string;
  goroot: string | null;
  /** Why it is not the routed one. */
  reason?: string;
}

/** The table on stdout; what is wished for, and by whom, on stderr. */
export async function listToolchains(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const { terminal, host } = project;
  const wish = readWish(project);
  if (!wish.ok) return reportFailures(wish.failures, emit);
  const rows: Row[] = [];
  let routed: Candidate | undefined;
  for (const candidate of findCandidates(project)) {
    const { place, source, goroot = null, version = null, arch = null } = candidate;
    const judged = judge(candidate, wish.value, host);
    const reason =
      typeof judged === "string"
        ? judged
        : routed === undefined
          ? undefined
          : `it would do, but ${routed.source} comes first`;
    if (reason === undefined) routed = candidate;
    const facts = { version, os: osOf(candidate, host), arch, source, place, goroot };
    rows.push({ routed: reason === undefined, ...facts, ...(reason === undefined ? {} : { reason }) });
  }
  if (given.json) {
    printDocument(terminal, { wish: wish.value.why, toolchains: rows });
    return 0;
  }
  const cells = rows.map((row) => [
    row.routed ? "*" : " ",
    row.version ?? "unknown",
    row.arch === null ? row.os : `${row.os}/${row.arch}`,
    row.source,
    row.goroot ?? row.place,
    row.reason ?? "",
  ]);
  const widths = [0, 1, 2, 3, 4].map((index) => Math.max(...cells.map((row) => row[index]!.length)));
  for (const row of cells) {
    terminal.stdout(
      `${row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
    );
  }
  if (!given.quiet) {
    const none = rows.length === 0 ? "no Go is installed; " : "";
    const lost = rows.length > 0 && routed === undefined ? "; none of these will do" : "";
    terminal.stderr(`${none}${wish.value.why}${lost}\n`);
  }
  return 0;
}

/** GOOS of the go command: of the header where it says so, else what its kind of program is for here. */
function osOf({ binary }: Candidate, { goos }: Pick<Host, "goos">): string {
  switch (binary) {
    case "pe":
      return "windows";
    case "macho":
      return "darwin";
    case "elf":
      return goos === "windows" || goos === "darwin" ? "linux" : goos;
    case "script":
      return "a script";
    case "missing":
    case "unknown":
      return "unknown";
  }
}
