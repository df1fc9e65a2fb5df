/** Asks GNU make what a Makefile says: its data base, and the lines of a target. Makes nothing. */
import { askingTarget } from "../config/make-database.ts";
import { capture, Children, type Captured } from "../host/children.ts";
import type { Machine } from "../host/machine.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";

export interface Make {
  /** The environment that it is given. */
  environment: Machine["environment"];
  /** stdout of `make -p`. */
  database(): Promise<Result<string>>;
  /**
   * What it would run for a target.
   * @param done targets that are taken as made
   */
  lines(target: string, done: readonly string[]): Promise<Result<string>>;
}

const oldest = 4;

/** GNU make of this machine, at one Makefile. */
export async function findMake(machine: Machine, folder: string, file: string): Promise<Result<Make>> {
  const { MAKEFLAGS: _flags, MFLAGS: _old, MAKELEVEL: _level, ...inherited } = machine.environment;
  // What make says is read in English.
  const environment = { ...inherited, LC_ALL: "C" };
  const children = new Children(machine.platform);
  // What a Makefile has in $(shell ...) is run, too.
  const ask = (...argv: string[]) => capture(children, { argv, cwd: folder, environment, sockets: false });
  let found: string | undefined;
  for (const name of ["gmake", "make"]) {
    const { stdout } = await ask(name, "--version");
    const major = Number(/^GNU Make (\d+)\./.exec(stdout)?.[1] ?? 0);
    if (major >= oldest) found ??= name;
  }
  if (found === undefined) return failure(noMake);
  const common = [found, "-n", "--no-print-directory", "-f", file];
  return success({
    environment,
    database: async () => {
      const told = await ask(
        ...common,
        "-p",
        "-r",
        // With + it runs in spite of -n: that is the only way to see what is exported.
        `--eval=${askingTarget}:;@+echo gowsl-environment-begins; env; echo gowsl-environment-ends`,
        askingTarget,
      );
      return good(told) ? success(told.stdout) : failure(refusal(file, told));
    },
    lines: async (target, done) => {
      // Lines with $(MAKE) or + are run in spite of -n: by true, which does nothing.
      const harmless = `--eval=${target}: override SHELL := true`;
      const old = done.flatMap((each) => ["-o", each]);
      const told = await ask(...common, "-B", harmless, ...old, target);
      return good(told) ? success(told.stdout) : failure(refusal(`${file}: ${target}`, told));
    },
  });
}

function good({ end }: Captured): boolean {
  return end.kind === "exited" && end.code === 0;
}

const noMake: Failure = {
  family: "files",
  place: "gowsl import",
  thing: `there is no GNU make of version ${oldest} or later on PATH, and only make knows what a Makefile means`,
  next: "Install it (`apt install make`, `brew install make`), then import again.",
};

/** make's own words, without its name before them. */
function refusal(place: string, { stderr, end }: Captured): Failure {
  const said = /\*\*\* (.*?)(?:\.? {2}Stop\.)?$/m.exec(stderr)?.[1];
  const thing =
    said ?? (end.kind === "not-started" ? end.reason : `make fails: ${stderr.trim().split("\n").at(-1)}`);
  return { family: "config", place, thing, next: "`make -n` says the same; import where it works." };
}
