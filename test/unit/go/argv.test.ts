import { describe, expect, it } from "vitest";
import {
  artifactSuffix,
  buildArguments,
  canDefine,
  goSuffix,
  programName,
  settingsForTarget,
  testArguments,
  vetArguments,
  writesHeader,
} from "../../../lib/go/argv.ts";
import { parseTarget, type Target } from "../../../lib/model/target.ts";
import type { GoBuildOptions, GoTestOptions } from "../../../lib/model/task.ts";

function target(text: string): Target {
  return parseTarget(text) as Target;
}

describe("buildArguments", () => {
  it.each<[what: string, options: GoBuildOptions, flags: string[]]>([
    ["nothing", {}, []],
    ["race", { race: true }, ["-race"]],
    ["buildmode", { buildmode: "c-shared" }, ["-buildmode=c-shared"]],
    ["tags", { tags: ["netgo", "osusergo"] }, ["-tags=netgo,osusergo"]],
    ["no tags", { tags: [] }, []],
    [
      "flags of the tools",
      { gcflags: "all=-N -l", asmflags: "-S", ldflags: "-s -w" },
      ["-gcflags=all=-N -l", "-asmflags=-S", "-ldflags=-s -w"],
    ],
    ["further flags, as they are", { flags: ["-x", "-mod=mod"] }, ["-x", "-mod=mod"]],
    ["define", { define: { "main.v": "1" } }, ["-ldflags=-X main.v=1"]],
    [
      "define, sorted",
      { define: { "main.b": "2", "main.B": "1", "main.a": "3" } },
      ["-ldflags=-X main.B=1 -X main.a=3 -X main.b=2"],
    ],
    ["define behind ldflags", { ldflags: "-s", define: { "main.v": "1" } }, ["-ldflags=-s -X main.v=1"]],
    ["define, empty", { define: { "main.v": "" } }, ["-ldflags=-X main.v="]],
    ["define, none", { define: {} }, []],
  ])("%s", (_, options, flags) => {
    expect(buildArguments(options, target("linux/amd64"), false, []).flags).toEqual([
      "-buildvcs=false",
      ...flags,
    ]);
  });

  it.each<[what: string, options: GoBuildOptions, byDefault: boolean, flags: string[]]>([
    ["of cross", {}, true, ["-buildvcs=false", "-trimpath"]],
    ["of build", {}, false, ["-buildvcs=false"]],
    ["that the task sets", { trimpath: true }, false, ["-buildvcs=false", "-trimpath"]],
    ["that the task turns off", { trimpath: false }, true, ["-buildvcs=false"]],
    ["and Go's own stamp", { buildvcs: true }, true, ["-buildvcs=true", "-trimpath"]],
  ])("trimpath %s", (_, options, byDefault, flags) => {
    expect(buildArguments(options, target("linux/amd64"), byDefault, []).flags).toEqual(flags);
  });

  it("puts the arguments of the command line last, where they win", () => {
    const { flags } = buildArguments({ flags: ["-x"] }, target("linux/amd64"), false, ["-tags=a", "-v"]);
    expect(flags).toEqual(["-buildvcs=false", "-x", "-tags=a", "-v"]);
  });

  it.each<[what: string, options: GoBuildOptions, environment: Record<string, string>]>([
    ["nothing", {}, {}],
    ["cgo on", { cgo: true }, { CGO_ENABLED: "1" }],
    ["cgo off", { cgo: false }, { CGO_ENABLED: "0" }],
    ["env", { env: { CC: "clang" }, cgo: true }, { CGO_ENABLED: "1", CC: "clang" }],
    ["env comes after cgo", { env: { CGO_ENABLED: "1" }, cgo: false }, { CGO_ENABLED: "1" }],
  ])("environment: %s", (_, options, environment) => {
    expect(buildArguments(options, target("linux/amd64"), false, []).environment).toEqual(environment);
  });

  it("does not change the options", () => {
    const options = {
      tags: ["a"],
      define: { "main.v": "1" },
      overrides: { "linux/*": { tags: ["b"], define: { "main.w": "2" } } },
    };
    const before = structuredClone(options);
    buildArguments(options, target("linux/amd64"), true, ["-v"]);
    expect(options).toEqual(before);
  });
});

describe("settingsForTarget", () => {
  const options: GoBuildOptions = {
    tags: ["base"],
    ldflags: "-s",
    cgo: true,
    define: { "main.a": "1", "main.b": "1" },
    env: { A: "1", B: "1" },
    overrides: {
      "windows/*": { tags: ["gui"], define: { "main.b": "2" }, env: { B: "2" } },
      "*/arm64": { cgo: false },
      "linux/arm/7": { ldflags: "-w" },
      "windows/arm64": { tags: [], define: { "main.c": "3" } },
    },
  };

  it.each<[text: string, settings: object]>([
    ["linux/amd64", { tags: ["base"], ldflags: "-s", cgo: true, define: { "main.a": "1", "main.b": "1" } }],
    [
      "windows/amd64",
      {
        tags: ["gui"],
        ldflags: "-s",
        cgo: true,
        define: { "main.a": "1", "main.b": "2" },
        env: { A: "1", B: "2" },
      },
    ],
    ["darwin/arm64", { tags: ["base"], cgo: false }],
    ["linux/arm/7", { ldflags: "-w" }],
    ["linux/arm/6", { ldflags: "-s" }],
    ["linux/arm", { ldflags: "-s" }],
    ["windows/arm64", { tags: [], cgo: false, define: { "main.a": "1", "main.b": "2", "main.c": "3" } }],
  ])("%s", (text, settings) => {
    expect(settingsForTarget(options, target(text))).toMatchObject(settings);
  });
});

describe("define", () => {
  it.each<[value: string, quoted: string]>([
    ["v1.2.3", "-X main.v=v1.2.3"],
    ["two words", "-X 'main.v=two words'"],
    ["tab\there", "-X 'main.v=tab\there'"],
    ["it's", `-X "main.v=it's"`],
    ["it's two", `-X "main.v=it's two"`],
    ['say "hi"', `-X 'main.v=say "hi"'`],
    ['"', `-X 'main.v="'`],
    ["a=b", "-X main.v=a=b"],
    ["back\\slash", "-X main.v=back\\slash"],
    ["文件", "-X main.v=文件"],
    ["$HOME `x` *", "-X 'main.v=$HOME `x` *'"],
  ])("%j is %s", (value, quoted) => {
    const { flags } = buildArguments({ define: { "main.v": value } }, target("linux/amd64"), false, []);
    expect(flags.at(-1)).toBe(`-ldflags=${quoted}`);
    expect(splitAsGo(quoted)).toEqual(["-X", `main.v=${value}`]);
    expect(canDefine(value)).toBe(true);
  });

  it("can't hold both kinds of quotes", () => {
    expect(canDefine(`it's "x"`)).toBe(false);
  });

  /** cmd/internal/quoted.Split: a field that begins with a quote ends at the next one; no escapes. */
  function splitAsGo(text: string): string[] {
    const fields: string[] = [];
    let rest = text.replace(/^[ \t\r\n]+/, "");
    while (rest !== "") {
      const quote = rest[0] === "'" || rest[0] === '"' ? rest[0] : undefined;
      const end = quote === undefined ? rest.search(/[ \t\r\n]|$/) : rest.indexOf(quote, 1);
      if (end === -1) throw new Error(`unterminated ${quote} string`);
      fields.push(quote === undefined ? rest.slice(0, end) : rest.slice(1, end));
      rest = rest.slice(quote === undefined ? end : end + 1).replace(/^[ \t\r\n]+/, "");
    }
    return fields;
  }
});

describe("testArguments", () => {
  it.each<[what: string, options: GoTestOptions, extra: string[], line: string]>([
    ["nothing", {}, [], "test ./..."],
    ["arguments last", {}, ["-v", "-args", "x"], "test ./... -v -args x"],
    ["race and short", { race: true, short: true, verbose: true }, [], "test -race -short -v ./..."],
    ["run and bench", { run: "^TestA$", bench: "." }, [], "test -run=^TestA$ -bench=. ./..."],
    ["an empty run", { run: "" }, [], "test -run= ./..."],
    ["cover", { cover: true }, [], "test -cover ./..."],
    ["no cover", { cover: false }, [], "test ./..."],
    ["a profile", { cover: "cover.out" }, [], "test -coverprofile=cover.out ./..."],
    ["count and timeout", { count: 3, timeout: "90s" }, [], "test -count=3 -timeout=90s ./..."],
    ["tags and flags", { tags: ["a", "b"], flags: ["-vet=off"] }, [], "test -tags=a,b -vet=off ./..."],
  ])("%s", (_, options, extra, line) => {
    expect(testArguments(options, ["./..."], extra).join(" ")).toBe(line);
  });
});

describe("vetArguments", () => {
  it("puts flags before packages", () => {
    expect(vetArguments({ tags: ["a"], flags: ["-json"] }, ["./...", "./x"], ["-v"]).join(" ")).toBe(
      "vet -tags=a -json -v ./... ./x",
    );
  });
});

describe("programName", () => {
  // cmd/go/internal/load/pkg.go: exeFromImportPath, isVersionElement.
  const names: [importPath: string, name: string][] = [
    ["example.com/app/cmd/age", "age"],
    ["example.com/age", "age"],
    ["age", "age"],
    ["example.com/age/v2", "age"],
    ["example.com/age/v10", "age"],
    ["example.com/age/v2/cmd/tool", "tool"],
    ["example.com/age/v1", "v1"],
    ["example.com/age/v0", "v0"],
    ["example.com/age/v02", "v02"],
    ["example.com/age/v", "v"],
    ["example.com/age/v2x", "v2x"],
    ["example.com/age/V2", "V2"],
    ["example.com/age/cmd/v2", "cmd"],
    ["v2", "v2"],
    ["gopkg.in/yaml.v3", "yaml.v3"],
    ["example.com/my.app", "my.app"],
  ];

  it.each(names)("%s: %s", (importPath, name) => {
    expect(programName(importPath)).toBe(name);
  });
});

describe("suffixes", () => {
  it.each<[text: string, buildmode: string | undefined, suffix: string, header: boolean]>([
    ["linux/amd64", undefined, "", false],
    ["darwin/arm64", undefined, "", false],
    ["windows/amd64", undefined, ".exe", false],
    ["windows/amd64", "pie", ".exe", false],
    ["linux/amd64", "pie", "", false],
    ["js/wasm", undefined, ".wasm", false],
    ["wasip1/wasm", undefined, ".wasm", false],
    ["wasip1/wasm", "c-shared", ".wasm", false],
    ["linux/amd64", "c-shared", ".so", true],
    ["android/arm64", "c-shared", ".so", true],
    ["windows/amd64", "c-shared", ".dll", true],
    ["darwin/arm64", "c-shared", ".dylib", true],
    ["ios/arm64", "c-shared", ".dylib", true],
    ["linux/amd64", "c-archive", ".a", true],
    ["ios/arm64", "c-archive", ".a", true],
    ["windows/amd64", "c-archive", ".lib", true],
    ["linux/amd64", "plugin", ".so", false],
  ])("%s %s: %s", (text, buildmode, suffix, header) => {
    expect(artifactSuffix(target(text), buildmode)).toBe(suffix);
    expect(writesHeader(target(text), buildmode)).toBe(header);
  });

  it("of go itself depend on the GOOS only", () => {
    expect(goSuffix("windows")).toBe(".exe");
    expect(goSuffix("js")).toBe("");
  });
});
