/**
 * Routes once, as a command of gowsl does when it has read config and surroundings, and prints how long that took.
 * Bundled by routing.ts, and loaded by routing-start.ts.
 */
import process from "node:process";
import { openProject, routeGo } from "../lib/cli/project.ts";
import { openQuickTerminal } from "../lib/host/terminal.ts";

void route();

async function route(): Promise<void> {
  const project = await openProject({ verify: false, offline: true, dryRun: false }, openQuickTerminal(), {});
  if (!project.ok) throw new Error(JSON.stringify(project.failures));
  // The collector of garbage comes when a megabyte has been made, and takes a millisecond. Without this it would come at
  // the same place in each process: always while the Go is chosen, or never.
  let made: number[] = [];
  for (let rest = Math.random() * 10_000; rest > 0; rest--)
    made = Array.from({ length: 10 }, () => made.length);
  const start = process.hrtime.bigint();
  const chosen = await routeGo(project.value);
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  const why = chosen.ok ? chosen.value.why : JSON.stringify(chosen.failures);
  process.stdout.write(JSON.stringify({ milliseconds, why }));
}
