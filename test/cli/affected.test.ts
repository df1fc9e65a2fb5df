/** What a change affects, and runs that leave the rest out: `gowsl query`, `--affected`. */
import { expect, it } from "vitest";
import { Checkout } from "./rig.ts";

it("leaves out what no changed file affects, and says so", async () => {
  const checkout = Checkout.of("greeting");
  checkout.write("cmd/other/main.go", 'package main\n\nfunc main() { println("other") }\n');
  checkout.write("docs/a.txt", "x\n");
  checkout.write(".gitignore", "bin/\ndist/\n.gowsl/\n");
  checkout.write(
    "gowsl.config.ts",
    `import { defineConfig, go, sh, task } from "gowsl";
export default defineConfig({ tasks: {
  docs: sh("cat docs/a.txt", { inputs: ["docs/**", "!docs/private"], outputs: [] }),
  build: go.build(),
  all: task({ needs: ["docs", "build", "test"] }),
} });
`,
  );
  const git = (...words: string[]) =>
    checkout.tool("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...words]);
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-qm", "all");
  git("checkout", "-qb", "work");

  const affected = async (...argv: string[]) =>
    (await checkout.run(["query", "affected", ...argv])).stdout.split("\n");
  expect(await affected("cmd/other/main.go")).toEqual([
    "build linux/amd64 other: cmd/other/main.go changed",
    "all: needs build linux/amd64",
    "",
  ]);
  // Both programs' tests may read a file of no package, as nobody has seen them run.
  expect(await affected("docs/a.txt")).toEqual([
    "docs: docs/a.txt changed",
    "test example.com/greeting/internal/words: its tests may read docs/a.txt",
    "all: needs docs",
    "",
  ]);
  expect(await affected("docs/private")).not.toContain("docs: docs/private changed");
  expect(await affected("go.mod")).toContain("build linux/amd64 greet: go.mod changed");
  expect(await affected("gowsl.config.ts")).toContain("docs: gowsl.config.ts changed");
  expect((await checkout.run(["query", "needs", "docs"])).stdout).toBe("all -> docs\n");

  const skipped = "skipped: not affected by what changed since main";
  checkout.append("internal/words/words.go", "\n// changed\n");
  checkout.write("cmd/other/new.go", "package main\n");
  expect(await checkout.reasons(["all", "--since", "main"])).toEqual({
    docs: skipped,
    "build linux/amd64 greet": "built: first time here",
    "build linux/amd64 other": "built: first time here",
    test: "ran: 1 of 1 packages run",
  });
  git("checkout", "-q", ".");
  git("add", ".");
  git("commit", "-qm", "other");
  checkout.remove("cmd/other/new.go");
  // Gone again: nothing differs from where the branch began.
  expect(await checkout.reasons(["all", "--affected", "--since", "main"])).toEqual({
    docs: skipped,
    "build linux/amd64": skipped,
    test: skipped,
  });
  expect(await checkout.reasons(["build", "--affected"])).toMatchObject({
    "build linux/amd64 greet": "skipped: not affected by what changed since HEAD",
    "build linux/amd64 other": expect.stringMatching(/^(built|restored|up-to-date): /),
  });
  expect(await checkout.run(["all", "--affected", "--since", "-x"])).toMatchObject({
    code: 2,
    stderr:
      'error: --since -x: git knows no "-x". Name a branch, a tag or a commit that was fetched: `git fetch origin main`, then origin/main.\n',
  });
});
