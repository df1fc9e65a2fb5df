/**
 * One budget of cores for all steps, and how a share of it is told to go. N builds that each think
 * the machine is theirs start N x N compilers (goreleaser#5699). Pure.
 */
import type { Environment } from "../model/host.ts";
import type { Budget, Step } from "../model/plan.ts";

/** The most cores a step can use. */
export function wantedCores(step: Step, cores: number): number {
  if (step.kind === "group") return 0;
  if (step.weight !== undefined) return Math.min(step.weight, cores);
  const shared = step.kind !== "command" || step.budget !== "none";
  return shared ? cores : 1;
}

/**
 * A share for the next step: what is free, split among those that could start now.
 * @param ready steps that could start, this one included.
 */
export function shareOf(wanted: number, free: number, ready: number): number {
  return Math.min(wanted, Math.max(1, Math.floor(free / Math.min(Math.max(ready, 1), free))));
}

/** Variables for a go command that only compiles. Those that the user has set are left alone. */
export function budgetEnvironment(
  budget: Budget,
  share: number,
  machine: { cores: number; memoryBytes: number },
  environment: Environment,
): Record<string, string> {
  if (budget !== "build") return {};
  // A process for each core at most, all of them together within half of the memory.
  const memory = Math.floor(machine.memoryBytes / 2 / machine.cores / 2 ** 20);
  // Compilers are short-lived: without collections up to a limit a cold build of fzf took 0.92 of the
  // CPU time. A number such as 400 gains nothing: it switches off the compiler's own larger first heap
  // (cmd/compile/internal/base, AdjustStartingHeap). With little memory the defaults are better.
  const collector = memory < 768 ? {} : { GOGC: "off", GOMEMLIMIT: `${Math.min(memory, 4096)}MiB` };
  const settings = { GOMAXPROCS: String(share), ...collector };
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !environment[name]));
}

/** Inserts `-p=N` behind the go subcommand, unless the user has set it. */
export function withParallelism(argv: readonly string[], budget: Budget, share: number): string[] {
  // Behind -args stand the flags of the test binary.
  const own = argv.slice(0, argv.includes("-args") ? argv.indexOf("-args") : argv.length);
  if (budget === "none" || own.some((word) => /^--?p(=|$)/.test(word))) return [...argv];
  const [go = "", subcommand = "", ...rest] = argv;
  return [go, subcommand, `-p=${share}`, ...rest];
}
