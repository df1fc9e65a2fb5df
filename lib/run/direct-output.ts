/** Which step may write to gowsl's own stdout. Pure; knows nothing of where that leads. */
import type { Plan } from "../model/plan.ts";

/** The id of a command that runs alone and of which gowsl keeps nothing: of several steps the outputs would mix. */
export function directStep({ steps }: Pick<Plan, "steps">): string | undefined {
  const [step, ...others] = steps.filter(({ kind }) => kind !== "group");
  if (step?.kind !== "command" || others.length > 0) return undefined;
  const { check, declared, service } = step;
  return check === undefined && declared === undefined && service === undefined ? step.id : undefined;
}
