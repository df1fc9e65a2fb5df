/**
 * One budget of cores for all steps, and how a share of it is told to go. N builds that each think
 * the machine is theirs start N x N compilers (goreleaser#5699). Pure.
 */
import type { Environment } from "../model/host.ts";
import type { Budget, Step } from "../model/plan.ts";

/** The most cores a step can use. */
export function wantedCores(step: Step, cores: number): number {
  if (step.kind === "group") return 0;
  const shared = step.kind === "go-build" || step.budget !== "none";
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
  const memory = Math.floor((machine.memoryBytes * 0.75 * share) / machine.cores / 2 ** 20);
  const settings = {
    GOMAXPROCS: String(share),
    // Compilers are short-lived: collecting less often costs memory and saves time. The limit keeps
    // a large link from taking that literally.
    GOGC: "400",
    GOMEMLIMIT: `${Math.max(memory, 512)}MiB`,
  };
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
