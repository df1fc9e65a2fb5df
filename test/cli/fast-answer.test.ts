/**
 * The fast answer: when nothing moved there is no go, no git and no evaluation of the config; whatever
 * moves is seen. Children are counted by a module that Node loads first, and evaluations by what the
 * config prints.
 */
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runWithChildLog } from "./child-log.ts";
import { both, Checkout, machineGoroot, onExecutable } from "./rig.ts";

const config = `import { defineConfig, go } from "gowsl";
import { greeting } from "./greeting.ts";
console.error("evaluated");
export default defineConfig({
  tasks: { build: go.build({ define: { "main.greeting": greeting + (process.env["MOOD"] ?? "") } }) },
});
`;

/** A checkout whose children are counted. */
class Watched {
  readonly checkout = Checkout.of("greeting");

  /** Runs gowsl; returns its outcomes, the go and git commands that it started, and whether it evaluated the config. */
  async run(argv: string[], env: Record<string, string> = {}) {
    const result = await runWithChildLog(this.checkout, argv, env);
    const children = result.children.flatMap(([what, [program = "", verb = ""]]) =>
      what === "starts" ? [`${path.basename(program)} ${verb}`] : [],
    );
    return {
      code: result.code,
      stderr: result.stderr,
      outcomes: [...new Set(result.results.map(({ outcome }) => outcome))],
      reasons: result.results.map(({ reason }) => reason),
      children,
      evaluated: result.stderr.includes("evaluated"),
    };
  }
}

const nothing = { code: 0, outcomes: ["up-to-date"], children: [], evaluated: false };

describe("when nothing moved", () => {
  it("nothing is started and no config evaluated, and the answer is the same", both, async () => {
    const watched = new Watched();
    watched.checkout.write("gowsl.config.ts", config);
    watched.checkout.write("greeting.ts", `export const greeting = "Moin";\n`);
    const first = await watched.run(["build"]);
    expect(first).toMatchObject({ code: 0, outcomes: ["built"], evaluated: true });
    expect(first.children).toContain("go list");
    const second = await watched.run(["build"]);
    expect(second).toMatchObject(nothing);
    expect(second.reasons).toEqual(["no input changed"]);
  });

  it("several targets are one answer", async () => {
    const watched = new Watched();
    const targets = "linux/amd64,windows/amd64";
    expect(await watched.run(["cross", targets])).toMatchObject({ code: 0, outcomes: ["built"] });
    const again = await watched.run(["cross", targets]);
    expect(again).toMatchObject(nothing);
    expect(again.reasons).toHaveLength(2);
  });

  it("text, --quiet and --verbose say what they said", async () => {
    const checkout = Checkout.of("greeting");
    await checkout.run(["build"]);
    const plain = (text: string) => text.replace(/\d+ ms/g, "N ms");
    // Another command line: the full road first, then the fast answer.
    for (const option of ["--quiet", "--verbose", "--keep-going"]) {
      const full = await checkout.run(["build", option]);
      const fast = await checkout.run(["build", option]);
      expect(plain(fast.stderr)).toBe(plain(full.stderr));
      expect(fast.stdout).toBe("");
    }
  });

  it.each<[what: string, touch: (checkout: Checkout) => void]>([
    ["touched files", (checkout) => checkout.tool("sh", ["-c", "find . -name '*.go' -exec touch {} +"])],
    ["other permissions of a source", (checkout) => chmodSync(checkout.path("cmd/greet/main.go"), 0o600)],
    [
      "a file that came and went",
      (checkout) => {
        checkout.write("cmd/greet/.main.go.swp", "");
        checkout.remove("cmd/greet/.main.go.swp");
      },
    ],
    [
      "a file that was replaced by its copy",
      (checkout) => {
        writeFileSync(checkout.path("copy"), checkout.read("go.mod"));
        renameSync(checkout.path("copy"), checkout.path("go.mod"));
      },
    ],
  ])("%s: nothing is started", async (_, touch) => {
    const watched = new Watched();
    // It stamps what git says, and git looks at permissions.
    watched.checkout.remove("gowsl.config.ts");
    await watched.run(["build"]);
    touch(watched.checkout);
    expect(await watched.run(["build"])).toMatchObject(nothing);
  });

  it.each<[what: string, add: (checkout: Checkout) => void]>([
    ["a README", (checkout) => checkout.write("cmd/greet/README.md", "hello")],
    ["a file for Windows", (checkout) => checkout.write("cmd/greet/x_windows.go", "package main\n")],
    ["an empty folder", (checkout) => mkdirSync(checkout.path("empty/below"), { recursive: true })],
    ["the body of a test", (checkout) => checkout.append("internal/words/words_test.go", "\n// more\n")],
    ["a comment in go.mod", (checkout) => checkout.append("go.mod", "\n// hello\n")],
  ])("%s is looked at, and go is not asked", async (what, add) => {
    const watched = new Watched();
    if (what === "the body of a test") {
      watched.checkout.write("internal/words/words_test.go", "package words\n");
    }
    await watched.run(["build"]);
    add(watched.checkout);
    const { children, ...rest } = await watched.run(["build"]);
    expect(rest).toMatchObject({ code: 0, outcomes: ["up-to-date"] });
    // What is in go.mod is Go's to read.
    expect(children.filter((child) => child === "go list")).toHaveLength(what.endsWith("go.mod") ? 1 : 0);
    expect(await watched.run(["build"])).toMatchObject(nothing);
  });
});

describe("what moves is seen", () => {
  const program = (text: string) => `package main\n\nfunc init() { println(${JSON.stringify(text)}) }\n`;

  it.each<[what: string, move: (checkout: Checkout) => void, outcome: string]>([
    ["an edit", (checkout) => checkout.append("cmd/greet/main.go", "\n// more\n"), "built"],
    [
      "an edit of the same size with the time put back",
      (checkout) => {
        const file = checkout.path("internal/words/words.txt");
        const text = checkout.read("internal/words/words.txt");
        writeFileSync(file, text.replace("H", "J"));
        utimesSync(file, 1, 1);
      },
      "built",
    ],
    ["a new file", (checkout) => checkout.write("cmd/greet/more.go", program("more")), "built"],
    [
      "a new main",
      (checkout) => checkout.write("cmd/other/main.go", "package main\n\nfunc main() {}\n"),
      "built",
    ],
    [
      "a go line",
      (checkout) => checkout.write("go.mod", checkout.read("go.mod").replace(/go 1\.\d+/, "go 1.22")),
      "built",
    ],
    ["an artifact that is gone", (checkout) => checkout.remove("bin/greet"), "restored"],
    [
      "an artifact that was edited",
      (checkout) => appendFileSync(checkout.path("bin/greet"), "x"),
      "restored",
    ],
    [
      "an artifact that lost its permission",
      (checkout) => chmodSync(checkout.path("bin/greet"), 0o644),
      "restored",
    ],
    [
      "a config that changes",
      (checkout) =>
        checkout.write(
          "gowsl.config.ts",
          `import { defineConfig, go } from "gowsl";\nexport default defineConfig({ tasks: { build: go.build({ define: { "main.x": "y" } }) } });\n`,
        ),
      "built",
    ],
    [
      "a go.mod between",
      (checkout) =>
        checkout.write("internal/words/go.mod", "module example.com/greeting/internal/words\n\ngo 1.22\n"),
      "failed",
    ],
    [
      "a go.work",
      (checkout) => checkout.write("go.work", "go 1.26\n\nuse .\n\ngodebug http2client=0\n"),
      "built",
    ],
    ["a .go-version that nothing has", (checkout) => checkout.write(".go-version", "1.99.9\n"), "failed"],
  ])("%s", async (_, move, outcome) => {
    const watched = new Watched();
    await watched.run(["build"]);
    expect(await watched.run(["build"])).toMatchObject(nothing);
    move(watched.checkout);
    const { code, outcomes } = await watched.run(["build"]);
    if (outcome === "failed") expect(code).not.toBe(0);
    else expect(outcomes).toContain(outcome);
  });

  it("what another step has written to an artifact of the same run", async () => {
    const watched = new Watched();
    const spoil =
      "until grep -qs proven .gowsl/records/*; do sleep 0.1; done; echo x | tee spoilt >> bin/greet";
    watched.checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, go, sh } from "gowsl";
const spoil = sh("${spoil}", { inputs: ["go.mod"], outputs: ["spoilt"] });
export default defineConfig({ tasks: { app: go.build({ packages: ["./cmd/greet"] }), spoil } });
`,
    );
    expect((await watched.run(["app", "spoil"])).outcomes).toEqual(["built", "ran"]);
    expect((await watched.run(["app", "spoil"])).outcomes).toEqual(["restored", "up-to-date"]);
    expect(await watched.run(["app", "spoil"])).toMatchObject(nothing);
  });

  it.each([
    ["setting", (word: string) => `define: { "main.greeting": "${word}" }`],
    ["function", (word: string) => `after: [({ artifact }) => appendFileSync(artifact!, "${word}")]`],
  ])("a %s of a config that was saved while go was asked", async (_, setting) => {
    const checkout = Checkout.of("greeting");
    const write = (file: string, word: string) => {
      const own = setting(word);
      const imported = own.includes("Sync") ? `import { appendFileSync } from "node:fs";\n` : "";
      const tasks = `{ build: go.build({ ${own} }) }`;
      const text = `import { defineConfig, go } from "gowsl";\n${imported}export default defineConfig({ tasks: ${tasks} });\n`;
      checkout.write(file, text);
    };
    write("gowsl.config.ts", "Moin");
    write("../saved.ts", "Ahoy");
    checkout.write(
      "../save.cjs",
      `const { ChildProcess } = require("node:child_process");
const spawn = ChildProcess.prototype.spawn;
ChildProcess.prototype.spawn = function (options) {
  if (options.args[1] === "list") try { require("node:fs").renameSync("../saved.ts", "gowsl.config.ts"); } catch {}
  return spawn.call(this, options);
};
`,
    );
    const preload = checkout.path("../save.cjs");
    const env = onExecutable
      ? { BUN_OPTIONS: `--preload=${preload}` }
      : { NODE_OPTIONS: `--require=${preload}` };
    const says = () => readFileSync(checkout.path("bin/greet"), "latin1").includes("Ahoy");
    for (const isSaved of [false, true, true]) {
      expect((await checkout.run(["build"], { env })).code).toBe(0);
      expect(says()).toBe(isSaved);
    }
    expect(await checkout.outcomes(["build"], { env })).toEqual({ "build linux/amd64 greet": "up-to-date" });
  });

  it("a folder that makes an import ambiguous", async () => {
    const watched = new Watched();
    const { checkout } = watched;
    checkout.remove("gowsl.config.ts");
    checkout.write(
      "app/go.mod",
      "module example.com/a\n\ngo 1.21\n\nrequire example.com/a/b v0.0.0\n\nreplace example.com/a/b => ../b\n",
    );
    checkout.write(
      "app/main.go",
      'package main\n\nimport "example.com/a/b"\n\nfunc main() { println(b.X) }\n',
    );
    checkout.write("b/go.mod", "module example.com/a/b\n\ngo 1.21\n");
    checkout.write("b/b.go", "package b\n\nconst X = 1\n");
    const build = ["-C", "app", "build", "."];
    await watched.run(build);
    expect(await watched.run(build)).toMatchObject(nothing);
    checkout.write("app/b/b.go", "package b\n");
    expect((await watched.run(build)).code).toBe(1);
  });

  it("a file of an overlay, whatever it is called", async () => {
    const watched = new Watched();
    const { checkout } = watched;
    checkout.remove("gowsl.config.ts");
    const text = (word: string) => `package main\n\nfunc main() { println("${word}") }\n`;
    checkout.write("other.txt", text("one"));
    const replace = { [checkout.path("cmd/greet/main.go")]: checkout.path("other.txt") };
    checkout.write("off", JSON.stringify({ Replace: replace }));
    const build = ["build", "--", "-overlay=off"];
    await watched.run(build);
    expect(checkout.printed("bin/greet")).toBe("one\n");
    checkout.write("other.txt", text("two"));
    await watched.run(build);
    expect(checkout.printed("bin/greet")).toBe("two\n");
  });

  it("a variable of Go", async () => {
    const watched = new Watched();
    await watched.run(["build"]);
    expect((await watched.run(["build"], { GOFLAGS: "-tags=other" })).outcomes).not.toEqual(["up-to-date"]);
    // Each has an answer of its own, but the artifact is the other one's.
    expect((await watched.run(["build"])).outcomes).toEqual(["restored"]);
  });

  it("a C compiler that comes, which turns cgo on", async () => {
    const watched = new Watched();
    const bin = watched.checkout.path("../bin");
    mkdirSync(bin);
    const env = { PATH: [bin, path.join(machineGoroot(), "bin")].join(":") };
    await watched.run(["build"], env);
    expect(await watched.run(["build"], env)).toMatchObject(nothing);
    expect(watched.checkout.buildInfo("bin/greet")).toHaveProperty("CGO_ENABLED", "0");
    writeFileSync(path.join(bin, "gcc"), "#!/bin/sh\necho gcc 1.0\n", { mode: 0o755 });
    expect((await watched.run(["build"], env)).outcomes).toEqual(["built"]);
    expect(watched.checkout.buildInfo("bin/greet")).toHaveProperty("CGO_ENABLED", "1");
  });

  it("a setting of go env -w", async () => {
    const watched = new Watched();
    const env = { GOENV: watched.checkout.path("../home/go.env") };
    await watched.run(["build"], env);
    expect(await watched.run(["build"], env)).toMatchObject(nothing);
    writeFileSync(env.GOENV, "GOFLAGS=-tags=other\n");
    expect((await watched.run(["build"], env)).outcomes).toEqual(["built"]);
  });

  it("what a config imports, and a variable that it reads", async () => {
    const watched = new Watched();
    watched.checkout.write("gowsl.config.ts", config.replace("./greeting.ts", "./words/of/greeting"));
    watched.checkout.write("words/of/greeting/index.ts", `export const greeting = "Moin";\n`);
    await watched.run(["build"]);
    expect(await watched.run(["build"])).toMatchObject(nothing);
    expect(await watched.run(["build"], { MOOD: "!" })).toMatchObject({
      outcomes: ["built"],
      evaluated: true,
    });
    expect((await watched.run(["build"])).outcomes).toEqual(["restored"]);
    watched.checkout.write("words/of/greeting/index.ts", `export const greeting = "Ahoy";\n`);
    expect(await watched.run(["build"])).toMatchObject({ outcomes: ["built"], evaluated: true });
    // It comes before the folder of that name.
    watched.checkout.write("words/of/greeting.ts", `export const greeting = "Servus";\n`);
    expect(await watched.run(["build"])).toMatchObject({ outcomes: ["built"], evaluated: true });
  });

  it("a variable that a function of the config was made with", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, task } from "gowsl";
const mood = process.env.MOOD ?? "";
const say = task({ inputs: ["go.mod"], outputs: ["said"], run: ({ $ }) => $\`printf %s \${mood} > said\` });
export default defineConfig({ tasks: { say } });
`,
    );
    for (const MOOD of ["glad", "sad", "glad"]) {
      expect((await checkout.run(["say"], { env: { MOOD } })).code).toBe(0);
      expect(checkout.read("said")).toBe(MOOD);
    }
  });

  it("a tag of the repository where it is stamped, and no commit where it is not", async () => {
    const watched = new Watched();
    const git = (...words: string[]) =>
      watched.checkout.tool("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...words]);
    watched.checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, go } from "gowsl";\nexport default defineConfig({ tasks: {
        build: go.build({ define: { "main.version": "{git.version}" } }),
        plain: go.build({ out: "plain" }),
      } });\n`,
    );
    watched.checkout.write(".gitignore", "bin/\ndist/\nplain/\n");
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "one");
    await watched.run(["plain"]);
    await watched.run(["build"]);
    // Each has made a folder where the other looks for packages.
    expect((await watched.run(["plain"])).outcomes).toEqual(["up-to-date"]);
    expect(await watched.run(["plain"])).toMatchObject(nothing);
    expect(await watched.run(["build"])).toMatchObject(nothing);
    git("tag", "v1.0.0");
    expect((await watched.run(["build"])).outcomes).toEqual(["built"]);
    expect(await watched.run(["build"])).toMatchObject(nothing);
    // An input that git no longer knows differs from HEAD, though no file has changed.
    git("rm", "-q", "--cached", "cmd/greet/main.go");
    expect((await watched.run(["build"])).outcomes).toEqual(["built"]);
    git("add", "cmd/greet/main.go");
    expect((await watched.run(["build"])).outcomes).toEqual(["restored"]);
    expect(await watched.run(["plain"])).toMatchObject(nothing);
    git("commit", "-q", "--allow-empty", "-m", "two");
    expect((await watched.run(["build"])).outcomes).toEqual(["built"]);
    expect(await watched.run(["plain"])).toMatchObject(nothing);
  });
});

describe("states that were built before", () => {
  it.each(["a branch there and back", "git stash and pop"])("%s needs no go", async (what) => {
    const watched = new Watched();
    const { checkout } = watched;
    const git = (...words: string[]) =>
      checkout.tool("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...words]);
    checkout.write(".gitignore", "bin/\ndist/\n");
    // It stamps what git says.
    checkout.remove("gowsl.config.ts");
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-qm", "one");
    await watched.run(["build"]);
    const source = checkout.read("cmd/greet/main.go").replace("import (", 'import (\n\t"unicode"\n');
    checkout.write("cmd/greet/main.go", `${source}\nfunc init() { println(unicode.IsUpper('x')) }\n`);
    expect((await watched.run(["build"])).outcomes).toEqual(["built"]);
    if (what.startsWith("git stash")) git("stash");
    else {
      git("checkout", "-q", "-b", "other");
      git("commit", "-qam", "two");
      git("checkout", "-q", "main");
    }
    expect(await watched.run(["build"])).toMatchObject({ outcomes: ["restored"], children: [] });
    if (what.startsWith("git stash")) git("stash", "pop");
    else git("checkout", "-q", "other");
    expect(await watched.run(["build"])).toMatchObject({ outcomes: ["restored"], children: [] });
  });
});

describe("where it can't be known, there is no fast answer", () => {
  it.each([
    ["imports node:os", `import os from "node:os";`, "imports node:os"],
    ["uses the time", "const at = Date.now();", "uses Date"],
    ["enumerates the environment", "const all = { ...process.env };", "uses process"],
  ])("a config that %s is evaluated each time, and why says so", async (_, line, reason) => {
    const watched = new Watched();
    watched.checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, go } from "gowsl";\n${line}\nconsole.error("evaluated");\nexport default defineConfig({ tasks: { build: go.build() } });\n`,
    );
    await watched.run(["build"]);
    expect(await watched.run(["build"])).toMatchObject({ outcomes: ["up-to-date"], evaluated: true });
    const { stdout } = await watched.checkout.run(["why", "build"]);
    expect(stdout).toContain(`config: evaluated each time: gowsl.config.ts ${reason}\n`);
  });

  it("--force and failures leave none", async () => {
    const watched = new Watched();
    await watched.run(["build", "--force"]);
    expect((await watched.run(["build", "--force"])).outcomes).toEqual(["built"]);
    watched.checkout.append("cmd/greet/main.go", "broken");
    expect((await watched.run(["build"])).code).toBe(1);
    expect((await watched.run(["build"])).code).toBe(1);
  });
});
