/** `gowsl init`: what it writes works at once: gowsl builds with it, and a real tsc checks it with nothing installed. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parsers } from "prettier/plugins/yaml";
import { expect, it } from "vitest";
import { both, Checkout, long, repository } from "./rig.ts";

/** The TypeScript of this repository, in a folder that has none. */
function tsc(checkout: Checkout) {
  const program = path.join(repository, "node_modules", "typescript", "bin", "tsc");
  const options = { cwd: checkout.folder, encoding: "utf8" } as const;
  const { status, stdout } = spawnSync(process.execPath, [program, "-p", "."], options);
  return { status, stdout };
}

function tree(checkout: Checkout): Record<string, string> {
  const names = readdirSync(checkout.folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = path.relative(checkout.folder, path.join(parentPath, name));
      return [file, checkout.read(file)];
    }),
  );
}

it("a module with a program: written once, checked by tsc, and built", both, async () => {
  const checkout = Checkout.of("greeting");
  checkout.remove("gowsl.config.ts");
  checkout.write(".gitignore", "*.o\r\n");
  checkout.write(".github/CODEOWNERS", "");
  const before = tree(checkout);
  const dry = await checkout.run(["init", "--dry-run"]);
  expect(dry).toMatchObject({ code: 0, stderr: "" });
  expect(dry.stdout).toContain('    packages: ["./cmd/..."]');
  expect(tree(checkout)).toEqual(before);

  const { code, stdout, stderr } = await checkout.run(["init"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.replaceAll(/: .*/g, "").split("\n")).toEqual([
    "wrote .gowsl/types",
    "wrote tsconfig.json",
    "wrote gowsl.config.ts",
    "changed .gitignore",
    "wrote .github/workflows/gowsl.yml",
    "next",
    "",
  ]);
  expect(checkout.read(".gitignore")).toBe("*.o\r\nbin/\r\ndist/\r\n");
  expect(tsc(checkout)).toEqual({ status: 0, stdout: "" });

  const written = tree(checkout);
  const again = await checkout.run(["init"]);
  expect(again.stdout).toContain("\nnothing to do\n");
  expect(again.stdout).not.toMatch(/^(wrote|changed)/m);
  expect(tree(checkout)).toEqual(written);

  // Another machine has no types yet, or those of another gowsl: the first run that does something brings them.
  checkout.remove(".gowsl/types");
  expect(tsc(checkout).status).not.toBe(0);
  expect(await checkout.outcomes(["build"])).toEqual({ "build linux/amd64 greet": "built" });
  expect(tsc(checkout)).toEqual({ status: 0, stdout: "" });
  const config = checkout.read("gowsl.config.ts");
  checkout.write("gowsl.config.ts", config.replace("packages:", "packges:"));
  expect(tsc(checkout).stdout).toContain("'packges' does not exist");

  // What is the user's stays, until told otherwise.
  expect((await checkout.run(["init"])).stdout).toContain("kept gowsl.config.ts: is yours");
  expect((await checkout.run(["init", "--force"])).stdout).toContain("changed gowsl.config.ts");
  expect(checkout.read("gowsl.config.ts")).toBe(config);
});

it("a workspace, a library and a tsconfig of one's own", async () => {
  const workspace = Checkout.of(undefined);
  workspace.write("go.work", "go 1.21\n\nuse (\n\t./api\n\t./words\n)\n");
  workspace.write("api/go.mod", "module example.com/api\n\ngo 1.21\n");
  workspace.write("api/main.go", "package main\n\nfunc main() {}\n");
  workspace.write("words/go.mod", "module example.com/words\n\ngo 1.21\n");
  workspace.write("words/words.go", "package words\n");
  expect(await workspace.run(["init", "--ci", "github"], { cwd: "api" })).toMatchObject({ code: 0 });
  expect(workspace.read(".github/workflows/gowsl.yml")).toContain('go-version-file: "go.work"');
  expect(tsc(workspace)).toEqual({ status: 0, stdout: "" });
  expect(await workspace.outcomes(["build"])).toMatchObject({ "build:api linux/amd64 api": "built" });

  const library = workspace.sibling(undefined, "library");
  library.write("go.mod", "module example.com/words\n\ngo 1.21\n");
  library.write("words.go", "package words\n");
  library.write("tsconfig.json", "{}\n");
  const { stdout } = await library.run(["init"]);
  expect(stdout).toContain('kept tsconfig.json: is yours; for the types add "paths"');
  expect(stdout).toContain("next: gowsl test\n");
  expect(library.read("tsconfig.json")).toBe("{}\n");
  expect([".gitignore", ".github", "bin"].filter((name) => library.exists(name))).toEqual([]);
  expect(await library.run(["list"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("ci ") as string,
  });
});

it("a config above the module is nothing to replace", async () => {
  const checkout = Checkout.of(undefined);
  checkout.write(".git/HEAD", "ref: refs/heads/main\n");
  checkout.write("gowsl.config.ts", "export default {};\n");
  checkout.write("tools/go.mod", "module example.com/tools\n");
  const { code, stdout } = await checkout.run(["init", "--force"], { cwd: "tools" });
  expect(code).toBe(0);
  expect(stdout).toContain("kept gowsl.config.ts: is the config here, and not in the folder of the module\n");
  expect(checkout.read("gowsl.config.ts")).toBe("export default {};\n");
  expect([checkout.exists("tsconfig.json"), checkout.exists("tools/tsconfig.json")]).toEqual([true, false]);
});

it("no module, and a folder where nothing may be written", async () => {
  const checkout = Checkout.of(undefined);
  const empty = await checkout.run(["init"]);
  expect(empty).toMatchObject({ code: 4, stdout: "" });
  expect(empty.stderr).toContain("there is no go.mod here or above. Make a module first: `go mod init");
  checkout.write("api/go.mod", "module example.com/api\n");
  expect((await checkout.run(["init"])).stderr).toContain("Go there (api)");
  expect(await checkout.run(["init", "--ci", "gitlab"], { cwd: "api" })).toMatchObject({ code: 2 });
  // Root may write anywhere: there a file stands where the folder of the types is needed.
  if (process.getuid?.() === 0) checkout.write("api/.gowsl", "");
  else chmodSync(checkout.path("api"), 0o555);
  const refused = await checkout.run(["init"], { cwd: "api" });
  expect(refused).toMatchObject({ code: 6, stdout: "" });
  expect(refused.stderr).toMatch(/could not be written: .*\. Make it writable and run `gowsl init` again/);
  expect(readdirSync(checkout.path("api")).filter((name) => name !== ".gowsl")).toEqual(["go.mod"]);
});

/** A node of YAML as prettier's parser has it. */
interface YamlNode {
  type: string;
  value?: string;
  children?: (YamlNode | null)[];
}

/** Mappings as objects, sequences as lists, all else as text; what is no YAML throws. */
function plain(node: YamlNode | null | undefined): unknown {
  const children = node?.children ?? [];
  switch (node?.type) {
    case "mapping":
      return Object.fromEntries(
        children.map((item) => [plain(item!.children![0]), plain(item!.children![1])] as [string, unknown]),
      );
    case "flowSequence":
    case "sequence":
      return children.map((item) => plain(item));
    case "plain":
    case "quoteDouble":
    case "quoteSingle":
      return node.value;
    default:
      return children.length === 0 ? null : plain(children.findLast((child) => child !== null));
  }
}

it("the workflow is one that GitHub takes, and its lines run in a fresh checkout", long, async () => {
  const checkout = Checkout.of("greeting");
  checkout.remove("gowsl.config.ts");
  expect((await checkout.run(["init", "--ci", "github"])).code).toBe(0);
  const text = checkout.read(".github/workflows/gowsl.yml");
  const parsed = await parsers.yaml.parse(text, {} as Parameters<typeof parsers.yaml.parse>[1]);
  const workflow = plain(parsed as YamlNode) as {
    jobs: Record<string, { "runs-on": string; steps: { uses?: string; run?: string; with?: object }[] }>;
  };
  // docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
  expect(workflow).toMatchObject({
    name: "gowsl",
    on: { push: { branches: ["main", "master"] }, pull_request: null },
    permissions: { contents: "read" },
  });
  expect(Object.keys(workflow.jobs)).toEqual(["ci"]);
  const { steps, ...job } = workflow.jobs["ci"]!;
  expect(job).toEqual({ "runs-on": "ubuntu-latest" });
  for (const step of steps) {
    const { uses, run, ...rest } = step;
    expect(
      [uses, run].filter((each) => each !== undefined),
      JSON.stringify(step),
    ).toHaveLength(1);
    if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
    expect(Object.keys(rest).every((name) => name === "with")).toBe(true);
  }
  const git = (cwd: string, ...argv: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...argv], { cwd, stdio: "pipe" });
  git(checkout.folder, "init", "-q", "-b", "main");
  git(checkout.folder, "add", ".");
  git(checkout.folder, "commit", "-qm", "first");
  git(checkout.folder, "clone", "-q", ".", "../runner/work");
  // npx takes a package of that version that is installed above, and asks no registry.
  const modules = checkout.path("../runner/node_modules");
  mkdirSync(path.join(modules, ".bin"), { recursive: true });
  symlinkSync(repository, path.join(modules, "gowsl"));
  symlinkSync("../gowsl/out/gowsl.cjs", path.join(modules, ".bin/gowsl"));
  const env = checkout.environment({ npm_config_registry: "http://127.0.0.1:9/", CI: "true" });
  for (const { run } of steps) {
    if (run === undefined) continue;
    // As GitHub runs a line without a shell of its own.
    const { status, stderr } = spawnSync("bash", ["-e", "-c", run], {
      cwd: checkout.path("../runner/work"),
      env,
      encoding: "utf8",
    });
    expect({ run, status, stderr: status === 0 ? "" : stderr }).toEqual({ run, status: 0, stderr: "" });
  }
  expect(readdirSync(checkout.path("../runner/work"))).toContain("dist");
});
