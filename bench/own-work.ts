/**
 * What gowsl itself costs where others do the work: to start a process, to plan thousands of tasks, to pass
 * on a log of a gigabyte. Each beside what does the same without gowsl.
 */
import { rmSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { keep, writeFiles } from "./checkout.ts";
import { cacheFolder, measuredEnvironment, repository } from "./environment.ts";
import { gowslOnNode, gowslRuntimes, type Runtime } from "./gowsl.ts";
import { alternate, runProcess, type Contender, type Pace, type Run } from "./measure.ts";
import { gowslDid } from "./peers/gowsl.ts";
import { contenderNames, type ContenderResult } from "./result.ts";

/** How many processes are started to tell what one costs. */
const processes = 200;

/** A sample is what one more process costs: many of them less one of them, over their number. */
export async function measureProcesses(pace: Pace): Promise<ContenderResult[]> {
  const names = Array.from({ length: processes }, (_, index) => `p${index}`);
  const folder = ownProject(
    "processes",
    `const names = ${JSON.stringify(names)};

export default defineConfig({
  tasks: { ...Object.fromEntries(names.map((name) => [name, sh("true")])), many: task({ needs: names }) },
});
`,
  );
  const loop = path.join(repository, "bench", "spawn-loop.cjs");
  const contenders = gowslRuntimes().flatMap((runtime): Contender[] => [
    {
      ...own(runtime, folder, ["many"]),
      did: gowslDid,
      check: (run) => (gowslDid(run) === `${processes} ran` ? undefined : `it said "${gowslDid(run)}"`),
    },
    runtime === gowslOnNode
      ? {
          ...own(runtime, folder, []),
          name: contenderNames.spawnNode,
          argv: [process.execPath, loop, "many"],
        }
      : {
          ...own(runtime, folder, []),
          name: contenderNames.spawnBun,
          argv: [...runtime.argv, loop, "many"],
          // An executable of Bun is a Bun, too, when it is told so.
          env: { ...measuredEnvironment(), BUN_BE_BUN: "1" },
        },
  ]);
  const runOnce = (contender: Contender): Run => {
    const isGowsl = contender.argv.at(-2) !== loop;
    const withLast = (last: string) =>
      runProcess({ ...contender, argv: [...contender.argv.slice(0, -1), last] });
    const one = withLast(isGowsl ? "p0" : "1");
    const many = withLast(isGowsl ? "many" : String(processes));
    const code = one.code === 0 ? many.code : one.code;
    return { ...many, code, milliseconds: (many.milliseconds - one.milliseconds) / (processes - 1) };
  };
  return alternate(contenders, { ...pace, warmUps: 1 }, runOnce);
}

/** Planning, and beside it what each runtime takes to start. */
export async function measurePlanning(count: number, pace: Pace): Promise<ContenderResult[]> {
  const folder = ownProject(
    `planning-${count}`,
    `const nameOf = (index: number) => \`t\${index}\`;
const indexes = Array.from({ length: ${count} }, (_, index) => index);

export default defineConfig({
  tasks: Object.fromEntries(
    indexes.map((index) => {
      const needs = indexes.slice(10 * index + 1, 10 * index + 11).map(nameOf);
      return [nameOf(index), sh("true", { needs })];
    }),
  ),
});
`,
  );
  const contenders = gowslRuntimes().flatMap((runtime): Contender[] => [
    {
      ...own(runtime, folder, ["--version"]),
      name: `${runtime.name} --version`,
    },
    {
      ...own(runtime, folder, ["t0", "--dry-run", "--json"]),
      did: ({ stdout }) => `planned ${plannedSteps(stdout)} steps`,
      check: ({ stdout }) => (plannedSteps(stdout) === count ? undefined : "its plan has not all steps"),
    },
  ]);
  // With what an earlier run has kept, the config and gowsl's own code; `--dry-run` itself keeps nothing.
  for (const runtime of gowslRuntimes()) runProcess(own(runtime, folder, [`t${count - 1}`]));
  return alternate(contenders, { ...pace, warmUps: 2 });
}

function plannedSteps(json: string): number {
  return (JSON.parse(json) as { steps: unknown[] }).steps.length;
}

/** A step with a log of so many bytes, into a file, beside the same line without gowsl. */
export async function measureLog(bytes: number, pace: Pace): Promise<ContenderResult[]> {
  return alternate(logContenders(bytes), { ...pace, warmUps: 1 });
}

export function logContenders(bytes: number): Contender[] {
  const line = `yes ${"0123456789".repeat(8)} | head -c ${bytes}`;
  const folder = ownProject(
    `log-${bytes}`,
    // head ends before yes does, which pipefail would take for a failure.
    `export default defineConfig({ tasks: { log: sh(${JSON.stringify(`(${line}) || true`)}) } });\n`,
  );
  const file = path.join(folder, "log.txt");
  // To empty a file of a gigabyte takes half as long as to write it, and is nobody's work here.
  const prepare = () => rmSync(file, { force: true });
  const toFile = (argv: readonly string[]) => ["sh", "-c", '"$@" > log.txt 2>&1', "sh", ...argv];
  const check = () => {
    const { size } = statSync(file);
    return size >= bytes ? undefined : `its log has ${size} bytes, not ${bytes}`;
  };
  return [
    {
      ...own(gowslOnNode, folder, []),
      name: contenderNames.redirect,
      argv: toFile(["bash", "-c", line]),
      prepare,
      check,
    },
    ...gowslRuntimes().map((runtime) => {
      const contender = own(runtime, folder, ["log"]);
      return { ...contender, argv: toFile(contender.argv), prepare, check };
    }),
  ];
}

function own({ name, argv }: Runtime, folder: string, rest: readonly string[]): Contender {
  return { name, argv: [...argv, ...rest], cwd: folder, env: measuredEnvironment() };
}

function ownProject(name: string, config: string): string {
  const folder = path.join(cacheFolder, "projects", name);
  const texts = {
    "go.mod": "module example.com/own\n\ngo 1.21\n",
    "gowsl.config.mts": `import { defineConfig, sh, task } from "gowsl";\n\n${config}`,
  };
  keep(folder, JSON.stringify(texts), (draft) => writeFiles(draft, texts));
  return folder;
}
