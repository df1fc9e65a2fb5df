/** Runs the commands of a step as a service. Knows nothing of when services end. */
import type { Children } from "../host/children.ts";
import type { CommandStep, Plan } from "../model/plan.ts";
import { runCommandStep } from "./command-step.ts";
import type { RunSetting } from "./run.ts";
import type { StepExecution } from "./scheduler.ts";
import type { Services } from "./services.ts";

/** Starts it, and settles once it is ready or will not be. */
export function startService(
  services: Services,
  setting: RunSetting,
  step: CommandStep & { service: NonNullable<CommandStep["service"]> },
  plan: Plan,
  cores: number,
): Promise<StepExecution> {
  return services.start(step, {
    plan,
    stopped: setting.children.stopped(),
    run: async (children: Children, onLine) => {
      const open = { stdout: "", stderr: "" };
      const emit: RunSetting["emit"] = (event) => {
        if (event.type !== "output") return event.type === "command" ? setting.emit(event) : undefined;
        const lines = (open[event.stream] + event.text).split("\n");
        open[event.stream] = lines.pop() ?? "";
        for (const line of lines) onLine(line.replace(/\r$/, ""));
      };
      const own = { ...setting, children, emit, directOutput: false };
      const { results, failures } = await runCommandStep(own, step, cores, setting.extra);
      for (const rest of Object.values(open)) if (rest !== "") onLine(rest);
      const [failure] = failures;
      if (failure !== undefined) return { kind: "failed", thing: failure.thing };
      return results.some(({ outcome }) => outcome === "cancelled") ? { kind: "cancelled" } : undefined;
    },
  });
}
