/** What runs declared commands: loaded where there are some, since it brings what globs and ignore rules need. */
export { heldTask } from "./task-answer.ts";
export { TaskFactFinder } from "./task-facts.ts";
export { runTaskStep } from "./task-step.ts";
