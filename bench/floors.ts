/** Start-up alone, and the floor that every program on Node stands on. */
import process from "node:process";
import { measuredEnvironment, repository } from "./environment.ts";
import { gowslRuntimes } from "./gowsl.ts";
import { alternate, type Contender, type Pace } from "./measure.ts";
import { contenderNames, type ContenderResult } from "./result.ts";
import { isPresent, programOf, type ToolName } from "./tools.ts";

/** A bare Node that does nothing: what any program on Node has to pay. */
export function bareNode(): Contender {
  return simple(contenderNames.node, [process.execPath, "-e", "0"]);
}

/** What asks each peer for nothing but its version. wireit does not know such a question. */
const versionQuestions: Partial<Record<ToolName, string>> = {
  make: "--version",
  ninja: "--version",
  Task: "--version",
  just: "--version",
  Turborepo: "--version",
  mage: "-version",
  goreleaser: "--version",
};

/** How long each takes to do nothing at all. Needs no project. */
export async function measureStartUp(pace: Pace): Promise<ContenderResult[]> {
  const peers = Object.entries(versionQuestions).flatMap(([name, question]) => {
    const tool = name as ToolName;
    return isPresent(tool) ? [simple(name, [programOf(tool), question])] : [];
  });
  const own = gowslRuntimes().map(({ name, argv }) => simple(name, [...argv, "--version"]));
  return alternate([bareNode(), ...own, ...peers], { ...pace, warmUps: 3 });
}

function simple(name: string, argv: readonly string[]): Contender {
  return { name, argv, cwd: repository, env: measuredEnvironment() };
}
