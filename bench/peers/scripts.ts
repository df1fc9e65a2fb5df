/**
 * The two that read package.json: Turborepo and wireit. Both are started without npm before them, which
 * users would have to wait for, too.
 */
import type { Layout, Peer } from "../peer.ts";
import { contenderNames } from "../result.ts";
import { buildsOf, shellLine } from "../targets.ts";
import { programOf } from "../tools.ts";
import path from "node:path";
import process from "node:process";

const turboOut = "bench-turbo";
const wireitOut = "bench-wireit";
const files = ["**/*.go", "go.mod", "go.sum"];
const scopes = ["one", "six"] as const;

export const scriptPeers: readonly Peer[] = [
  {
    name: contenderNames.turbo,
    tool: "Turborepo",
    scopes: { nothing: ["one", "six"], work: ["one"] },
    out: { one: turboOut, six: turboOut },
    files: (layout) => ({ ...packageFiles(layout), "turbo.json": json(turboFile(layout)) }),
    argv: (scope, project) => {
      const tasks = buildsOf(scope, project, turboOut).map(({ id }) => `turbo-${id}`);
      return [...turboCommand(tasks), "--single-package"];
    },
    env: () => turboEnvironment,
    did: didTurbo,
  },
  {
    name: contenderNames.wireit,
    tool: "wireit",
    scopes: { nothing: ["one", "six"], work: ["one"] },
    out: { one: wireitOut, six: wireitOut },
    files: packageFiles,
    argv: () => [process.execPath, programOf("wireit")],
    env: (scope, { folder }) => wireitEnvironment(folder, `wireit-${scope}`),
    did: didWireit,
  },
];

/** Its own environment mode would leave out the caches of Go, its infer step look for another turbo. */
export function turboCommand(tasks: readonly string[]): string[] {
  return [programOf("Turborepo"), "run", ...tasks, "--env-mode=loose", "--skip-infer"];
}

export const turboEnvironment = {
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  // It starts what it runs by npm.
  npm_config_update_notifier: "false",
};

/** What npm would tell it. */
export function wireitEnvironment(folder: string, script: string): Record<string, string> {
  return {
    npm_lifecycle_event: script,
    npm_package_json: path.join(folder, "package.json"),
    npm_config_user_agent: "npm/11.0.0",
  };
}

/** `Cached: 6 cached, 6 total`. */
export function didTurbo({ stdout }: { stdout: string }): string {
  const [, cached, total] = /Cached:\s+(\d+) cached, (\d+) total/.exec(stdout) ?? [];
  return cached === undefined ? "" : `${cached} of ${total} from its cache`;
}

/** `Ran 1 script and skipped 0`. It does not say what it restored. */
export function didWireit({ stdout }: { stdout: string }): string {
  const [, ran, skipped] = /Ran (\d+) scripts? and skipped (\d+)/.exec(stdout) ?? [];
  return ran === undefined ? "" : `ran ${ran}, skipped ${skipped}`;
}

function packageFiles(layout: Layout): Record<string, string> {
  const turbo = scopes.flatMap((scope) => buildsOf(scope, layout, turboOut));
  const wireit = scopes.flatMap((scope) => buildsOf(scope, layout, wireitOut));
  const group = scopes.map((scope) => [
    `wireit-${scope}`,
    { dependencies: buildsOf(scope, layout, wireitOut).map(({ id }) => `wireit-${id}`) },
  ]);
  const content = {
    name: "benchmark",
    private: true,
    packageManager: "npm@11.0.0",
    scripts: Object.fromEntries([
      ...turbo.map((build) => [`turbo-${build.id}`, shellLine(build)]),
      ...wireit.map(({ id }) => [`wireit-${id}`, "wireit"]),
      ...scopes.map((scope) => [`wireit-${scope}`, "wireit"]),
    ]),
    wireit: Object.fromEntries([
      ...wireit.map((build) => [
        `wireit-${build.id}`,
        {
          command: shellLine(build),
          files,
          output: [build.artifact],
          packageLocks: [],
        },
      ]),
      ...group,
    ]),
  };
  return { "package.json": json(content), "package-lock.json": lockFile("benchmark") };
}

function turboFile(layout: Layout): unknown {
  const each = scopes.flatMap((scope) => buildsOf(scope, layout, turboOut));
  return {
    tasks: Object.fromEntries(
      each.map(({ id, artifact }) => [`turbo-${id}`, { inputs: files, outputs: [artifact] }]),
    ),
  };
}

/** Turborepo complains where there is none. */
export function lockFile(name: string): string {
  return json({ name, lockfileVersion: 3, requires: true, packages: { "": { name } } });
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
