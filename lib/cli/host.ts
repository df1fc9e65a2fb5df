/** `gowsl host`: what this machine is, what that rests on, and what the module lies on. Needs no config. */
import { detectHost } from "../host/detect.ts";
import { fileSystemOf, measureStat } from "../host/file-system.ts";
import { readMachine } from "../host/machine.ts";
import { readPathFacts } from "../host/path-facts.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import type { HostReport } from "../model/host.ts";
import { formatHost } from "../report/host.ts";
import type { Arguments } from "./arguments.ts";
import { modulePlace, moduleRoot, standingFolder } from "./project.ts";
import { reportFailures } from "./run-tasks.ts";

/** Prints the report and returns the exit code. */
export async function showHost(terminal: Terminal, given: Arguments, emit: Emit): Promise<number> {
  const machine = readMachine();
  const cwd = standingFolder(machine, given.directory);
  if (!cwd.ok) return reportFailures(cwd.failures, emit);
  const host = await detectHost(machine);
  const folder = moduleRoot(cwd.value, modulePlace(machine, cwd.value)) ?? cwd.value;
  const { cores, memoryBytes } = machine.limits;
  const report: HostReport = {
    ...host,
    folder,
    fileSystem: fileSystemOf(folder, host),
    stat: measureStat(folder),
    limitedBy: {
      ...(cores === undefined ? {} : { cores: cores.source }),
      ...(memoryBytes === undefined ? {} : { memoryBytes: memoryBytes.source }),
    },
    drives: readPathFacts(host).drives,
  };
  terminal.stdout(`${given.json ? JSON.stringify(report, null, 2) : formatHost(report)}\n`);
  return 0;
}
