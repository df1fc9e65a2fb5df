/**
 * What each road loads, as a module that Node loads first sees it: the fast answer nothing but itself, and no
 * command the code of another. Code that is not needed is paid by every run.
 */
import path from "node:path";
import { expect, it } from "vitest";
import { Checkout, onExecutable } from "./rig.ts";

const preload = `
const fs = require("node:fs");
const Module = require("node:module");
const load = Module._load;
Module._load = function (request, parent, isMain) {
  const file = Module.isBuiltin(request) ? "node:" + request.replace("node:", "") : Module._resolveFilename(request, parent, isMain);
  fs.appendFileSync(process.env.LOAD_LOG, file + "\\n");
  return load.call(this, request, parent, isMain);
};
`;

/** Parts of gowsl by their name, what is shared by parts without its number; packages by theirs. */
function nameOf(file: string): string {
  if (file.startsWith("node:")) return file;
  const [, dependency] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return dependency ?? path.basename(file).replace(/(-\w{8})?\.cjs$/, "");
}

/** Runs gowsl and tells what was loaded, each once. */
async function loadedBy(checkout: Checkout, argv: string[]) {
  const [hook, log] = ["../load-log/preload.cjs", "../load-log/log"];
  checkout.write(hook, preload);
  checkout.write(log, "");
  // What lib/host/kept-code.ts loads, Node's own loader does not see; it loads the same.
  const env = {
    NODE_OPTIONS: `--require=${checkout.path(hook)}`,
    LOAD_LOG: checkout.path(log),
    NODE_DISABLE_COMPILE_CACHE: "1",
  };
  const { code, stdout, stderr } = await checkout.run(argv, { env });
  const names = checkout
    .read(log)
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [nameOf(line)]));
  const loaded = [...new Set(names)].toSorted();
  return {
    code,
    stdout,
    stderr,
    builtins: loaded.filter((name) => name.startsWith("node:")),
    parts: loaded.filter((name) => !name.startsWith("node:")),
  };
}

/** Of Node: what reaches networks and archives, and what reads lines from who is asked. */
const far = ["node:http", "node:https", "node:http2", "node:tls", "node:dns", "node:zlib", "node:readline"];

// Bun tells nobody what it loads from within an executable: this holds for all tests here.
it.skipIf(onExecutable)("each road loads what it needs", async () => {
  const checkout = Checkout.of("greeting");
  checkout.remove("gowsl.config.ts");

  const full = await loadedBy(checkout, ["build"]);
  expect(full).toMatchObject({ code: 0, stderr: expect.stringContaining("built") as string });
  // Neither the network nor archives, neither tsx nor the other commands; processes are started with the last five.
  expect(full.parts.filter((part) => part !== "kept-code")).toEqual([
    "chunk",
    "cross-spawn",
    "gowsl",
    "isexe",
    "main",
    "on-project",
    "path-key",
    "run-tasks",
    "shebang-command",
    "shebang-regex",
    "tasks",
    "which",
  ]);
  expect(full.builtins.filter((name) => far.includes(name))).toEqual([]);

  const fast = await loadedBy(checkout, ["build"]);
  expect(fast).toMatchObject({ code: 0, stderr: expect.stringContaining("up to date") as string });
  expect(fast.parts).toEqual(["gowsl"]);
  expect(fast.builtins).toEqual(["node:fs", "node:module", "node:process"]);

  // There and back: the earlier answer comes with code of its own, and none of the full road's.
  const source = checkout.read("internal/words/words.go");
  checkout.append("internal/words/words.go", "\nvar More = 1\n");
  expect((await loadedBy(checkout, ["build"])).stderr).toContain("built");
  checkout.write("internal/words/words.go", source);
  const back = await loadedBy(checkout, ["build"]);
  expect(back).toMatchObject({ code: 0, stderr: expect.stringContaining("restored") as string });
  expect(back.parts).toEqual(["gowsl", "restore"]);
  expect(back.builtins).toEqual([
    "node:crypto",
    "node:fs",
    "node:module",
    "node:os",
    "node:path",
    "node:process",
  ]);

  const version = await loadedBy(checkout, ["--version"]);
  expect(version.parts).toEqual(["chunk", "gowsl", "package"]);
  const help = await loadedBy(checkout, ["help"]);
  expect(help.parts.filter((part) => part !== "kept-code")).toEqual([
    "chunk",
    "gowsl",
    "help",
    "main",
    "tasks",
  ]);
  for (const { builtins } of [version, help]) expect(builtins).not.toContain("node:child_process");
});

it.skipIf(onExecutable)("a config that came out before is not evaluated, but for its functions", async () => {
  const checkout = Checkout.of("greeting");
  const config = (more: string) => `import { go, sh, task } from "gowsl";
import { word } from "./tasks/word.ts";
export default {
  tasks: {
    build: go.build(),
    say: sh("echo " + word),
    greet: task({ run: ({ log }) => log("hello " + word) }),
    bump: sh("echo 'export const word = 2;' > tasks/word.ts"),
    release: task({ needs: ["bump"], run: ({ log }) => log("released " + word) }),
  },
};
${more}`;
  checkout.write("tasks/word.ts", `export const word = "one";`);
  checkout.write("gowsl.config.ts", config(""));
  const isEvaluated = ({ parts }: { parts: string[] }) => parts.includes("tsx");

  const first = await loadedBy(checkout, ["list"]);
  const again = await loadedBy(checkout, ["list"]);
  expect([first, again].map(isEvaluated)).toEqual([true, false]);
  expect(again.stdout).toBe(first.stdout);
  expect(again.stdout).toContain("echo one");
  // What is told of tasks that are none, and what runs, need it as little.
  for (const argv of [["gret"], ["say"], ["greet", "--dry-run"]]) {
    expect(isEvaluated(await loadedBy(checkout, argv)), argv[0]).toBe(false);
  }
  const greet = await loadedBy(checkout, ["greet"]);
  expect(greet).toMatchObject({ code: 0, stdout: expect.stringContaining("hello one") as string });
  expect(isEvaluated(greet)).toBe(true);

  checkout.write("tasks/word.ts", `export const word = "two";`);
  const changed = await loadedBy(checkout, ["list"]);
  expect(isEvaluated(changed)).toBe(true);
  expect(changed.stdout).toContain("echo two");

  // Evaluated before anything runs: what runs may change it.
  expect(isEvaluated(await loadedBy(checkout, ["list"]))).toBe(false);
  const release = await loadedBy(checkout, ["release"]);
  expect(release).toMatchObject({ code: 0, stdout: expect.stringContaining("released two") as string });

  // What one config does while it is evaluated the other may see: they are kept together.
  checkout.write("gowsl.config.ts", `export default { include: { api: "api" } };`);
  const api = (said: string) =>
    `export default { tasks: { x: { kind: "function", run: ({ log }) => log("${said}") } } };`;
  checkout.write("api/gowsl.config.ts", api("one"));
  const listed = await loadedBy(checkout, ["list"]);
  expect(await loadedBy(checkout, ["list"])).toMatchObject({ code: 0, stdout: listed.stdout });
  expect(isEvaluated(listed)).toBe(true);
  expect(isEvaluated(await loadedBy(checkout, ["list"]))).toBe(false);
  expect((await loadedBy(checkout, ["api:x"])).stdout).toContain("one");
  checkout.write("api/gowsl.config.ts", api("two"));
  expect((await loadedBy(checkout, ["api:x"])).stdout).toContain("two");
  checkout.remove("api/gowsl.config.ts");
  expect((await loadedBy(checkout, ["list"])).stderr).toContain("there is no gowsl.config.ts in api");

  // What it says it says each time.
  checkout.write("gowsl.config.ts", config(`console.log("loading");`));
  const said = [await loadedBy(checkout, ["list"]), await loadedBy(checkout, ["list"])];
  expect(said.map(({ stderr }) => stderr.match(/loading/g))).toEqual([["loading"], ["loading"]]);
});
