/** The texts that `gowsl init` writes, from what it has found. Pure; knows no files. */

/** A module, by what a config has to say of it. */
export interface FoundModule {
  /** Its folder, relative to the config, with slashes; `.` is that of the config. */
  dir: string;
  /** Folders of its main packages, relative to it. */
  mains: readonly string[];
}

export interface Found {
  modules: readonly FoundModule[];
  /** What asks for which Go: `go.mod asks for 1.23`. */
  goLine?: string;
}

/** A task of the written config. */
interface WrittenTask {
  name: string;
  lines: string[];
}

/** The config, with comments for what is likely to come next. */
export function configText({ modules, goLine }: Found): string {
  const names = suffixes(modules);
  const builds = modules.flatMap((module, index) =>
    module.mains.length === 0 ? [] : [buildTask(`build${names[index]}`, module)],
  );
  const tests = modules.map(({ dir }, index) => goTask(`test${names[index]}`, "test", "Run the tests", dir));
  const vets = modules.map(({ dir }, index) =>
    goTask(`vet${names[index]}`, "vet", "Report likely mistakes", dir),
  );
  const groups = modules.length < 2 ? [] : [...groupOf("build", builds), ...groupOf("test", tests)];
  const ci = ["vet", "test", "build"].flatMap((kind) => {
    if (kind === "vet") return vets.map(({ name }) => name);
    return kind === "build" && builds.length === 0 ? [] : [kind];
  });
  const tasks = [...builds, ...tests, ...vets, ...groups, group("ci", "What CI runs", ci)];
  const targets = [
    "  // What `gowsl cross` builds for. `all` is every first-class port of Go.",
    '  // targets: ["linux/amd64", "linux/arm64", "windows/amd64", "darwin/arm64"],',
  ];
  return [
    "// What gowsl does here. `gowsl list` shows the tasks, `gowsl help TASK` one of them.",
    'import { defineConfig, go, task } from "gowsl";',
    "",
    "export default defineConfig({",
    ...(goLine === undefined
      ? []
      : [`  // Which Go: ${goLine}. \`go: { version: "1.26.x" }\` would overrule it.`]),
    ...(builds.length === 0 ? [] : targets),
    "  tasks: {",
    ...tasks.flatMap(({ name, lines: [first, ...rest] }) => [`    ${key(name)}: ${first}`, ...rest]),
    "  },",
    "});",
    "",
  ].join("\n");
}

function buildTask(name: string, { dir, mains }: FoundModule): WrittenTask {
  const shown = mains.length > 3 ? `${mains.length} programs` : mains.map(programName(dir)).join(", ");
  return {
    name,
    lines: [
      "go.build({",
      `      description: ${text(`Build ${shown}`)},`,
      ...inDir(dir).map((setting) => `      ${setting},`),
      `      packages: ${list(patterns(mains))},`,
      '      // define: { "main.version": "{git.version}" },',
      "    }),",
    ],
  };
}

/** As `go build` names them, but for the module's own folder, whose name its path has. */
const programName = (dir: string) => (main: string) =>
  main !== "." ? main.split("/").at(-1)! : dir === "." ? "the program" : dir.split("/").at(-1)!;

/** `./cmd/...` where all programs lie in cmd; else each by itself. */
function patterns(mains: readonly string[]): string[] {
  if (mains.every((main) => main.startsWith("cmd/"))) return ["./cmd/..."];
  return mains.map((main) => (main === "." ? "." : `./${main}`));
}

function goTask(name: string, kind: string, description: string, dir: string): WrittenTask {
  const settings = [`description: ${text(description)}`, ...inDir(dir)].join(", ");
  return { name, lines: [`go.${kind}({ ${settings} }),`] };
}

const inDir = (dir: string): string[] => (dir === "." ? [] : [`dir: ${text(dir)}`]);

/** The tasks of all modules under one name. */
function groupOf(name: string, tasks: readonly WrittenTask[]): WrittenTask[] {
  if (tasks.length === 0) return [];
  const needs = tasks.map((each) => each.name);
  return [group(name, `${name === "build" ? "Build" : "Test"} all modules`, needs)];
}

function group(name: string, description: string, needs: readonly string[]): WrittenTask {
  return { name, lines: [`task({ description: ${text(description)}, needs: ${list(needs)} }),`] };
}

/** What tells the tasks of several modules apart: `:api`. A single one needs nothing. */
function suffixes(modules: readonly FoundModule[]): string[] {
  if (modules.length < 2) return modules.map(() => "");
  const taken = new Set<string>();
  return modules.map(({ dir }) => {
    const base = dir === "." ? "root" : dir.replace(/[^\w.-]+/g, "-").replace(/^[-.]+/, "");
    let name = base === "" ? "module" : base;
    for (let count = 2; taken.has(name); count++) name = `${base}-${count}`;
    taken.add(name);
    return `:${name}`;
  });
}

const text = (value: string): string => JSON.stringify(value);
const list = (values: readonly string[]): string => `[${values.map(text).join(", ")}]`;
const key = (name: string): string => (/^[a-z]\w*$/i.test(name) ? name : text(name));

/**
 * What an editor's TypeScript, 5.0 or newer, needs to check the config with nothing installed. DOM is there for
 * console, fetch and timers, which @types/node would have.
 */
export function tsconfigText(config: string, typesPath: string): string {
  return `{
  // For editors: the types of gowsl without node_modules. gowsl itself does not read this file.
  "compilerOptions": {
    "target": "ES2022",
    "lib": ["ES2023", "DOM"],
    "module": "ESNext",
    "moduleResolution": "bundler",
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "resolveJsonModule": true,
    "skipLibCheck": true,
    "paths": { "gowsl": ["./${typesPath}"] }
  },
  "include": [${text(config)}]
}
`;
}

/** The text with the lines that it lacks, in its own line ends; undefined where it has them all. */
export function withIgnored(current: string, above: string, folders: readonly string[]): string | undefined {
  const has = (lines: string, folder: string, anchored: boolean) =>
    lines
      .split(/\r?\n/)
      .map((line) => line.trim().replace(/^\*\*\//, ""))
      .some((line) =>
        [`${folder}/`, folder, ...(anchored ? [`/${folder}/`, `/${folder}`] : [])].includes(line),
      );
  const missing = folders.filter((folder) => !has(current, folder, true) && !has(above, folder, false));
  if (missing.length === 0) return undefined;
  const end = current.includes("\r\n") ? "\r\n" : "\n";
  const before = current === "" || current.endsWith("\n") ? current : current + end;
  return before + missing.map((folder) => `${folder}/${end}`).join("");
}

/** @param folder that of the config, relative to the repository. @param goFile go.mod or go.work, relative to it. */
export function workflowText(version: string, folder: string, goFile: string): string {
  const within =
    folder === "." ? "" : `    defaults:\n      run:\n        working-directory: ${text(folder)}\n`;
  return `# Written by gowsl init, and yours from now on.
name: gowsl

on:
  push:
    branches: [main, master]
  pull_request:

permissions:
  contents: read

jobs:
  ci:
    runs-on: ubuntu-latest
${within}    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: "24"
      - uses: actions/setup-go@v5
        with:
          go-version-file: ${text(goFile)}
      - run: npx --yes gowsl@${version} ci
`;
}
