/** What commands print with `--json`, held to the published schemas: each document of the real binary, to the last property. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { Checkout, repository } from "./rig.ts";
import { schemaCheck } from "./schemas.ts";

/** One task of each kind and with each setting that a plan tells of. */
const config = `import { choice, defineConfig, flag, go, http, number, outputsOf, port, serial, service, sh, task, text } from "gowsl";
export default defineConfig({
  pools: { db: 1 },
  targets: ["linux/amd64", "windows/amd64"],
  tasks: {
    build: go.build({ define: { "main.version": "1" }, before: ["echo before"], after: [() => {}], needs: ["generate"] }),
    generate: sh("cp words.in words.out", {
      inputs: ["words.in", "!words.in.bak", { env: "HOME" }, { command: "go version" }, { ignored: "cache/*" }],
      outputs: ["words.out"], incremental: true, alias: ["gen"], group: "Sources", pool: "db",
      weight: 1, memory: "1GB", retries: 2, timeout: "90s",
    }),
    reads: task({ run: () => {}, inputs: [outputsOf("generate")], outputs: [], needs: ["generate"] }),
    piped: sh("cat words.in | wc -l", { dotenv: [".env"], env: { A: "b" } }),
    talks: sh("cat", { interactive: true }),
    deploy: sh("echo {args.env}", {
      args: { env: choice("dev", "prod"), port: number({ default: 80 }), dry: flag(), note: text({ optional: true, positional: true, description: "why" }) },
    }),
    matrix: sh("echo {matrix.db}", { matrix: { db: ["pg", "mysql"] }, finally: ["tidied"] }),
    tidied: sh("echo tidied"),
    server: service({ command: "sleep 60", ready: port(1) }),
    other: service({ command: "sleep 60", ready: http("http://localhost:1/") }),
    elsewhere: sh("echo x", { platforms: ["plan9"] }),
    _private: sh("echo p"),
    ci: task({ needs: [serial("piped", "tidied"), "server", { task: "deploy", args: { env: "dev" } }, { task: "matrix", matrix: { db: "pg" } }, "_private"] }),
  },
});
`;

it("every document is as its schema has it", async () => {
  const checkout = Checkout.of("greeting");
  const git = (...argv: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...argv], { cwd: checkout.folder });
  checkout.write("gowsl.config.ts", config);
  checkout.write("words.in", "a\n");
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-qm", "first");
  const checks = new Map<string, (document: unknown) => void>();
  const check = async (name: string, ...argv: string[]) => {
    const known = checks.get(name) ?? schemaCheck(name);
    checks.set(name, known);
    const { code, stdout, stderr } = await checkout.run([...argv, "--json"]);
    expect({ argv, code, said: code === 0 ? "" : stderr }).toEqual({ argv, code: 0, said: "" });
    const document = JSON.parse(stdout) as Record<string, unknown>;
    known(document);
    return document;
  };

  await check("list", "list");
  const all = [
    "build",
    "generate",
    "reads",
    "piped",
    "talks",
    "matrix",
    "server",
    "other",
    "elsewhere",
    "ci",
  ];
  const before = await check("plan", "run", ...all, "--dry-run");
  const kinds = (before["steps"] as { kind: string }[]).map(({ kind }) => kind);
  expect([...new Set(kinds)].toSorted()).toEqual(["command", "go-build", "group"]);
  expect(before).toHaveProperty("now");
  expect((await checkout.run(["build", "--quiet"])).code).toBe(0);
  checkout.append("internal/words/words.go", "\nvar more = 1\n");
  checkout.append("words.in", "b\n");
  await check("plan", "test", "--dry-run");
  await check("plan", "cross", "--dry-run");
  const why = await check("why", "why", "build");
  const [, build] = why["steps"] as { units: { changes: object[] }[] }[];
  expect(build!.units[0]!.changes).not.toEqual([]);
  await check("why", "why", "test");
  const [{ key } = { key: "" }] = JSON.parse(checkout.read("dist/artifacts.json")) as { key: string }[];
  await check("why", "why", "--diff", key, key);
  await check("graph", "graph");
  const affected = await check("query", "query", "affected", "--since", "main");
  expect(affected["files"]).toContain(checkout.path("words.in"));
  await check("query", "query", "needs", "generate");
  await check("host", "host");
  await check("env", "env");
  await check("env", "env", "--explain", "GOFLAGS", "GOPROXY");
  await check("which", "which", "go");
  await check("path", "path", "-u", "/tmp/./x");
  await check("toolchain", "toolchain", "list");
  await check("toolchain", "toolchain", "install");
  await check("toolchain", "toolchain", "prune");
  await check("toolchain", "toolchain", "use", "1.21");
  await check("report", "report");
  await check("init", "init", "--dry-run");
  checkout.write("Makefile", "all:\n\techo all\n%.o: %.c\n\techo $<\n");
  await check("import", "import", "Makefile", "--out", "made.ts");
  await check("shim", "shim", "install");
  await check("shim", "shim", "status");
  await check("shim", "shim", "uninstall");
  await check("clean", "clean");
  // A schema that nothing is held to would age unseen; pictures.test.ts has the events, upgrade.test.ts the upgrade.
  const published = readdirSync(path.join(repository, "docs")).filter((file) =>
    file.endsWith(".schema.json"),
  );
  expect([...checks.keys(), "events", "upgrade"].toSorted()).toEqual(
    published.map((file) => file.replace(".schema.json", "")).toSorted(),
  );
});
