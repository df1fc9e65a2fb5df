/** The services of one run, and what becomes of the run when one of them ends by itself. */
import type { Failure } from "../model/failure.ts";
import type { BuildSetting } from "./setting.ts";
import type { RunSummary } from "./scheduler.ts";
import { Services } from "./services.ts";

type ServicesRun = Pick<BuildSetting, "children" | "emit" | "elapsed"> & { keepGoing: boolean };

/** The services of a run, and what became of those that ended by themselves. */
export function openServices(setting: ServicesRun, graceMs: number) {
  const deaths = new Map<string, Failure>();
  const services = new Services({
    children: setting.children.part("only killed"),
    emit: setting.emit,
    graceMs,
    elapsed: setting.elapsed,
    onDeath: (step, failure) => {
      deaths.set(step, failure);
      setting.emit({ type: "step-failed", step, failure });
      if (!setting.keepGoing) setting.children.stop(graceMs);
    },
  });
  const addDeaths = (summary: RunSummary) => {
    summary.failures.unshift(...deaths.values());
    summary.results = summary.results.map((result) => {
      const death = deaths.get(result.step);
      return death === undefined ? result : { ...result, outcome: "failed", reason: death.thing };
    });
  };
  return { services, addDeaths };
}
