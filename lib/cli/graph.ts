/** `gowsl graph`: which step needs which, as it would be run. Plans, and runs nothing. */
import type { Emit } from "../model/event.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import { outlineOf, type Plan } from "../model/plan.ts";
import { formatDot, formatMermaid, formatTree, graphNodes, ownNeeds } from "../report/graph.ts";
import { formatGraphPage } from "../report/graph-page.ts";
import { isColorEnabled, styles } from "../report/style.ts";
import type { Arguments } from "./arguments.ts";
import { printDocument } from "./output.ts";
import { planTasks } from "./plan-tasks.ts";
import type { Project } from "./project.ts";
import { isHidden, requestOf, type Asking } from "./request.ts";
import { reportFailures } from "./failures.ts";
import { showPage } from "./show-page.ts";

/** Prints or shows the graph and returns the exit code. */
export async function graph(project: Project, given: Arguments, emit: Emit): Promise<number> {
  const contradiction = twoForms(given);
  if (contradiction !== undefined) return reportFailures([contradiction], emit);
  const planned = await planOf(project, given);
  if (!planned.ok) return reportFailures(planned.failures, emit);
  const plan = planned.value;
  const { terminal, machine } = project;
  const outline = outlineOf(plan);
  if (given.json) {
    const steps = outline.map((step) => ({ ...step, needs: ownNeeds(step) }));
    printDocument(terminal, { root: plan.root, steps });
    return 0;
  }
  const nodes = graphNodes(outline);
  if (given.open || given.out !== undefined) {
    const title = given.words.length === 0 ? "All tasks" : given.words.join(" ");
    const page = { name: "graph.html", html: formatGraphPage(title, nodes) };
    return showPage(project, page, { out: given.out, open: given.open }, emit);
  }
  const style = styles(isColorEnabled(machine.environment, terminal.stdoutIsTerminal));
  const text = given.dot ? formatDot(nodes) : given.mermaid ? formatMermaid(nodes) : formatTree(nodes, style);
  terminal.stdout(`${text}\n`);
  return 0;
}

/** The plan of the tasks that are named, or of all that the config declares. */
async function planOf(project: Project, given: Arguments): Promise<Result<Plan>> {
  const { tasks, config } = project.loaded;
  const all = Object.keys(config.tasks ?? {}).filter((name) => !isHidden(tasks, name));
  const named = given.own.length > 0;
  if (!named && all.length === 0) {
    return failure({
      family: "command-line",
      place: "gowsl graph",
      thing: "no task is named, and there is no config that declares any",
      next: "Name one: `gowsl graph cross`, for example.",
    });
  }
  const asking: Asking = { called: "graph", open: true, ...(named ? {} : { tasks: all }) };
  const request = requestOf(project, { ...given, command: "run" }, asking);
  if (!request.ok) return request;
  const planned = await planTasks(project, request.value, true);
  return planned.ok ? success(planned.value.plan) : planned;
}

function twoForms({ json, dot, mermaid, open, out }: Arguments): Failure | undefined {
  const page = open || out !== undefined;
  const forms = [
    ...(json ? ["--json"] : []),
    ...(dot ? ["--dot"] : []),
    ...(mermaid ? ["--mermaid"] : []),
    ...(page ? [open ? "--open" : "--out"] : []),
  ];
  if (forms.length < 2) return undefined;
  return {
    family: "command-line",
    place: `gowsl graph ${forms.join(" ")}`,
    thing: "asks for two forms at once",
    next: "Leave one away; --open and --out go together.",
  };
}
