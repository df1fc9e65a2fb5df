/** A step whose command says what it reads and writes. */
import type { CommandStep, Declared } from "../model/plan.ts";

export interface DeclaredStep extends CommandStep {
  declared: Declared;
}

export function isDeclared(step: { kind: string }): step is DeclaredStep {
  return step.kind === "command" && (step as CommandStep).declared !== undefined;
}
