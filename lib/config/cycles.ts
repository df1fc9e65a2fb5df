/**
 * Tasks that need each other, found with all other mistakes of a config. What is left out on some machine (`if`,
 * `platforms`), and what only the values of arguments or built-in tasks decide, is found when a run is planned.
 */
import { cycleTexts, orderFrom } from "../model/needs-order.ts";
import { below, isRecord, type Entries, type Report } from "./checks.ts";
import { neededNames } from "./needs.ts";

export function checkCycles(tasks: Entries, report: Report): void {
  const names = new Map(Object.keys(tasks).map((name) => [name, name]));
  for (const [name, task] of Object.entries(tasks)) {
    const aliases = isRecord(task) && Array.isArray(task["alias"]) ? (task["alias"] as unknown[]) : [];
    for (const alias of aliases) if (!names.has(String(alias))) names.set(String(alias), name);
  }
  const needsOf = (name: string): string[] => {
    const task = tasks[name];
    if (!isRecord(task) || task["if"] !== undefined || task["platforms"] !== undefined) return [];
    return neededNames(task["needs"]).flatMap((need) => names.get(need) ?? []);
  };
  const done = new Set<string>();
  for (const name of Object.keys(tasks)) {
    const cycle = orderFrom(name, needsOf, done);
    if (cycle === undefined) continue;
    const { thing, next } = cycleTexts(cycle);
    report(`${below("tasks", cycle[0]!)}.needs`, thing, next);
    // Once, not from each task on it.
    for (const each of cycle) done.add(each);
  }
}
