/**
 * What each road loads, as a module that Node loads first sees it: the fast answer nothing but itself, and no
 * command the code of another. Code that is not needed is paid by every run.
 */
import path from "node:path";
import { expect, it } from "vitest";
import { Checkout } from "./rig.ts";

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
  const env = { NODE_OPTIONS: `--require=${checkout.path(hook)}`, LOAD_LOG: checkout.path(log) };
  const { code, stderr } = await checkout.run(argv, { env });
  const names = checkout
    .read(log)
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [nameOf(line)]));
  const loaded = [...new Set(names)].toSorted();
  return {
    code,
    stderr,
    builtins: loaded.filter((name) => name.startsWith("node:")),
    parts: loaded.filter((name) => !name.startsWith("node:")),
  };
}

/** Of Node: what reaches networks and archives. */
const far = ["node:http", "node:https", "node:http2", "node:tls", "node:dns", "node:zlib"];

it("each road loads what it needs", async () => {
  const checkout = Checkout.of("greeting");
  checkout.remove("gowsl.config.ts");

  const full = await loadedBy(checkout, ["build"]);
  expect(full).toMatchObject({ code: 0, stderr: expect.stringContaining("built") as string });
  // Neither the network nor archives, neither tsx nor the other commands; processes are started with the last five.
  expect(full.parts).toEqual([
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

  const version = await loadedBy(checkout, ["--version"]);
  expect(version.parts).toEqual(["chunk", "gowsl", "package"]);
  const help = await loadedBy(checkout, ["help"]);
  expect(help.parts).toEqual(["chunk", "gowsl", "help", "main", "tasks"]);
  for (const { builtins } of [version, help]) expect(builtins).not.toContain("node:child_process");
});
