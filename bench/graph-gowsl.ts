/** How gowsl is told the generated graph: tasks made in a loop, as its config is a program. Takes no times. */
import { into, root, type GraphRunner } from "./graph-runners.ts";
import { commandOf, type GraphTask } from "./graph.ts";
import { gowslRuntimes } from "./gowsl.ts";
import { gowslDid } from "./peers/gowsl.ts";

/** gowsl on each runtime that is here: both have one config, one record and one store. */
export function gowslRunners(): GraphRunner[] {
  const output = into("out-gowsl");
  return gowslRuntimes().map(({ name, argv }) => ({
    name,
    output,
    files: (tasks) => ({ "gowsl.config.mts": gowslGraph(tasks, output), "go.mod": goMod }),
    argv: [...argv, root],
    did: gowslDid,
  }));
}

const goMod = "module example.com/tasks\n\ngo 1.21\n";

function gowslGraph(tasks: readonly GraphTask[], output: (task: GraphTask) => string): string {
  const facts = tasks.map((each) => [each.name, commandOf(each, output(each)), each.needs]);
  return `import { defineConfig, sh } from "gowsl";

const graph = ${JSON.stringify(facts)} as [string, string, string[]][];

export default defineConfig({
  tasks: Object.fromEntries(
    graph.map(([name, command, needs]) => [
      name,
      sh(command, { inputs: [\`t/\${name}/*.in\`], outputs: [\`out-gowsl/\${name}.txt\`], needs }),
    ]),
  ),
});
`;
}
