/** Writes what is known of the host for people. Knows nothing of how it was found out. */
import type { FileSystem, HostReport } from "../model/host.ts";
import { formatDuration, formatSize } from "./numbers.ts";

/** One fact a line under its title, without a final line break. */
export function formatHost(report: HostReport): string {
  const { kind, goos, goarch, distribution, interop, folder, fileSystem, stat, drives, limitedBy } = report;
  const { cores, memoryBytes, side } = report;
  const likely = distribution?.certain === false ? "likely " : "";
  const rows: [title: string, lines: (string | undefined)[]][] = [
    ["host", [`${kind} (${goos}/${goarch})`]],
    ["evidence", report.evidence],
    ["distribution", [distribution && `${likely}${distribution.name} (${distribution.source})`]],
    ["interop", [interop && `${interop.state} (${interop.evidence})`]],
    ["folder", [folder]],
    ["file system", [describe(fileSystem), meaning(report)]],
    ["side", [side?.why]],
    ["one stat", [formatCost(stat.medianMicroseconds, stat.count)]],
    ["cpu", [`${cores} ${cores === 1 ? "core" : "cores"}${by(limitedBy.cores)}`]],
    ["memory", [`${formatSize(memoryBytes)}${by(limitedBy.memoryBytes)}`]],
    ["drives", drives.map((drive) => `${drive.windows} on ${drive.folder} (${drive.transport})`)],
  ];
  const width = Math.max(...rows.map(([title]) => title.length)) + 2;
  return rows
    .flatMap(([title, lines]) =>
      lines
        .filter((line) => line !== undefined)
        // A folder may have any name.
        .map((line, index) => `${(index === 0 ? title : "").padEnd(width)}${line.replace(/\p{Cc}/gu, "?")}`),
    )
    .join("\n");
}

/** What the file system of the module means for work with Go; undefined where there is nothing to say. */
export function meaning({ kind, fileSystem }: Pick<HostReport, "kind" | "fileSystem">): string | undefined {
  switch (fileSystem.backing) {
    case "windows":
      return kind === "wsl1"
        ? "a disk of Windows; in WSL 1 that is as fast as any other"
        : "a disk of Windows, and each question goes there: Go is much faster in the file system of Linux, such as ~/src";
    case "network":
      return "a disk of another machine: gowsl compares files by content, and go may not be able to lock them";
    case "host":
      return kind === "windows"
        ? "files of WSL: go for Windows cannot lock go.mod there; build them inside WSL"
        : "a folder of the system that runs this one: gowsl compares files by content";
    case "local":
    case "unknown":
      return undefined;
  }
}

function describe({ type, folder, source }: FileSystem): string {
  const place = [source, folder === undefined ? undefined : `on ${folder}`].filter(Boolean).join(" ");
  return place === "" ? type : `${type} (${place})`;
}

/** Ten thousand is a module with its dependencies. */
function formatCost(microseconds: number, count: number): string {
  const digits = microseconds < 10 ? microseconds.toFixed(1) : String(Math.round(microseconds));
  return `${digits} µs, the median of ${count}; 10 000 files take ${formatDuration(microseconds * 10)}`;
}

function by(source: string | undefined): string {
  return source === undefined ? "" : `, limited by ${source}`;
}
