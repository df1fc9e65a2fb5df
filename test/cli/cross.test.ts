/**
 * Cross builds of real projects: what an artifact is, what is restored, and what a change costs. Each
 * test is a story of several runs.
 */
import { chmodSync, closeSync, openSync, readFileSync, statSync, utimesSync, writeSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Checkout } from "./rig.ts";

const matrix = "linux/amd64,linux/arm64,windows/amd64,darwin/arm64";
const pair = "linux/amd64,windows/amd64";
const upToDate = "up-to-date: no input changed";

describe("an artifact of gowsl cross", () => {
  it("has the format and the build info of its target", async () => {
    const checkout = Checkout.of("fzf");
    expect(await checkout.outcomes(["cross", matrix])).toEqual({
      "cross linux/amd64 fzf": "built",
      "cross linux/arm64 fzf": "built",
      "cross windows/amd64 fzf": "built",
      "cross darwin/arm64 fzf": "built",
    });
    const programs = {
      "dist/linux_amd64/fzf": { format: "ELF 0x3e", GOOS: "linux", GOARCH: "amd64", GOAMD64: "v1" },
      "dist/linux_arm64/fzf": { format: "ELF 0xb7", GOOS: "linux", GOARCH: "arm64", GOARM64: "v8.0" },
      "dist/windows_amd64/fzf.exe": { format: "PE 0x8664", GOOS: "windows", GOARCH: "amd64", GOAMD64: "v1" },
      "dist/darwin_arm64/fzf": { format: "Mach-O 0x100000c", GOOS: "darwin", GOARCH: "arm64" },
    };
    for (const [program, { format, ...settings }] of Object.entries(programs)) {
      expect([program, formatOf(checkout.path(program))]).toEqual([program, format]);
      const info = checkout.buildInfo(program);
      expect(info).toMatchObject({ ...settings, "-trimpath": "true" });
      expect(Object.keys(info).filter((name) => name.startsWith("vcs"))).toEqual([]);
    }
    expect(checkout.printed("dist/linux_amd64/fzf", ["--version"])).toMatch(/^0\.65/);

    // One artifact is deleted: it comes back from the store, and nothing else is touched.
    const before = digests(checkout, Object.keys(programs));
    checkout.remove("dist/windows_amd64/fzf.exe");
    expect(await checkout.reasons(["cross", matrix])).toEqual({
      "cross linux/amd64 fzf": upToDate,
      "cross linux/arm64 fzf": upToDate,
      "cross windows/amd64 fzf": "restored: dist/windows_amd64/fzf.exe is gone",
      "cross darwin/arm64 fzf": upToDate,
    });
    expect(digests(checkout, Object.keys(programs))).toEqual(before);
  });

  it("carries the level of its target in the name of its folder and in its build info", async () => {
    const checkout = Checkout.of("greeting");
    expect(await checkout.outcomes(["cross", "linux/arm/7,linux/amd64/v3,linux/amd64"])).toEqual({
      "cross linux/arm/7 greet": "built",
      "cross linux/amd64/v3 greet": "built",
      "cross linux/amd64 greet": "built",
    });
    expect(formatOf(checkout.path("dist/linux_arm_7/greet"))).toBe("ELF 0x28");
    expect(checkout.buildInfo("dist/linux_arm_7/greet")).toMatchObject({ GOARCH: "arm", GOARM: "7" });
    expect(checkout.buildInfo("dist/linux_amd64_v3/greet")).toMatchObject({ GOAMD64: "v3" });
    expect(checkout.buildInfo("dist/linux_amd64/greet")).toMatchObject({ GOAMD64: "v1" });
  });
});

describe("a change", () => {
  it("in a _windows.go file builds for Windows only, and undoing it restores", async () => {
    const checkout = Checkout.of("greeting");
    const file = "internal/words/ending_windows.go";
    const programs = ["dist/linux_amd64/greet", "dist/windows_amd64/greet.exe"];
    await checkout.run(["cross", pair]);
    const original = digests(checkout, programs);

    const text = checkout.read(file);
    checkout.write(file, text.replace("!", "?"));
    expect(await checkout.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": upToDate,
      "cross windows/amd64 greet": `built: internal/words/ending_windows.go changed (cmd/greet -> internal/words)`,
    });
    expect(digests(checkout, programs)).toEqual({
      "dist/linux_amd64/greet": original["dist/linux_amd64/greet"],
      "dist/windows_amd64/greet.exe": expect.not.stringMatching(original["dist/windows_amd64/greet.exe"]!),
    });

    checkout.write(file, text);
    expect(await checkout.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": upToDate,
      "cross windows/amd64 greet": `restored: built before; internal/words/ending_windows.go changed (cmd/greet -> internal/words)`,
    });
    expect(digests(checkout, programs)).toEqual(original);
  });

  it("in a module that a replace points to builds only what imports the package", async () => {
    const checkout = Checkout.of("tools");
    const cross = ["cross", "linux/amd64", "./cmd/gonew", "./cmd/stringer"];
    expect(await checkout.outcomes(cross)).toEqual({
      "cross linux/amd64 gonew": "built",
      "cross linux/amd64 stringer": "built",
    });
    expect(checkout.printed("dist/linux_amd64/gonew")).toMatch(/^usage: gonew/);

    // cmd/stringer imports golang.org/x/mod/semver, but not modfile.
    checkout.append("third_party/mod/modfile/rule.go", '\nfunc init() { println("patched modfile") }\n');
    expect(await checkout.reasons(cross)).toEqual({
      "cross linux/amd64 gonew":
        "built: golang.org/x/mod/modfile/rule.go changed (cmd/gonew -> golang.org/x/mod/modfile)",
      "cross linux/amd64 stringer": upToDate,
    });
    expect(checkout.printed("dist/linux_amd64/gonew")).toMatch(/^patched modfile\nusage: gonew/);

    checkout.append("third_party/mod/semver/semver.go", '\nfunc init() { println("patched semver") }\n');
    expect(await checkout.reasons(cross)).toEqual({
      "cross linux/amd64 gonew":
        "built: golang.org/x/mod/semver/semver.go changed (cmd/gonew -> golang.org/x/mod/modfile -> golang.org/x/mod/semver)",
      "cross linux/amd64 stringer":
        "built: golang.org/x/mod/semver/semver.go changed (cmd/stringer -> go/packages -> internal/gocommand -> golang.org/x/mod/semver)",
    });
    expect(checkout.printed("dist/linux_amd64/stringer")).toMatch(/^patched semver\n/);
  });

  it("in an embedded text builds, and the program prints it", async () => {
    const checkout = Checkout.of("greeting");
    await checkout.run(["cross", pair]);
    expect(checkout.printed("dist/linux_amd64/greet")).toBe("Hello, world, from linux/amd64!\n");

    checkout.write("internal/words/words.txt", "Ahoy\n");
    expect(await checkout.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": `built: internal/words/words.txt changed (cmd/greet -> internal/words)`,
      "cross windows/amd64 greet": `built: internal/words/words.txt changed (cmd/greet -> internal/words)`,
    });
    expect(checkout.printed("dist/linux_amd64/greet")).toBe("Ahoy, world, from linux/amd64!\n");

    checkout.write("internal/words/words.txt", "Hello\n");
    expect(await checkout.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": `restored: built before; internal/words/words.txt changed (cmd/greet -> internal/words)`,
      "cross windows/amd64 greet": `restored: built before; internal/words/words.txt changed (cmd/greet -> internal/words)`,
    });
    expect(checkout.printed("dist/linux_amd64/greet")).toBe("Hello, world, from linux/amd64!\n");
  });

  it("that adds a file to an embedded folder builds, and names the file", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("internal/words/texts/one.txt", "one");
    checkout.write(
      "internal/words/texts.go",
      'package words\n\nimport "embed"\n\n//go:embed texts\nvar Texts embed.FS\n',
    );
    checkout.write(
      "cmd/greet/texts.go",
      `package main

import "example.com/greeting/internal/words"

func init() {
	entries, _ := words.Texts.ReadDir("texts")
	println(len(entries), "texts")
}
`,
    );
    await checkout.run(["cross", "linux/amd64"]);
    expect(checkout.printed("dist/linux_amd64/greet")).toMatch(/^1 texts\n/);

    checkout.write("internal/words/texts/two.txt", "two");
    expect(await checkout.reasons(["cross", "linux/amd64"])).toEqual({
      "cross linux/amd64 greet": `built: internal/words/texts/two.txt is new (cmd/greet -> internal/words)`,
    });
    expect(checkout.printed("dist/linux_amd64/greet")).toMatch(/^2 texts\n/);

    checkout.remove("internal/words/texts/two.txt");
    expect(await checkout.reasons(["cross", "linux/amd64"])).toEqual({
      "cross linux/amd64 greet": `restored: built before; internal/words/texts/two.txt is gone`,
    });
  });

  it("that comes while other targets are built is noticed, and what it was built into is not kept", async () => {
    const checkout = Checkout.of("greeting");
    // The hook of the first target stands for somebody who works on while the second one waits.
    checkout.write(
      "gowsl.config.ts",
      `import { copyFileSync } from "node:fs";
import { defineConfig, go } from "gowsl";

export default defineConfig({
  tasks: {
    build: go.build({
      packages: ["./cmd/..."],
      after: [({ target }) => {
        if (target === "linux/amd64") copyFileSync("late.txt", "cmd/greet/late_windows.go");
      }],
    }),
  },
});
`,
    );
    checkout.write("late.txt", 'package main\n\nfunc init() { println("it was late") }\n');
    const program = "dist/windows_amd64/greet.exe";
    const first = await checkout.reasons(["cross", pair, "-j", "1"]);
    expect(first["cross windows/amd64 greet"]).toMatch(/late_windows\.go is new while it was built/);
    expect(checkout.read(program)).toContain("it was late");

    checkout.remove("cmd/greet/late_windows.go");
    const second = await checkout.outcomes(["cross", pair, "-j", "1"]);
    expect(second).toEqual({ "cross linux/amd64 greet": "up-to-date", "cross windows/amd64 greet": "built" });
    expect(checkout.read(program)).not.toContain("it was late");
  });

  it("in a Go file that is embedded in its own package reaches the help that the program prints", async () => {
    const checkout = Checkout.of("tools");
    const defers = "go/analysis/passes/defers";
    const cross = ["cross", "linux/amd64", `./${defers}/cmd/defers`];
    expect(await checkout.outcomes(cross)).toEqual({ "cross linux/amd64 defers": "built" });
    expect(checkout.printed("dist/linux_amd64/defers", ["-help"])).toContain("report common mistakes");

    // Only a comment for the compiler; the program prints it.
    const doc = checkout.read(`${defers}/doc.go`);
    checkout.write(`${defers}/doc.go`, doc.replaceAll("report common mistakes", "report rare mistakes"));
    expect(await checkout.reasons(cross)).toEqual({
      "cross linux/amd64 defers": `built: ${defers}/doc.go changed (${defers}/cmd/defers -> ${defers})`,
    });
    const help = checkout.printed("dist/linux_amd64/defers", ["-help"]);
    expect(help).toContain("report rare mistakes");
    expect(help).not.toContain("report common mistakes");
  });
});

describe("the store", () => {
  it("is shared by checkouts, and no edit of a restored artifact changes it", async () => {
    const first = Checkout.of("greeting");
    const programs = ["dist/linux_amd64/greet", "dist/windows_amd64/greet.exe"];
    await first.run(["cross", pair]);
    const original = digests(first, programs);

    const second = first.sibling("greeting", "second");
    expect(await second.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": "restored: built before",
      "cross windows/amd64 greet": "restored: built before",
    });
    expect(digests(second, programs)).toEqual(original);

    // Bytes are overwritten in place, with size and time of the file kept.
    overwriteInPlace(second.path("dist/linux_amd64/greet"));
    expect(digests(second, programs)).not.toEqual(original);
    expect(await second.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": "restored: dist/linux_amd64/greet was changed by somebody else",
      "cross windows/amd64 greet": upToDate,
    });
    expect(digests(second, programs)).toEqual(original);
    expect(digests(first, programs)).toEqual(original);

    const third = first.sibling("greeting", "third");
    expect(await third.outcomes(["cross", pair])).toEqual({
      "cross linux/amd64 greet": "restored",
      "cross windows/amd64 greet": "restored",
    });
    expect(digests(third, programs)).toEqual(original);
    expect(third.printed("dist/linux_amd64/greet")).toBe("Hello, world, from linux/amd64!\n");
  });

  it("gives back the permission to run that a program has lost", async () => {
    const checkout = Checkout.of("greeting");
    await checkout.run(["cross", "linux/amd64"]);
    chmodSync(checkout.path("dist/linux_amd64/greet"), 0o644);
    expect(await checkout.reasons(["cross", "linux/amd64"])).toEqual({
      "cross linux/amd64 greet":
        "restored: dist/linux_amd64/greet has other permissions than it was built with",
    });
    expect(checkout.printed("dist/linux_amd64/greet")).toBe("Hello, world, from linux/amd64!\n");
  });

  it("is not asked under --force", async () => {
    const checkout = Checkout.of("greeting");
    await checkout.run(["cross", pair]);
    const { code, events, results } = await checkout.events(["cross", pair, "--force"]);
    expect(code).toBe(0);
    expect(results.map(({ outcome, reason }) => `${outcome}: ${reason}`)).toEqual([
      "built: --force",
      "built: --force",
    ]);
    const commands = events.filter((event) => event["type"] === "command");
    expect(commands.map(({ step, argv }) => `${step}: ${argv[1]}`).toSorted()).toEqual([
      "cross linux/amd64: build",
      "cross windows/amd64: build",
    ]);
  });
});

describe("a main package that exists on Linux only", () => {
  it("is skipped for Windows with the reason, while the others are built", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("cmd/daemon/main.go", "//go:build linux\n\npackage main\n\nfunc main() {}\n");
    const { code, results } = await checkout.events(["cross", pair]);
    expect(code).toBe(0);
    expect(results.map(({ step, unit, outcome }) => `${step} ${unit}: ${outcome}`).toSorted()).toEqual([
      "cross linux/amd64 daemon: built",
      "cross linux/amd64 greet: built",
      "cross windows/amd64 daemon: skipped",
      "cross windows/amd64 greet: built",
    ]);
    expect(checkout.exists("dist/windows_amd64/greet.exe")).toBe(true);
    expect(checkout.exists("dist/windows_amd64/daemon.exe")).toBe(false);

    // Also when no Linux target is asked for.
    expect(await checkout.reasons(["cross", "windows/amd64"])).toEqual({
      "cross windows/amd64 daemon": "skipped: build constraints exclude all its Go files for windows/amd64",
      "cross windows/amd64 greet": upToDate,
    });
  });
});

describe("dist/artifacts.json", () => {
  it("lists every artifact of build and cross as it lies on the disk", async () => {
    const checkout = Checkout.of("greeting");
    const cross = await checkout.events(["cross", pair]);
    const build = await checkout.events(["build"]);
    const toolchain = checkout.tool("go", ["env", "GOVERSION"]).trim().replace(/^go/, "");
    const keys = [...build.results, ...cross.results].map((result) => result.artifact!.key);
    expect(new Set(keys).size).toBe(3);
    const common = { name: "greet", toolchain, key: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(artifacts(checkout)).toEqual([
      { ...common, path: "bin/greet", target: "linux/amd64", ...described(checkout, "bin/greet") },
      {
        ...common,
        path: "dist/linux_amd64/greet",
        target: "linux/amd64",
        ...described(checkout, "dist/linux_amd64/greet"),
      },
      {
        ...common,
        path: "dist/windows_amd64/greet.exe",
        target: "windows/amd64",
        ...described(checkout, "dist/windows_amd64/greet.exe"),
      },
    ]);
    expect(
      artifacts(checkout)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(keys.toSorted());

    // Keys come back with what they name: the restored artifact has that of the one that was built.
    const before = artifacts(checkout);
    checkout.remove("dist/linux_amd64/greet");
    await checkout.run(["cross", "linux/amd64"]);
    expect(artifacts(checkout)).toEqual(before);
  });

  it("lists an artifact that is as it was built, whatever its time", async () => {
    const checkout = Checkout.of("greeting");
    await checkout.run(["cross", pair]);
    const before = artifacts(checkout);
    expect(before).toHaveLength(2);
    utimesSync(checkout.path("dist/linux_amd64/greet"), 0, 0);
    expect(await checkout.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": upToDate,
      "cross windows/amd64 greet": upToDate,
    });
    expect(artifacts(checkout)).toEqual(before);
  });

  it("does not list an artifact whose build has failed", async () => {
    const checkout = Checkout.of("greeting");
    await checkout.run(["cross", pair]);
    const file = "internal/words/ending_windows.go";
    const text = checkout.read(file);
    checkout.write(file, text.replace(/=.*/, "= missing"));
    expect((await checkout.run(["cross", pair])).code).toBe(1);
    expect(artifacts(checkout).map((artifact) => artifact["path"])).toEqual(["dist/linux_amd64/greet"]);

    checkout.write(file, text);
    expect(await checkout.outcomes(["cross", pair])).toEqual({
      "cross linux/amd64 greet": "up-to-date",
      "cross windows/amd64 greet": "restored",
    });
    expect(artifacts(checkout).map((artifact) => artifact["path"])).toEqual([
      "dist/linux_amd64/greet",
      "dist/windows_amd64/greet.exe",
    ]);
  });

  it("does not list the only artifact there was when its build has failed", async () => {
    const checkout = Checkout.of("greeting");
    await checkout.run(["cross", "linux/amd64"]);
    expect(artifacts(checkout)).toHaveLength(1);
    checkout.append("internal/words/ending_other.go", "\nvar broken = missing\n");
    expect((await checkout.run(["cross", "linux/amd64"])).code).toBe(1);
    expect(artifacts(checkout)).toEqual([]);
  });
});

describe("a compile error", () => {
  it("in a file of one target leaves the others alone, and its fix builds that target only", async () => {
    const checkout = Checkout.of("greeting");
    const file = "internal/words/ending_windows.go";
    const text = checkout.read(file);
    checkout.write(file, text.replace(/=.*/, "= missing"));
    const { code, stderr } = await checkout.run(["cross", pair]);
    expect(code).toBe(1);
    const message = "internal/words/ending_windows.go:3:16: undefined: missing";
    expect(stderr.split("\n").filter((line) => line.endsWith(message))).toEqual([message]);
    expect(stderr).toContain("cross windows/amd64: go build ended with exit code 1");
    expect(checkout.printed("dist/linux_amd64/greet")).toBe("Hello, world, from linux/amd64!\n");
    expect(checkout.exists("dist/windows_amd64/greet.exe")).toBe(false);

    checkout.write(file, text);
    expect(await checkout.reasons(["cross", pair])).toEqual({
      "cross linux/amd64 greet": upToDate,
      "cross windows/amd64 greet": "built: first time here",
    });
  });

  it("common to all targets is shown in full once, and every target is named", async () => {
    const checkout = Checkout.of("greeting");
    checkout.append("internal/words/words.go", "\nvar broken = missing\n");
    const { code, stdout, stderr } = await checkout.run(["cross", matrix]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.match(/undefined: missing/g)).toHaveLength(1);
    for (const target of matrix.split(",")) {
      expect(stderr).toContain(`cross ${target}: go build ended with exit code 1`);
    }
    expect(stderr.match(/the same errors as cross \w+\/\w+/g)).toHaveLength(3);
  });

  it("ends the run at once under --no-keep-going", async () => {
    const checkout = Checkout.of("greeting");
    checkout.append("internal/words/words.go", "\nvar broken = missing\n");
    const { code, results } = await checkout.events(["cross", pair, "--no-keep-going", "-j", "1"]);
    expect(code).toBe(1);
    expect(results.map(({ step, outcome, reason }) => `${step}: ${outcome}, ${reason}`)).toEqual([
      "cross linux/amd64: failed, go build ended with exit code 1",
      "cross windows/amd64: cancelled, cross linux/amd64 failed",
    ]);
  });
});

/** Container and machine of a program, read from its first bytes: `ELF 0x3e`. */
function formatOf(file: string): string {
  const bytes = readFileSync(file);
  if (bytes.readUInt32BE(0) === 0x7f454c46) return `ELF 0x${bytes.readUInt16LE(18).toString(16)}`;
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return `Mach-O 0x${bytes.readUInt32LE(4).toString(16)}`;
  if (bytes.toString("latin1", 0, 2) === "MZ") {
    const header = bytes.readUInt32LE(0x3c);
    if (bytes.toString("latin1", header, header + 4) === "PE\0\0") {
      return `PE 0x${bytes.readUInt16LE(header + 4).toString(16)}`;
    }
  }
  return "unknown";
}

function digests(checkout: Checkout, files: string[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file, checkout.sha256(file)]));
}

function described(checkout: Checkout, file: string): { sizeBytes: number; sha256: string } {
  return { sizeBytes: statSync(checkout.path(file)).size, sha256: checkout.sha256(file) };
}

function artifacts(checkout: Checkout): Record<string, unknown>[] {
  return JSON.parse(checkout.read("dist/artifacts.json")) as Record<string, unknown>[];
}

/** Changes bytes of a file without changing its inode, size or modification time. */
function overwriteInPlace(file: string): void {
  const { atime, mtime } = statSync(file);
  const handle = openSync(file, "r+");
  writeSync(handle, "overwritten", 4096);
  closeSync(handle);
  utimesSync(file, atime, mtime);
}
