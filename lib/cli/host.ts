/**
 * `gowsl host`: what this machine is, what that rests on, what the module lies on, and which side works on it. A
 * config that can't be read hinders none of it.
 */
import path from "node:path";
import { sideOf, sideSentence } from "../go/side.ts";
import { detectHost } from "../host/detect.ts";
import { fileSystemOf, measureStat } from "../host/file-system.ts";
import { readMachine, type Machine } from "../host/machine.ts";
import { readPathFacts } from "../host/path-facts.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import { sentence } from "../model/failure.ts";
import type { Host, HostReport } from "../model/host.ts";
import type { Task } from "../model/task.ts";
import { formatHost } from "../report/host.ts";
import type { Arguments } from "./arguments.ts";
import { modulePlace, moduleRoot, readConfig, standingFolder } from "./project.ts";
import { reportFailures } from "./failures.ts";
import { sideFor } from "./side.ts";

/** Prints the report and returns the exit code. */
export async function showHost(
  terminal: Terminal,
  given: Arguments,
  builtIn: Readonly<Record<string, Task>>,
  emit: Emit,
): Promise<number> {
  const machine = readMachine();
  const cwd = standingFolder(machine, given.directory);
  if (!cwd.ok) return reportFailures(cwd.failures, emit);
  const host = await detectHost(machine);
  const folder = moduleRoot(cwd.value, modulePlace(machine, cwd.value)) ?? cwd.value;
  const { cores, memoryBytes } = machine.limits;
  const side = await sideOfModule(machine, host, cwd.value, builtIn);
  const report: HostReport = {
    ...host,
    folder,
    fileSystem: fileSystemOf(folder, host),
    stat: measureStat(folder),
    limitedBy: {
      ...(cores === undefined ? {} : { cores: cores.source }),
      ...(memoryBytes === undefined ? {} : { memoryBytes: memoryBytes.source }),
    },
    ...(side === undefined ? {} : { side }),
    drives: readPathFacts(host).drives,
  };
  terminal.stdout(`${given.json ? JSON.stringify(report, null, 2) : formatHost(report)}\n`);
  return 0;
}

/** Undefined on machines with one side, where nobody has to choose. */
async function sideOfModule(
  machine: Machine,
  host: Host,
  cwd: string,
  builtIn: Readonly<Record<string, Task>>,
): Promise<HostReport["side"]> {
  if (sideOf(host.kind) === undefined) return undefined;
  const loaded = await readConfig(machine, cwd, builtIn, { keeps: true });
  const { root = cwd, file = "gowsl.config.ts", config = {} } = loaded.ok ? loaded.value : {};
  const folder = path.dirname(modulePlace(machine, cwd).goMod ?? path.join(root, "go.mod"));
  const wishedBy = `${path.basename(file)}: go.side`;
  const choice = sideFor({ machine, host, folder, wish: config.go?.side ?? "auto", wishedBy });
  if (!choice.ok) return { name: null, why: `none: ${choice.failures.map(sentence).join(" ")}` };
  const doubt = loaded.ok ? "" : `; ${wishedBy} can't be read, as the config has mistakes`;
  return { name: choice.value.side ?? null, why: `${sideSentence(choice.value)}${doubt}` };
}
