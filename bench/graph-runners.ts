/** How each peer is told the generated graph, and how it is started on it. Takes no times. */
import process from "node:process";
import { commandOf, type GraphTask } from "./graph.ts";
import type { Run } from "./measure.ts";
import {
  didTurbo,
  didWireit,
  json,
  lockFile,
  turboCommand,
  turboEnvironment,
  wireitEnvironment,
} from "./peers/scripts.ts";
import { contenderNames } from "./result.ts";
import { programOf, type ToolName } from "./tools.ts";

export interface GraphRunner {
  name: string;
  tool?: ToolName;
  /** Files that tell it the graph. */
  files(tasks: readonly GraphTask[]): Record<string, string>;
  /** Where it puts the output of a task. */
  output(task: GraphTask): string;
  argv: readonly string[];
  env?(folder: string): Readonly<Record<string, string>>;
  did(run: Run): string;
  /** Knows nothing of "up to date", so that its time is that of running all. */
  alwaysRuns?: true;
}

/** The root of the graph. */
export const root = "t0000";

/** A folder for the outputs of a runner. */
export const into =
  (folder: string) =>
  ({ name }: Pick<GraphTask, "name">) =>
    `${folder}/${name}.txt`;

export const peerRunners: readonly GraphRunner[] = [
  make(contenderNames.make, "out-make", []),
  make(contenderNames.makeQuick, "out-make-rR", ["-rR"]),
  {
    name: contenderNames.ninja,
    tool: "ninja",
    output: into("out-ninja"),
    files: (tasks) => {
      const output = into("out-ninja");
      const edges = tasks.map((each) => {
        const inputs = [...each.inputs, ...each.needs.map((name) => output({ name }))].join(" ");
        return `build ${output(each)}: run ${inputs}\n  command = ${commandOf(each, output(each))}\n`;
      });
      const rule = "rule run\n  command = $command\n";
      return { "tasks.ninja": `builddir = out-ninja\n${rule}${edges.join("")}` };
    },
    argv: [programOf("ninja"), "-f", "tasks.ninja", `out-ninja/${root}.txt`],
    did: didCat,
  },
  task(contenderNames.taskChecksum, "checksum"),
  task(contenderNames.taskTimestamp, "timestamp"),
  {
    name: contenderNames.turbo,
    tool: "Turborepo",
    output: ({ folder }) => `${folder}/turbo.out`,
    // One package a task: as its users have it, and faster than one with a thousand scripts.
    files: (tasks) => ({
      ...Object.fromEntries(tasks.map((each) => [`${each.folder}/package.json`, packageOf(each)])),
      "turbo.json": json({
        tasks: { build: { dependsOn: ["^build"], inputs: ["*.in"], outputs: ["turbo.out"] } },
      }),
    }),
    argv: turboCommand(["build"]),
    env: () => turboEnvironment,
    did: didTurbo,
  },
  {
    name: contenderNames.wireit,
    tool: "wireit",
    output: into("out-wireit"),
    // Turborepo reads the same file.
    files: (tasks) => ({
      "package.json": json({
        name: "tasks",
        private: true,
        packageManager: "npm@11.0.0",
        workspaces: ["t/*"],
        scripts: Object.fromEntries(tasks.map(({ name }) => [name, "wireit"])),
        wireit: Object.fromEntries(tasks.map((each) => [each.name, wireitOf(each)])),
      }),
      "package-lock.json": lockFile("tasks"),
    }),
    argv: [process.execPath, programOf("wireit")],
    env: (folder) => wireitEnvironment(folder, root),
    did: didWireit,
  },
  {
    name: contenderNames.just,
    tool: "just",
    output: into("out-just"),
    files: (tasks) => {
      const output = into("out-just");
      const recipes = tasks.map(
        (each) => `${each.name}: ${each.needs.join(" ")}\n  ${commandOf(each, output(each))}\n`,
      );
      return { "tasks.just": recipes.join("\n") };
    },
    argv: [programOf("just"), "--justfile", "tasks.just", root],
    did: didCat,
    alwaysRuns: true,
  },
  {
    name: contenderNames.justCached,
    tool: "just",
    output: into("out-just-cached"),
    files: (tasks) => ({ "cached.just": cachedJustfile(tasks) }),
    argv: [programOf("just"), "--justfile", "cached.just", root],
    did: didCat,
  },
];

function make(name: string, folder: string, flags: readonly string[]): GraphRunner {
  const output = into(folder);
  return {
    name,
    tool: "make",
    output,
    files: (tasks) => {
      const rules = tasks.map((each) => {
        const inputs = [...each.inputs, ...each.needs.map((need) => output({ name: need }))].join(" ");
        return `${output(each)}: ${inputs}\n\t${commandOf(each, output(each))}\n`;
      });
      return { [`${folder}.mk`]: rules.join("") };
    },
    argv: ["make", ...flags, "-f", `${folder}.mk`, `${folder}/${root}.txt`],
    did: didCat,
  };
}

function task(name: string, method: string): GraphRunner {
  const output = into(`out-task-${method}`);
  return {
    name,
    tool: "Task",
    output,
    files: (tasks) => {
      const each = tasks.map(
        (one) => `
  ${one.name}:
    deps: [${one.needs.join(", ")}]
    method: ${method}
    sources: ["${one.folder}/*.in"]
    generates: [${output(one)}]
    cmds: ["${commandOf(one, output(one))}"]
`,
      );
      return { [`${method}.yml`]: `version: "3"\n\ntasks:${each.join("")}` };
    },
    argv: [programOf("Task"), "--taskfile", `${method}.yml`, root],
    did: didCat,
  };
}

function wireitOf(each: GraphTask): unknown {
  const output = into("out-wireit")(each);
  return {
    command: commandOf(each, output),
    files: [`${each.folder}/*.in`],
    output: [output],
    packageLocks: [],
    ...(each.needs.length === 0 ? {} : { dependencies: each.needs }),
  };
}

function packageOf({ name, needs }: GraphTask): string {
  const dependencies = Object.fromEntries(needs.map((need) => [need, "*"]));
  return json({ name, version: "1.0.0", scripts: { build: "cat *.in > turbo.out" }, dependencies });
}

function cachedJustfile(tasks: readonly GraphTask[]): string {
  const output = into("out-just-cached");
  const recipes = tasks.map((each) => {
    const inputs = each.inputs.map((file) => `"${file}"`).join(", ");
    return `[script]
[cache(inputs = [${inputs}], outputs = "${output(each)}")]
${each.name}: ${each.needs.join(" ")}
  ${commandOf(each, output(each))}
`;
  });
  return `set unstable\nset lists\n\n${recipes.join("\n")}`;
}

function didCat({ stdout, stderr }: Run): string {
  const times = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("cat t/")).length;
  return times === 0 ? "up to date" : `ran ${times}`;
}
