/** Whether a config comes out the same each time, as its text tells: what is doubtful is a no. */
import { describe, expect, it } from "vitest";
import { isRepeatable } from "../../../lib/config/repeatable.ts";

const config = "gowsl.config.ts";
const of = (text: string, rest: Record<string, string> = {}) => isRepeatable({ [config]: text, ...rest });

describe("a config is repeatable", () => {
  it.each<[what: string, text: string]>([
    ["nothing", ""],
    ["a usual one", `import { defineConfig, go } from "gowsl";\nexport default defineConfig({ tasks: {} });`],
    ["local files", `import a from "./a.ts"; export * from '../b/c.ts'; import "./d.ts";`],
    ["types of local files", `import type { A } from "./a.ts"; import { type B } from "./b.ts";`],
    ["a JSON file", `import targets from "./targets.json" with { type: "json" };`],
    ["paths", `import path from "node:path"; import { fileURLToPath } from "node:url"; path.join("a", "b");`],
    ["paths by their old names", `import path from "path"; import url from "url";`],
    ["the system", `export default { targets: [process.platform + "/" + process . arch] };`],
    ["a line comment about the time", `// Date.now() is not used\nexport default {};`],
    ["a block comment about the time", `/* Date.now()\n fetch() */\nexport default {};`],
    ["a line comment with indent", `export default {\n  // Date.now()\n};`],
    ["a word that is the clock's, too", `sh("true", { description: "Start Temporal here" });`],
    ["words that only begin so", `const Dates = 1, prefetch = 2, processor = 3, evaluate = 4;`],
  ])("with %s", (_, text) => {
    expect(of(text)).toEqual({ ok: true, variables: [] });
  });
});

describe("a config may come out differently", () => {
  it.each<[what: string, text: string, uses: string]>([
    ["the clock", `const version = new Date().toISOString();`, "uses Date"],
    ["another clock", `performance.now();`, "uses performance"],
    ["the clock of newer engines", `Temporal.Now.instant();`, "uses Temporal"],
    ["what a browser would have kept", `localStorage.getItem("a");`, "uses localStorage"],
    ["another thread", `new Worker("data:text/javascript,1");`, "uses newWorker"],
    ["chance", `Math.random();`, "uses Math.random"],
    ["chance over two lines", `Math\n  .random();`, "uses Math.random"],
    ["more chance", `crypto.randomUUID();`, "uses crypto"],
    ["the network", `await fetch("https://example.com/version");`, "uses fetch"],
    ["files", `import { readFileSync } from "node:fs";`, "imports node:fs"],
    ["files by their old name", `import fs from 'fs';`, "imports fs"],
    ["files for their effect", `import"node:fs";`, "imports node:fs"],
    [
      "files over several lines",
      `import {\n  readFileSync,\n  statSync,\n} from "node:fs";`,
      "imports node:fs",
    ],
    ["files that are passed on", `export { readFileSync } from "node:fs";`, "imports node:fs"],
    ["all files that are passed on", `export * as fs from "node:fs";`, "imports node:fs"],
    ["files on demand", `const fs = await import("node:fs");`, "uses import("],
    ["files by require", `const fs = require("node:fs");`, "uses require"],
    ["its own place", `import.meta.dirname;`, "uses import."],
    ["programs", `import { execSync } from "node:child_process";`, "imports node:child_process"],
    ["a package", `import { glob } from "glob";`, "imports glob"],
    ["a package with a scope", `import x from "@me/x";`, "imports @me/x"],
    ["an absolute path", `import x from "/etc/x.ts";`, "imports /etc/x.ts"],
    ["the arguments", `process.argv.includes("--fast");`, "uses process"],
    ["the folder", `process.cwd();`, "uses process"],
    ["all of the environment", `const all = { ...process.env };`, "uses process"],
    ["a part of the environment", `const { CI } = process.env;`, "uses process"],
    ["a variable whose name is made", 'process.env["A" + name]; process.env[`B`];', "uses process"],
    ["the environment of another process", `const { env } = process;`, "uses process"],
    ["the environment by import", `import { env } from "node:process";`, "imports node:process"],
    ["everything there is", `globalThis["Da" + "te"].now();`, "uses globalThis"],
    ["made code", `new Function("return 1")();`, "uses Function"],
    ["made code by a constructor", `(() => {}).constructor("return 1")();`, "uses constructor"],
    ["evaluated code", `eval("1");`, "uses eval"],
    ["the language of the user", `new Intl.NumberFormat();`, "uses Intl"],
    ["how that writes numbers", `(1234.5).toLocaleString();`, "uses toLocaleString"],
    ["how that sorts", `names.sort((a, b) => a.localeCompare(b));`, "uses localeCompare"],
    ["the clock in a template", "const version = `v${Date.now()}`;", "uses Date"],
    ["a word in a comment behind code, which might be a string", `const a = 1; // new Date()`, "uses Date"],
    ["the clock behind what looks like a comment", `const url = "http://x"; Date.now();`, "uses Date"],
    ["the clock behind a string with a comment's begin", `const glob = "/*"; Date.now(); // */`, "uses Date"],
    ["a word in a string, which might be one that is evaluated", `sh("git fetch");`, "uses fetch"],
    ["the clock of an event", `new Event("x").timeStamp;`, "uses Event"],
    ["the clock of another event", `new CustomEvent("x").timeStamp;`, "uses CustomEvent"],
    ["the clock of a file", `new File([], "x").lastModified;`, "uses File"],
    ["the time that a signal takes", `AbortSignal.timeout(1);`, "uses AbortSignal"],
    ["everything there is by another name", `self["Da" + "te"].now();`, "uses self"],
    ["a package by a path", `import a from "./node_modules/a/b.mjs";`, "imports ./node_modules/a/b.mjs"],
    ["a package above", `export * from "../node_modules/a/";`, "imports ../node_modules/a/"],
    ["a package by an escape", `import a from "./node%5fmodules/a.mjs";`, "imports ./node%5fmodules/a.mjs"],
    ["a method of the environment", `process.env.hasOwnProperty("CI");`, "uses process.env.hasOwnProperty"],
    ["a method by its name", `process.env["toString"]();`, "uses process.env.toString"],
    ["all of the environment by a method", `process.env.valueOf();`, "uses process.env.valueOf"],
    ["a variable that is called", `process.env.A?.(1);`, "uses process.env.A"],
  ])("with %s", (_, text, uses) => {
    expect(of(text)).toEqual({ ok: false, reason: `${config} ${uses}` });
  });

  /** What is taken for a comment hides what follows. */
  it.each<[what: string, text: string]>([
    [
      "the clock between regular expressions with /*",
      'const a = b.replace(/\\/*$/, "");\nDate.now();\n/** c */',
    ],
    ["the clock behind a regular expression with //", "const a = /^https:\\/\\//.test(b) ? Date.now() : 0;"],
    ["the clock in a template in a template", "const a = `${b ? `https://x/${Date.now()}` : 0}`;"],
    ["files on demand behind a comment", 'await import/**/("node:fs");'],
    ["its own place behind a comment", "import // a\n.meta.dirname;"],
    ["the clock by an escape", "\\u0044ate.now();"],
    ["the clock by an escape in a string", 'made["\\x44ate"]'],
    ["a file by an escape", 'import a from "./n\\ode_modules/a.mjs";'],
    ["chance by another name", "const { random } = Math; random();"],
    ["chance by a computed name", 'Math["random"]();'],
  ])("with %s", (_, text) => {
    expect(of(text).ok).toBe(false);
  });

  it.each<[what: string, text: string]>([
    ["the clock between two comments in a line", "/* a */ Date.now(); /* b */"],
    ["the clock between two comments in two lines", "/* a */ Date.now();\n/* b */"],
    ["the clock behind a comment that ends behind //", "/*\n// */ Date.now();"],
    ["files by names with a comment", `import {\n  a, // don't\n} from "node:fs";`],
    ["files behind comments", `import /* all */ fs /* of */ from /* it */ "node:fs";`],
  ])("with %s", (_, text) => {
    expect(of(text).ok).toBe(false);
  });

  it.each([
    `process.env.A = "1";`,
    `process.env["A"] = "1";`,
    `process.env.A! = "1";`,
    `(process.env.A as string) = "1";`,
    `process.env.A /* a */ = "1";`,
    `process.env.A ??= "1";`,
    `process.env.A += "1";`,
    `process.env.A >>>= 1;`,
    `process.env.A++;`,
    `--process.env.A;`,
    `delete process.env.A;`,
    `delete /* a */ (process.env["A"]);`,
    `[process.env.A, b] = ["1", 2];`,
    `({ a: process.env.A } = { a: "1" });`,
    `for (process.env.A of ["1"]);`,
    `Object.assign(process.env, { A: "1" });`,
  ])("as it changes the environment: %s", (text) => {
    expect(of(text).ok).toBe(false);
  });

  it("by any of its files, which is named", () => {
    const rest = { "a.ts": "export const a = 1;", "b.mts": "Date.now();" };
    expect(of(`import "./a.ts"; import "./b.mts";`, rest)).toEqual({ ok: false, reason: "b.mts uses Date" });
  });

  it("but not by the words of a JSON file", () => {
    expect(of("", { "words.json": '{ "Date": "fetch" }' })).toEqual({ ok: true, variables: [] });
  });
});

describe("the variables that a config reads", () => {
  it.each<[text: string, variables: string[]]>([
    ["process.env.VERSION", ["VERSION"]],
    ['process.env["VERSION"]', ["VERSION"]],
    ["process.env['VERSION']", ["VERSION"]],
    ["process\n  .env\n  .VERSION", ["VERSION"]],
    ["process.env [ 'VERSION' ]", ["VERSION"]],
    ["process.env.B ?? process.env.A; process.env.B", ["A", "B"]],
    ["`${process.env.VERSION}`", ["VERSION"]],
    ["// process.env.VERSION", []],
    ["process.env.V_A$B", ["V_A$B"]],
    ["process.env.V_AÄ + 1", ["V_AÄ"]],
    ['process.env.A === "1" || process.env.B == "2" || process.env.C! !== "3"', ["A", "B", "C"]],
    ["const a = { b: process.env.A }; const { c } = a;", ["A"]],
    ["(a = process.env.A) => a", ["A"]],
    ['sh("C:\\\\users", { env: { A: process.env.A } })', ["A"]],
  ])("%s", (text, variables) => {
    expect(of(text)).toEqual({ ok: true, variables });
  });

  it("are those of all its files", () => {
    expect(of("process.env.B", { "a.ts": "process.env.A" })).toEqual({ ok: true, variables: ["A", "B"] });
  });

  it.each([
    ['const a = /^https:\\/\\//.test(process.env.URL ?? "");', "URL"],
    ["const a = `${b ? `https://${process.env.HOST}` : 0}`;", "HOST"],
  ])("are found behind what is no comment: %s", (text, name) => {
    expect(of(text)).toEqual({ ok: true, variables: [name] });
  });
});
