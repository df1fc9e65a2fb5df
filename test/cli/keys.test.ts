/**
 * Never a false "up to date": whatever can change a program has its place in the key, or go decides each
 * time. Each test is a story of several runs, and each was once told wrongly.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Checkout, long, script } from "./rig.ts";

const firstTime = "built: first time here";
const upToDate = "up-to-date: no input changed";

describe("hooks and tasks that write sources", () => {
  it("a hook after a build writes what the next one builds, in the same run", async () => {
    const checkout = moduleOf({
      "cmd/gen/main.go": "package main\n\nfunc main() {}\n",
      "cmd/app/main.go":
        'package main\n\nimport "example.com/app/internal/x"\n\nfunc main() { println(x.Text) }\n',
      "internal/x/x.go": text("one"),
      tmpl: text("one"),
    });
    configure(
      checkout,
      `gen: go.build({ packages: ["./cmd/gen"], after: ["cp tmpl internal/x/x.go"] }),
       app: go.build({ packages: ["./cmd/app"], needs: ["gen"] })`,
    );
    expect(await checkout.reasons(["app"])).toEqual({
      "gen linux/amd64 gen": firstTime,
      "app linux/amd64 app": firstTime,
    });
    expect(await checkout.reasons(["app"])).toEqual({
      "gen linux/amd64 gen": upToDate,
      "app linux/amd64 app": upToDate,
    });
    expect(checkout.printed("bin/app")).toBe("one\n");

    checkout.write("tmpl", text("two"));
    expect(await checkout.reasons(["app"])).toEqual({
      "gen linux/amd64 gen": expect.stringContaining("built: hook's file tmpl changed"),
      "app linux/amd64 app": "built: internal/x/x.go changed (cmd/app -> internal/x)",
    });
    expect(checkout.printed("bin/app")).toBe("two\n");
  });

  it("a hook before it rewrites an embedded file, and no target is compiled with half of it", async () => {
    const checkout = moduleOf({
      "main.go":
        'package main\n\nimport _ "embed"\n\n//go:embed data.txt\nvar data string\n\nfunc main() { print(data) }\n',
      "data.txt": "old",
      // Were the targets let loose together, the second would empty the file while the first is compiled.
      "generate.sh": `[ "$GOWSL_TARGET" = linux/amd64 ] || sleep 0.1
: > data.txt
[ "$GOWSL_TARGET" = linux/amd64 ] || sleep 1
cat "$1" > data.txt
`,
    });
    configure(
      checkout,
      'build: go.build({ targets: ["linux/amd64", "linux/arm64"], before: ["sh generate.sh full.txt"] })',
    );
    for (const round of ["one", "two", "three"]) {
      const full = `${`round ${round} `.repeat(300)}end`;
      checkout.write("full.txt", full);
      expect(await checkout.outcomes(["build", "-j", "4"])).toEqual({
        "build linux/amd64 app": "built",
        "build linux/arm64 app": "built",
      });
      for (const target of ["linux_amd64", "linux_arm64"]) {
        expect(checkout.read(`dist/${target}/app`).includes(full), `${target} in round ${round}`).toBe(true);
      }
    }
  });

  it("a task that edits a tracked file makes the version dirty", async () => {
    const checkout = Checkout.of("greeting");
    configure(
      checkout,
      `edit: sh("cp words.draft internal/words/words.txt"),
       build: go.build({ needs: ["edit"], define: { "main.version": "{git.version}" } })`,
    );
    checkout.write(".gitignore", "bin/\ndist/\n");
    checkout.write("words.draft", checkout.read("internal/words/words.txt"));
    commitAll(checkout, "v1.2.3");
    await checkout.run(["build"]);
    expect(checkout.printed("bin/greet", ["--version"])).toBe("v1.2.3\n");

    checkout.write("words.draft", "Moin\n");
    expect(await checkout.outcomes(["build"])).toMatchObject({ "build linux/amd64 greet": "built" });
    expect(checkout.printed("bin/greet", ["--version"])).toBe("v1.2.3-dirty\n");
  });

  it("a hook that edits a tracked file makes the version dirty, in the program that it comes before", async () => {
    const checkout = Checkout.of("greeting");
    configure(
      checkout,
      `build: go.build({ before: ["cp words.draft internal/words/words.txt"], define: { "main.version": "{git.version}" } })`,
    );
    checkout.write(".gitignore", "bin/\ndist/\n");
    checkout.write("words.draft", "Moin\n");
    commitAll(checkout, "v1.2.3");
    expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
    expect(checkout.printed("bin/greet", ["--version"])).toBe("v1.2.3-dirty\n");
  });

  it("a task that edits a Go file makes the version dirty", async () => {
    const checkout = Checkout.of("greeting");
    configure(
      checkout,
      `edit: sh("echo '// edited' >> cmd/greet/main.go"),
       build: go.build({ needs: ["edit"], define: { "main.version": "{git.version}" } })`,
    );
    checkout.write(".gitignore", "bin/\ndist/\n");
    commitAll(checkout, "v1.2.3");
    expect(await checkout.outcomes(["build"])).toEqual({ edit: "ran", "build linux/amd64 greet": "built" });
    expect(checkout.printed("bin/greet", ["--version"])).toBe("v1.2.3-dirty\n");
  });
});

describe("variables", () => {
  const title = "of a task is part of its key, as it is in the environment";
  it(`GO_EXTLINK_ENABLED ${title}`, () => isPartOfKey("GO_EXTLINK_ENABLED", "0"));
  // Go compiles all of std anew for it.
  it(`GOCOMPILEDEBUG ${title}`, long, () => isPartOfKey("GOCOMPILEDEBUG", "nil=0"));

  async function isPartOfKey(name: string, value: string): Promise<void> {
    const checkout = printing("hello");
    const env = (variables: string) => configure(checkout, `build: go.build({ env: { ${variables} } })`);
    const unit = "build linux/amd64 app";
    env("");
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: firstTime });
    env(`${name}: "${value}"`);
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: `built: ${name} is new` });
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: upToDate });
    env("");
    expect(await checkout.reasons(["build"])).toEqual({
      [unit]: `restored: built before; ${name} no longer counts`,
    });
    expect(await checkout.reasons(["build"], { env: { [name]: value } })).toEqual({
      [unit]: `restored: built before; ${name} is new`,
    });
  }

  it("of a task that a hook reads are part of the key", async () => {
    const checkout = printing("hello");
    const tail = (word: string) =>
      configure(
        checkout,
        `build: go.build({ env: { TAIL: "${word}" }, after: ["echo $TAIL >> {artifact}"] })`,
      );
    const ending = () => readFileSync(checkout.path("bin/app")).toString("latin1").slice(-4);
    const unit = "build linux/amd64 app";
    tail("one");
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: firstTime });
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: upToDate });
    expect(ending()).toBe("one\n");
    tail("two");
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: "built: hooks' env changed" });
    expect(ending()).toBe("two\n");
    tail("one");
    expect(await checkout.outcomes(["build"])).toEqual({ [unit]: "restored" });
    expect(ending()).toBe("one\n");
  });

  it("of cgo are in the build info also where nothing uses it", async ({ skip }) => {
    skip(!hasCompiler(), "there is no C compiler on this machine, so cgo is off");
    const checkout = printing("hello");
    const unit = "build linux/amd64 app";
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: firstTime });
    expect(await checkout.reasons(["build"], { env: { CGO_CFLAGS: "-O3" } })).toEqual({
      [unit]: "built: CGO_CFLAGS changed from -O2 -g to -O3",
    });
    expect(checkout.buildInfo("bin/app")).toMatchObject({ CGO_ENABLED: "1", CGO_CFLAGS: "-O3" });

    // They are not in that of a trimmed program.
    configure(checkout, "build: go.build({ trimpath: true })");
    await checkout.run(["build"]);
    expect(await checkout.reasons(["build"], { env: { CGO_CFLAGS: "-O3" } })).toEqual({ [unit]: upToDate });
    expect(checkout.buildInfo("bin/app")).not.toHaveProperty("CGO_CFLAGS");
  });
});

describe("flags", () => {
  it("of which the last undoes -trimpath give each checkout its own program", async () => {
    const first = printing("hello");
    const second = first.sibling(undefined, "second");
    for (const file of ["go.mod", "main.go"]) second.write(file, first.read(file));
    const cross = ["cross", "linux/amd64"];
    for (const checkout of [first, second]) {
      const { code, stderr } = await checkout.run([...cross, "--", "-trimpath=false"]);
      expect(code).toBe(0);
      expect(stderr).toContain("cross linux/amd64: building app: first time here\n");
      expect(checkout.read("dist/linux_amd64/app")).toContain(checkout.path("main.go"));
    }

    // Trimmed, they are one.
    await first.run(cross);
    expect(await second.outcomes(cross)).toEqual({ "cross linux/amd64 app": "restored" });
  });

  it.each([
    ["quoted", (file: string) => `'-overlay=${file}'`],
    ["quoted twice", (file: string) => `-v=false "-overlay=${file}"`],
    ["plain", (file: string) => `-overlay=${file}`],
  ])("of GOFLAGS, %s, that name files gowsl does not know are left to go", async (_, flags) => {
    const checkout = printing("plain");
    checkout.write("over.go.txt", main("over one"));
    const overlay = { Replace: { [checkout.path("main.go")]: checkout.path("over.go.txt") } };
    checkout.write("o.json", JSON.stringify(overlay));
    const env = { GOFLAGS: flags(checkout.path("o.json")) };
    const decided = {
      "build linux/amd64 app": "built: go decides each time: what -overlay reads is not tracked",
    };
    for (const word of ["over one", "over two"]) {
      checkout.write("over.go.txt", main(word));
      expect(await checkout.reasons(["build"], { env })).toEqual(decided);
      expect(checkout.printed("bin/app")).toBe(`${word}\n`);
    }
  });
});

describe("files that are no sources of Go", () => {
  it.each([
    ["", ""],
    ["true && ", " (a line for bash)"],
  ])("that a hook names are part of the key: %s./sign.sh --config=c.txt%s", async (start) => {
    const checkout = printing("hello");
    const signer = (word: string) => `#!/bin/sh\n{ cat "\${1#--config=}"; echo ${word}; } >> "$2"\n`;
    script(checkout, "sign.sh", signer("signed"));
    checkout.write("c.txt", "one ");
    configure(checkout, `build: go.build({ after: ["${start}./sign.sh --config=c.txt {artifact}"] })`);
    const ending = () => readFileSync(checkout.path("bin/app")).toString("latin1").slice(-11);
    const unit = "build linux/amd64 app";
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: firstTime });
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: upToDate });
    expect(ending()).toBe("one signed\n");

    checkout.write("c.txt", "two ");
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: "built: hook's file c.txt changed" });
    expect(ending()).toBe("two signed\n");

    script(checkout, "sign.sh", signer("sealed"));
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: "built: hook's file ./sign.sh changed" });
    expect(ending()).toBe("two sealed\n");
  });

  it.skipIf(process.arch !== "x64")(
    "that an assembler file includes are left to go (needs amd64)",
    async () => {
      const checkout = moduleOf({
        "main.go": "package main\n\nfunc value() int64\n\nfunc main() { println(value()) }\n",
        "value_amd64.s":
          '#include "textflag.h"\n#include "val.inc"\n\nTEXT ·value(SB), NOSPLIT, $0-8\n\tMOVQ $VALUE, ret+0(FP)\n\tRET\n',
        "val.inc": "#define VALUE 1\n",
      });
      const unit = "build linux/amd64 app";
      for (let run = 0; run < 2; run++) {
        expect(await checkout.reasons(["build"])).toEqual({
          [unit]:
            "built: go decides each time: example.com/app/value_amd64.s includes val.inc, which is not tracked",
        });
      }
      expect(checkout.printed("bin/app")).toBe("1\n");

      // What go itself lists is an input like any other.
      checkout.write("value_amd64.s", checkout.read("value_amd64.s").replace("val.inc", "val.h"));
      checkout.write("val.h", "#define VALUE 2\n");
      await checkout.run(["build"]);
      expect(await checkout.reasons(["build"])).toEqual({ [unit]: upToDate });
      checkout.write("val.h", "#define VALUE 3\n");
      expect(await checkout.reasons(["build"])).toEqual({ [unit]: "built: val.h changed" });
      expect(checkout.printed("bin/app")).toBe("3\n");
    },
  );
});

describe("a symlink to the checkout", () => {
  it.each([
    ["as the folder one stands in", (link: string) => ({ argv: [], cwd: "../link", env: { PWD: link } })],
    ["named with -C", (link: string) => ({ argv: ["-C", link], cwd: ".", env: {} })],
  ])("%s hides neither changes from git nor the names of packages", async (_, through) => {
    const checkout = Checkout.of("greeting");
    configure(
      checkout,
      `build: go.build({ names: { "./cmd/greet": "b" }, define: { "main.version": "{git.version}" } })`,
    );
    checkout.write(".gitignore", "bin/\ndist/\n");
    commitAll(checkout, "v1.2.3");
    const link = path.join(checkout.folder, "..", "link");
    symlinkSync(checkout.folder, link);
    const { argv, ...options } = through(link);
    const unit = "build linux/amd64 b";
    expect(await checkout.reasons([...argv, "build"], options)).toEqual({ [unit]: firstTime });
    expect(checkout.printed("bin/b", ["--version"])).toBe("v1.2.3\n");

    checkout.write("internal/words/words.txt", "Moin\n");
    expect(await checkout.outcomes([...argv, "build"], options)).toEqual({ [unit]: "built" });
    expect(checkout.printed("bin/b", ["--version"])).toBe("v1.2.3-dirty\n");
    expect(await checkout.reasons([...argv, "build", "./cmd/greet"], options)).toEqual({ [unit]: upToDate });
    expect(await checkout.reasons(["build"])).toEqual({ [unit]: upToDate });
  });
});

describe("dist/artifacts.json", () => {
  const listed = (checkout: Checkout) =>
    (JSON.parse(checkout.read("dist/artifacts.json")) as { path: string }[]).map((artifact) => artifact.path);

  it("lists a program under its new name only", async () => {
    const checkout = printing("hello");
    for (const name of ["old", "new", "old"]) {
      configure(checkout, `build: go.build({ names: { ".": "${name}" } })`);
      await checkout.run(["build"]);
      expect(listed(checkout)).toEqual([`bin/${name}`]);
    }
  });

  it.each(["../elsewhere", "programs"])("does not list what was installed into %s", async (folder) => {
    const checkout = printing("hello");
    await checkout.run(["build"]);
    await checkout.run(["install"], { env: { GOBIN: checkout.path(folder) } });
    expect(checkout.printed(`${folder}/app`)).toBe("hello\n");
    expect(listed(checkout)).toEqual(["bin/app"]);
  });
});

function main(word: string): string {
  return `package main\n\nfunc main() { println("${word}") }\n`;
}

function text(word: string): string {
  return `package x\n\nconst Text = "${word}"\n`;
}

/** A module example.com/app with these files. */
function moduleOf(files: Record<string, string>): Checkout {
  const checkout = Checkout.of(undefined);
  checkout.write("go.mod", "module example.com/app\n\ngo 1.21\n");
  for (const [name, content] of Object.entries(files)) checkout.write(name, content);
  return checkout;
}

/** A module whose only program prints a word. */
function printing(word: string): Checkout {
  return moduleOf({ "main.go": main(word) });
}

/** Writes a config with these tasks. */
function configure(checkout: Checkout, tasks: string): void {
  checkout.write(
    "gowsl.config.ts",
    `import { defineConfig, go, sh } from "gowsl";\n\nexport default defineConfig({ tasks: { ${tasks} } });\n`,
  );
}

/** Makes a repository of the checkout with one commit of this tag. */
function commitAll(checkout: Checkout, tag: string): void {
  const git = (...argv: string[]) => {
    const author = ["-c", "user.name=Gopher", "-c", "user.email=gopher@example.com"];
    checkout.tool("git", [...author, ...argv]);
  };
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=Greet");
  git("tag", tag);
}

function hasCompiler(): boolean {
  try {
    execFileSync("cc", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
