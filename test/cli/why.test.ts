/** `gowsl why`, and `--verify`: reasons in Go's words from the walk that makes the keys, and no change of state. */
import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { cacheFolder, Checkout } from "./rig.ts";

const pair = "linux/amd64,windows/amd64";

/** Names, sizes and times of everything below the checkout and its cache. */
function state(checkout: Checkout): string {
  return execFileSync("find", [checkout.path(".."), "-type", "f", "-printf", "%p %s %T@ %C@\n"], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((line) => !line.includes("/home/"))
    .toSorted()
    .join("\n");
}

describe("gowsl why", () => {
  it("names what moved, the imports that lead there, and the targets that it concerns", async () => {
    const checkout = Checkout.of("age");
    await checkout.run(["cross", pair, "./cmd/age"]);
    const names = async () => (await checkout.run(["why", "cross", pair])).stdout.split("\n");
    expect(await names()).toEqual([
      "cmd/age: linux/amd64 is up to date: no input changed",
      "cmd/age: windows/amd64 is up to date: no input changed",
      "cmd/age-keygen: linux/amd64 would be built: first time here",
      "cmd/age-keygen: windows/amd64 would be built: first time here",
      "",
    ]);

    checkout.append("internal/stream/stream.go", "\nvar more = 1\n");
    checkout.write("internal/stream/x_windows.go", "package stream\n");
    checkout.write("internal/stream/README.md", "no input of anything\n");
    const before = state(checkout);
    expect(await names()).toEqual([
      "cmd/age: linux/amd64 would be built",
      "cmd/age: windows/amd64 would be built",
      "cmd/age: internal/stream/stream.go changed (cmd/age -> age -> internal/stream)",
      "cmd/age: internal/stream/x_windows.go is new (cmd/age -> age -> internal/stream); windows/amd64 only",
      "cmd/age-keygen: linux/amd64 would be built: first time here",
      "cmd/age-keygen: windows/amd64 would be built: first time here",
      "",
    ]);
    expect(state(checkout)).toBe(before);
  });

  it("gives the same keys as a run, and says what two results differ in", async () => {
    const checkout = Checkout.of("greeting");
    const keyNow = async () => {
      const { stdout } = await checkout.run(["why", "cross", "linux/amd64", "--json"]);
      return (JSON.parse(stdout) as { steps: { units: { key: string }[] }[] }).steps[0]!.units[0]!.key;
    };
    const built = async () => {
      const { results } = await checkout.events(["cross", "linux/amd64"]);
      return results[0]!.artifact!.key;
    };
    const first = await keyNow();
    expect(await built()).toBe(first);
    checkout.append("cmd/greet/main.go", "\n// more\n");
    const { stdout: told } = await checkout.run(["why", "cross", "linux/amd64,windows/amd64"]);
    // Of a target that was never built nobody knows whether the change concerns it.
    expect(told.split("\n")).toEqual([
      "cmd/greet: linux/amd64 would be built",
      "cmd/greet: windows/amd64 would be built: first time here",
      "cmd/greet: cmd/greet/main.go changed",
      "",
    ]);
    const second = await keyNow();
    expect(second).not.toBe(first);
    expect(await built()).toBe(second);

    const { stdout } = await checkout.run(["why", "--diff", first.slice(0, 12), second]);
    expect(stdout).toBe("example.com/greeting/cmd/greet/main.go changed\n");
    expect((await checkout.run(["why", "--diff", first, first])).stdout).toBe("the two are the same\n");
    const json = JSON.parse((await checkout.run(["why", "--diff", first, second, "--json"])).stdout);
    expect(json).toMatchObject({ schema: 1, before: first, now: second, changes: [{ kind: "file" }] });
  });

  it("says of other tasks that they run every time, and of a target what it is asked for", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, go, sh } from "gowsl";
export default defineConfig({ tasks: {
  words: sh("echo words"),
  all: go.build({ targets: ["linux/amd64", "windows/amd64"], needs: ["words"] }),
} });\n`,
    );
    const { stdout } = await checkout.run(["why", "all", "windows/amd64"]);
    expect(stdout).toBe(
      "words: runs every time: declares no inputs and outputs; add both to have it cached\nall: cmd/greet: windows/amd64 would be built: first time here\n",
    );
  });

  it.each<[argv: string[], message: string]>([
    [["why"], "gowsl why: no task is named. `gowsl why build`, for example; `gowsl list` shows the tasks."],
    [
      ["why", "build", "plan9/amd64"],
      "gowsl why build: it has no target plan9/amd64. It builds for linux/amd64.",
    ],
    [
      ["why", "--diff", "abcdef"],
      "gowsl why --diff: 1 keys are named, and two are compared. `gowsl why build --verbose` and `gowsl why test --verbose` show keys, and so does dist/artifacts.json.",
    ],
    [
      ["why", "--diff", "nokey", "abcdef"],
      'gowsl why --diff: "nokey" is no key: that is six or more of its first digits. `gowsl why TASK --verbose` shows keys.',
    ],
    [
      ["why", "--diff", "abcdef", "abcdef"],
      "gowsl why --diff: no result is known whose key begins with abcdef. Results that were evicted are forgotten.",
    ],
  ])("%j is a mistake of the command line", async (argv, message) => {
    const checkout = Checkout.of("greeting");
    const { code, stdout, stderr } = await checkout.run(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.split("\n")).toContain(`error: ${message}`);
  });
});

describe("--verify", () => {
  it("finds a module of the module cache that was changed", async () => {
    const checkout = Checkout.of("age");
    const modules = checkout.path("../modules");
    const env = { GOMODCACHE: modules };
    const proxy = `file://${path.join(cacheFolder, "go-mod", "cache", "download")}`;
    checkout.tool("go", ["mod", "download"], { ...env, GOPROXY: proxy, GONOSUMDB: "*" });
    const good = await checkout.run(["build", "--verify", "./cmd/age-keygen"], { env });
    expect(good.code).toBe(0);
    expect(good.stderr).toMatch(/was verified for the first time: \d+ files are remembered\n/);
    expect(good.stderr).toContain(`the modules of ${checkout.folder} are what go.sum says\n`);
    // No fast answer, which would verify nothing.
    const again = await checkout.run(["build", "--verify", "./cmd/age-keygen"], { env });
    expect(again.stderr).toContain("has the files that it had when it was first verified\n");

    const list = checkout.tool("go", ["list", "-m", "-f", "{{.Dir}}", "golang.org/x/term"], env).trim();
    chmodSync(list, 0o755);
    chmodSync(path.join(list, "term.go"), 0o644);
    writeFileSync(path.join(list, "term.go"), "package term\n");
    const bad = await checkout.run(["build", "--verify", "./cmd/age-keygen"], { env });
    expect(bad.code).toBe(4);
    expect(bad.stderr).toContain("modules of the module cache are not what go.sum says");
    expect(bad.stderr).toContain("golang.org/x/term");
  });
});
