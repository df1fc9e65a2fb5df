/**
 * Starts `go build` for the programs of a step: one for all of them where Go's own names allow it.
 * Builds into a folder of its own, so that an interrupted link leaves no half artifact.
 */
import path from "node:path";
import { isFile, makeFolder } from "../host/files.ts";
import { placeMove } from "../host/placing.ts";
import type { Failure } from "../model/failure.ts";
import type { BuildStep } from "../model/plan.ts";
import { budgetEnvironment, withParallelism } from "./budget.ts";
import type { BuildSetting } from "./setting.ts";
import { runCommand } from "./command.ts";
import type { Examined } from "./examine.ts";

export interface Compiled {
  built: { examined: Examined; file: string }[];
  missing: Examined[];
  fault?: Failure | "cancelled";
}

/**
 * Builds the programs. Those that go finished are delivered even when another one failed.
 * @param abandoned ends it, whatever then comes out
 */
export async function compile(
  setting: BuildSetting,
  step: BuildStep,
  examined: Examined[],
  { staging, cores, abandoned }: { staging: string; cores: number; abandoned: AbortSignal },
): Promise<Compiled> {
  const compiled: Compiled = { built: [], missing: [] };
  const faults: (Failure | "cancelled")[] = [];
  const builds = groups(examined);
  for (const [index, group] of builds.entries()) {
    const folder = path.join(staging, String(index));
    await makeFolder(folder);
    const files = group.map(({ unit }) =>
      path.join(folder, group.length === 1 ? path.basename(unit.output) : unit.goName),
    );
    const output = group.length === 1 ? files[0]! : folder + path.sep;
    const fault = await goBuild(setting, step, group, { output, cores, abandoned });
    if (fault !== undefined) faults.push(fault);
    else if (!files.every(isFile)) faults.push(nothingWritten(step));
    for (const [position, one] of group.entries()) {
      const file = files[position]!;
      // A go that was ended may leave a file that is not whole; one that failed does not.
      if (fault !== "cancelled" && isFile(file)) {
        compiled.built.push({
          examined: one,
          file: await named(one, file, path.join(folder, `named${position}`)),
        });
      } else compiled.missing.push(one);
    }
    if (fault === "cancelled") {
      compiled.missing.push(...builds.slice(index + 1).flat());
      break;
    }
  }
  const [fault] = faults;
  return fault === undefined ? compiled : { ...compiled, fault: joinFaults(fault, faults) };
}

function nothingWritten({ id }: BuildStep): Failure {
  return {
    family: "step",
    place: id,
    thing: "go build ended well and wrote no program",
    next: "Look at its flags, and at those in GOFLAGS.",
  };
}

/** Hooks see the artifact under its own name, not under the one that go gave it. */
async function named({ unit }: Examined, file: string, folder: string): Promise<string> {
  const name = path.basename(unit.output);
  if (path.basename(file) === name) return file;
  await placeMove(file, path.join(folder, name));
  return path.join(folder, name);
}

function joinFaults(first: Failure | "cancelled", all: (Failure | "cancelled")[]): Failure | "cancelled" {
  if (first === "cancelled" || all.length === 1) return first;
  const details = all.flatMap((fault) => (fault === "cancelled" ? [] : [fault.detail ?? ""]));
  return { ...first, detail: details.join("\n") };
}

/** All programs at once, but alone what go would name alike and what has a header beside it. */
function groups(examined: Examined[]): Examined[][] {
  const joint: Examined[] = [];
  const alone: Examined[][] = [];
  const taken = new Set<string>();
  for (const one of examined) {
    const name = one.unit.goName.toLowerCase();
    if (one.unit.header !== undefined || taken.has(name)) alone.push([one]);
    else joint.push(one);
    taken.add(name);
  }
  return joint.length === 0 ? alone : [joint, ...alone];
}

async function goBuild(
  setting: BuildSetting,
  step: BuildStep,
  group: Examined[],
  { output, cores, abandoned }: { output: string; cores: number; abandoned: AbortSignal },
): Promise<Failure | "cancelled" | undefined> {
  const argv = withParallelism(step.argv, "build", cores);
  const printed: string[] = [];
  const fault = await runCommand(setting, {
    step: step.id,
    command: { kind: "argv", argv: [...argv, "-o", output, ...group.map(({ unit }) => unit.package)] },
    cwd: step.cwd,
    env: { ...budgetEnvironment("build", cores, setting.machine, setting.environment), ...step.env },
    args: [],
    onOutput: (_, { text }) => printed.push(text),
    abandoned,
  });
  const detail = printed.join("").trimEnd();
  if (fault === undefined) {
    // go prints little when all is well; what it does print (a linker's warning) is worth seeing.
    if (detail !== "") setting.emit({ type: "output", step: step.id, stream: "stderr", text: `${detail}\n` });
    return undefined;
  }
  if (fault.kind === "cancelled") return "cancelled";
  return {
    family: "step",
    place: step.id,
    thing: fault.thing,
    ...(detail === "" ? {} : { detail }),
  };
}
