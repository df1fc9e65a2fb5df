/**
 * Holds the import table of DESIGN.md: who may import whom, and who may touch the machine. Reads every
 * import of lib/ and tasks/ with a parser: static, of types, dynamic.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parsers } from "prettier/plugins/typescript";
import { describe, expect, it } from "vitest";

/** Everything below the command line. */
const lower = ["model", "host", "go", "toolchain", "config", "graph", "cache", "run", "report"].map(
  (folder) => `lib/${folder}`,
);

/** What each layer may import beside itself. A layer is a folder of lib/, a file of lib/, or tasks/. */
const layers: Readonly<Record<string, readonly string[]>> = {
  "lib/model": [],
  "lib/host": ["lib/model"],
  "lib/go": ["lib/model", "lib/host"],
  "lib/toolchain": ["lib/go", "lib/host", "lib/model"],
  "lib/config": ["lib/model", "lib/go", "lib/host"],
  "lib/graph": ["lib/model", "lib/go"],
  "lib/cache": ["lib/model", "lib/host"],
  "lib/run": ["lib/cache", "lib/host", "lib/graph", "lib/model"],
  "lib/report": ["lib/model"],
  "lib/cli": [...lower, "lib/index.ts"],
  "lib/index.ts": ["lib/model", "lib/config", "lib/go"],
  tasks: ["lib/index.ts"],
  "lib/main.ts": [...lower, "lib/cli", "lib/index.ts", "tasks"],
};

/** Builtins that touch nothing beyond their arguments (but path.resolve, which looks at the folder). */
const harmlessBuiltins = ["node:path", "node:url"];

/** The one home of each package; `lib/host` is that of all builtins with effects, too. */
const packageHomes: Readonly<Record<string, string>> = {
  zx: "lib/host",
  tsx: "lib/host",
  "cross-spawn": "lib/host",
  tar: "lib/host",
  yauzl: "lib/host",
  "node-fetch": "lib/host",
  picomatch: "lib/host",
  ignore: "lib/host",
  "http-proxy-agent": "lib/host",
  "https-proxy-agent": "lib/host",
  /** The running gowsl itself, as it is handed to a config in the executable. */
  gowsl: "lib/host/config-bun.ts",
  cac: "lib/cli/arguments.ts",
  "@opentelemetry/api": "lib/host",
  "@opentelemetry/sdk-trace-base": "lib/host",
  "@opentelemetry/exporter-trace-otlp-proto": "lib/host",
  "@opentelemetry/resources": "lib/host",
};

const longestFile = 300;

interface Import {
  line: number;
  /** Undefined for `import(expression)`: nobody can say what that loads. */
  source: string | undefined;
}

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const files = ["lib", "tasks"].flatMap(sourcesBelow);

function sourcesBelow(folder: string): string[] {
  return readdirSync(path.join(repository, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sourcesBelow(file);
      return /\.[cm]?[jt]sx?$/.test(entry.name) ? [file] : [];
    })
    .toSorted();
}

function textOf(file: string): string {
  return readFileSync(path.join(repository, file), "utf8").replaceAll("\r\n", "\n");
}

/** Every import of a source text, in order. */
function importsOf(text: string): Import[] {
  const imports: Import[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const { type, loc, source, moduleReference, callee, arguments: given } = node as SyntaxNode;
    const literal = (from: SyntaxNode | null | undefined) =>
      imports.push({
        line: loc!.start.line,
        source: typeof from?.value === "string" ? from.value : undefined,
      });
    if (type === "ImportExpression") literal(source);
    else if (/^(Import|Export)\w*Declaration$|^TSImportType$/.test(type ?? "") && source) literal(source);
    else if (type === "TSImportEqualsDeclaration" && moduleReference?.expression)
      literal(moduleReference.expression);
    else if (type === "CallExpression" && callee?.name === "require") literal(given?.[0]);
    for (const [name, child] of Object.entries(node)) {
      if (name !== "tokens" && name !== "comments" && name !== "loc") visit(child);
    }
  };
  // Prettier's parser looks at nothing of its options but the name of the file.
  const options = { filepath: "source.ts" } as Parameters<typeof parsers.typescript.parse>[1];
  visit(parsers.typescript.parse(text, options));
  return imports;
}

interface SyntaxNode {
  type?: string;
  loc?: { start: { line: number } };
  name?: string;
  value?: unknown;
  source?: SyntaxNode | null;
  expression?: SyntaxNode;
  moduleReference?: SyntaxNode;
  callee?: SyntaxNode;
  arguments?: SyntaxNode[];
}

function layerOf(file: string): string {
  return Object.keys(layers).find((layer) => file === layer || file.startsWith(`${layer}/`)) ?? "no layer";
}

/** What is wrong with an import, as a sentence that names it; undefined if nothing is. */
function offence(file: string, { line, source }: Import): string | undefined {
  const place = `${file}:${line}`;
  const layer = layerOf(file);
  if (source === undefined) {
    return layer === "lib/host" ? undefined : `${place}: only lib/host may import what an expression says`;
  }
  if (source.startsWith(".")) {
    const imported = path.posix.join(path.posix.dirname(file), source);
    const theirs = layerOf(imported);
    if (theirs === layer || layers[layer]?.includes(theirs)) return undefined;
    const allowed = layers[layer]?.join(", ") || "nothing";
    return `${place}: ${layer} may not import ${imported} (${theirs}); it may import ${allowed}`;
  }
  if (harmlessBuiltins.includes(source)) return undefined;
  const name = source.startsWith("@") ? source.split("/").slice(0, 2).join("/") : source.split("/")[0]!;
  // Builtins are written with node:, else they have no home.
  const home = source.startsWith("node:") ? "lib/host" : packageHomes[name];
  if (home === undefined) return `${place}: the package ${source} has no home in the table`;
  return layer === home || file === home ? undefined : `${place}: ${source} is imported only by ${home}`;
}

describe("layers", () => {
  it("has sources to look at", () => {
    expect(files).toContain("lib/main.ts");
    expect(files).toContain("tasks/index.ts");
  });

  it("gives every file a layer of the table", () => {
    expect(files.filter((file) => layerOf(file) === "no layer")).toEqual([]);
  });

  it("lets each file import only what its layer may", () => {
    const offences = files.flatMap((file) =>
      importsOf(textOf(file)).flatMap((each) => offence(file, each) ?? []),
    );
    expect(offences).toEqual([]);
  });

  it("has each file say first what it does", () => {
    const silent = files.filter((file) => {
      const [, comment = ""] = /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(textOf(file)) ?? [];
      return (
        comment
          .replaceAll(/[\s*]+/g, " ")
          .trim()
          .split(" ").length < 5
      );
    });
    expect(silent).toEqual([]);
  });

  it(`has no file of lib/ over ${longestFile} lines`, () => {
    const long = files
      .filter((file) => file.startsWith("lib/"))
      .map((file) => ({ file, lines: textOf(file).trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > longestFile);
    expect(long).toEqual([]);
  });
});

describe("importsOf", () => {
  it.each<[string, (string | undefined)[]]>([
    [`import a, { b } from "x";`, ["x"]],
    [`import type { A } from "x";`, ["x"]],
    [`import "x";`, ["x"]],
    [`import {\n  a,\n  b,\n} from 'x';`, ["x"]],
    [`export * from "x"; export type { A } from "y"; export const z = 1;`, ["x", "y"]],
    [`type A = import("x").A;`, ["x"]],
    [`const a = async () => (await import("x")).a;`, ["x"]],
    [`import a = require("x"); const b = require("y");`, ["x", "y"]],
    [`const a = import(name);`, [undefined]],
    [`// import "x"\nconst a = 'import "y"';\n/** import "z" */`, []],
  ])("%j", (text, sources) => {
    expect(importsOf(text).map(({ source }) => source)).toEqual(sources);
  });
});

describe("offence", () => {
  it.each<[file: string, source: string | undefined, offence: string | undefined]>([
    ["lib/model/a.ts", "./b.ts", undefined],
    [
      "lib/model/a.ts",
      "../host/b.ts",
      "lib/model/a.ts:1: lib/model may not import lib/host/b.ts (lib/host); it may import nothing",
    ],
    ["lib/model/a.ts", "node:path", undefined],
    ["lib/go/a.ts", "node:fs", "lib/go/a.ts:1: node:fs is imported only by lib/host"],
    ["lib/go/a.ts", "fs", "lib/go/a.ts:1: the package fs has no home in the table"],
    [
      "lib/go/a.ts",
      "../main.ts",
      "lib/go/a.ts:1: lib/go may not import lib/main.ts (lib/main.ts); it may import lib/model, lib/host",
    ],
    ["lib/host/a.ts", "node:fs/promises", undefined],
    ["lib/host/a.ts", "tsx/esm/api", undefined],
    ["lib/run/a.ts", "zx", "lib/run/a.ts:1: zx is imported only by lib/host"],
    ["lib/cli/arguments.ts", "cac", undefined],
    ["lib/cli/main.ts", "cac", "lib/cli/main.ts:1: cac is imported only by lib/cli/arguments.ts"],
    [
      "lib/cli/main.ts",
      "../../tasks/index.ts",
      `lib/cli/main.ts:1: lib/cli may not import tasks/index.ts (tasks); it may import ${layers["lib/cli"]!.join(", ")}`,
    ],
    ["lib/run/a.ts", undefined, "lib/run/a.ts:1: only lib/host may import what an expression says"],
    ["lib/main.ts", "../tasks/index.ts", undefined],
    ["tasks/index.ts", "../lib/index.ts", undefined],
    [
      "tasks/index.ts",
      "../lib/config/define.ts",
      "tasks/index.ts:1: tasks may not import lib/config/define.ts (lib/config); it may import lib/index.ts",
    ],
  ])("%s imports %s", (file, source, expected) => {
    expect(offence(file, { line: 1, source })).toBe(expected);
  });
});
