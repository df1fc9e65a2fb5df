/** Task with a Taskfile: sources by checksum, and by their times. */
import { didGo, type Layout, type Peer } from "../peer.ts";
import { contenderNames } from "../result.ts";
import { buildsOf } from "../targets.ts";
import { programOf } from "../tools.ts";

const outOf = (method: string) => `bench-task-${method}`;

export const taskPeers: readonly Peer[] = [
  task(contenderNames.taskChecksum, "checksum", ["one"]),
  task(contenderNames.taskTimestamp, "timestamp", []),
];

function task(name: string, method: string, work: Peer["scopes"]["work"]): Peer {
  return {
    name,
    tool: "Task",
    scopes: { nothing: ["one", "six"], work },
    out: { one: outOf(method), six: outOf(method) },
    files: (layout) => ({ "bench.yml": taskfile(layout) }),
    argv: (scope) => [programOf("Task"), "--taskfile", "bench.yml", `${method}-${scope}`],
    did: didGo,
  };
}

function taskfile(layout: Layout): string {
  const tasks = ["checksum", "timestamp"].flatMap((method) =>
    (["one", "six"] as const).map((scope) => {
      const builds = buildsOf(scope, layout, outOf(method));
      const each = builds.map(({ id, env, argv, artifact }) => {
        const variables = Object.entries(env).map(([name, value]) => `${name}: ${value}`);
        return `
  ${method}-${id}:
    method: ${method}
    sources: ["**/*.go", go.mod, go.sum]
    generates: [${artifact}]
    env: { ${variables.join(", ")} }
    cmds:
      - ${argv.join(" ")}
`;
      });
      const needs = builds.map(({ id }) => `${method}-${id}`);
      return `${each.join("")}\n  ${method}-${scope}:\n    deps: [${needs.join(", ")}]\n`;
    }),
  );
  return `version: "3"\n\ntasks:${tasks.join("")}`;
}
