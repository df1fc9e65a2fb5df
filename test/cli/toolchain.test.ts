/**
 * `gowsl toolchain` and the automatic install, with a real release of Go from a module proxy that is a folder. What
 * networks and the checksum database do is tested elsewhere.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import {
  Checkout,
  ended,
  gowslCommand,
  machineGoroot,
  oldRelease,
  realModule,
  realRelease,
  realToolchains,
} from "./rig.ts";
import { moduleZip } from "../unit/toolchain/small-go.ts";

const folder = `${realRelease}.linux-amd64`;

/** A checkout whose GOPROXY is a folder with one release of Go in it. */
class Rig {
  readonly checkout: Checkout;
  readonly env: Record<string, string>;
  readonly zip: string;

  /** @param size a `small` release has all that gowsl looks at, and can't run */
  constructor(size: "real" | "small") {
    this.checkout = Checkout.of("greeting");
    const versions = "golang.org/toolchain/@v";
    const source = path.join(realToolchains, "cache/download", versions);
    const proxy = this.checkout.path("../proxy", versions);
    mkdirSync(proxy, { recursive: true });
    for (const ending of ["info", "mod", "zip"]) {
      copyFileSync(path.join(source, `${realModule}.${ending}`), path.join(proxy, `${realModule}.${ending}`));
    }
    if (size === "small") {
      const content = moduleZip([], { VERSION: `go${realRelease}\n` }, `golang.org/toolchain@${realModule}/`);
      writeFileSync(path.join(proxy, `${realModule}.zip`), content);
    }
    writeFileSync(path.join(proxy, "list"), `${realModule}\n`);
    this.zip = path.join(proxy, `${realModule}.zip`);
    this.env = { GOPROXY: `file://${this.checkout.path("../proxy")}` };
  }

  run(argv: string[], env: Record<string, string | undefined> = {}) {
    return this.checkout.run(argv, { env: { ...this.env, ...env } });
  }

  /** gowsl's own folder of toolchains. */
  own(...parts: string[]): string {
    return this.checkout.path("../cache/go", ...parts);
  }

  /** What is in it. */
  get names(): string[] {
    return existsSync(this.own()) ? readdirSync(this.own()).toSorted() : [];
  }

  /** The version that an installed Go says of itself. */
  version(): string {
    return this.checkout.tool(this.own(folder, "bin/go"), ["version"], { GOTOOLCHAIN: "local" });
  }
}

/** Type, permission to run and size of every file. */
function filesIn(root: string): Map<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        const { mode, size } = statSync(file);
        return [path.relative(root, file), `${(mode & 0o111) === 0 ? "-" : "x"} ${size}`];
      }),
  );
}

/** How many files and folders there are, in folders that may come and go meanwhile. */
function countOf(root: string): number {
  try {
    return readdirSync(root, { recursive: true }).length;
  } catch {
    return 0;
  }
}

const asking = { GOTOOLCHAIN: `go${realRelease}` };

describe("gowsl toolchain install", () => {
  it("makes of the release what go itself makes of it, and it builds the example", async () => {
    const rig = new Rig("real");
    const installed = await rig.run(["toolchain", "install", realRelease]);
    expect(installed.code).toBe(0);
    expect(installed.stdout).toBe(`${rig.own(folder)}\n`);
    expect(installed.stderr).toMatch(
      /^fetching Go 1\.\d+\.\d+ for linux\/amd64 from file:.*: the command line asks/,
    );
    expect(rig.version()).toBe(`go version go${realRelease} linux/amd64\n`);
    expect(rig.names).toEqual([".notes", folder]);
    expect(readdirSync(rig.checkout.path("../cache/downloads"))).toEqual([]);

    const theirs = filesIn(path.join(realToolchains, `golang.org/toolchain@${realModule}`));
    const copies = [...theirs.keys()].filter((name) => path.basename(name) === "_go.mod");
    expect(copies).toContain("src/_go.mod");
    for (const name of copies) theirs.delete(name);
    expect(filesIn(rig.own(folder))).toEqual(theirs);
    const same = spawnSync("diff", [
      "-rq",
      "--exclude=_go.mod",
      rig.own(folder),
      path.join(realToolchains, `golang.org/toolchain@${realModule}`),
    ]);
    expect(same.stdout.toString()).toBe("");

    const again = await rig.run(["toolchain", "install", realRelease, "--json"]);
    expect(JSON.parse(again.stdout)).toEqual({
      version: realRelease,
      os: "linux",
      arch: "amd64",
      goroot: rig.own(folder),
      fetched: false,
    });

    // Nothing has to be fetched now, and routing finds it.
    const built = await rig.run(["build"], { ...asking, GOPROXY: "off" });
    expect(built.code).toBe(0);
    expect(rig.checkout.printed("bin/greet")).toContain("ello");
    expect(rig.checkout.tool("go", ["version", "bin/greet"])).toContain(`go${realRelease}`);
  });

  it("installs what the project asks for, unless something installed will do", async () => {
    const rig = new Rig("small");
    const nothing = await rig.run(["toolchain", "install"]);
    expect(nothing).toMatchObject({ code: 0, stdout: `${machineGoroot()}\n` });
    expect(nothing.stderr).toMatch(/^nothing to install: go\.mod asks for 1\.21 or newer; PATH has /);
    rig.checkout.write("gowsl.config.ts", `export default { go: { version: "${realRelease}" } };\n`);
    const some = await rig.run(["toolchain", "install", "--quiet"]);
    expect(some).toMatchObject({ code: 0, stdout: `${rig.own(folder)}\n`, stderr: "" });
  });

  it("says what is wrong with a version that does not exist", async () => {
    const rig = new Rig("small");
    for (const [version, said] of [
      ["1.99.1", /1\.99\.1.*newer than anything that .* has: the newest is go1\.25\.11/],
      ["1.20", /does not have go1\.20: the newest is go1\.25\.11/],
    ] as const) {
      const { code, stderr } = await rig.run(["toolchain", "install", version]);
      expect(code).toBe(5);
      expect(stderr).toMatch(said);
    }
    expect(await rig.run(["toolchain", "install", "latest"])).toMatchObject({ code: 2 });
    expect(rig.names).toEqual([]);
  });

  it("does the work once for two who ask at the same time", async () => {
    const rig = new Rig("real");
    const runs = await Promise.all([1, 2].map(() => rig.run(["toolchain", "install", realRelease])));
    expect(runs.map(({ code, stdout }) => [code, stdout])).toEqual(
      [1, 2].map(() => [0, `${rig.own(folder)}\n`]),
    );
    const said = runs.map(({ stderr }) => stderr).join("");
    expect(said.match(/^fetching /gm)).toHaveLength(1);
    expect(said.match(/^another gowsl \(process \d+\) is installing Go .*; waiting for it$/gm)).toHaveLength(
      1,
    );
    expect(rig.names).toEqual([".notes", folder]);
  });

  it("leaves nothing half when it is killed, and installs in the end", async () => {
    const rig = new Rig("real");
    // At moments that the work itself tells: the archive is here, the tree begins, it has some files, it has many.
    const hasFiles = (least: number) => () => {
      const tree = rig.names.find((name) => name.startsWith(`.${folder}.`));
      return tree !== undefined && countOf(rig.own(tree)) >= least;
    };
    const downloads = rig.checkout.path("../cache/downloads");
    const isFetching = () => existsSync(downloads) && readdirSync(downloads).length > 0;
    for (const reached of [isFetching, hasFiles(0), hasFiles(500), hasFiles(5000)]) {
      const child = rig.checkout.start(["toolchain", "install", realRelease], { env: rig.env });
      const end = ended(child);
      while (!reached() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
      child.kill("SIGKILL");
      expect(await end).toMatchObject({ code: null, signal: "SIGKILL" });
      expect(existsSync(rig.own(folder))).toBe(false);
      const list = await rig.run(["toolchain", "list", "--json"]);
      const places = (JSON.parse(list.stdout).toolchains as { place: string }[]).map(({ place }) => place);
      expect(places.filter((place) => place.startsWith(rig.own()))).toEqual([]);
    }
    const done = await rig.run(["toolchain", "install", realRelease]);
    expect(done.code).toBe(0);
    expect(rig.names).toEqual([".notes", folder]);
    expect(readdirSync(downloads)).toEqual([]);
    expect(rig.version()).toContain(realRelease);
  });

  it("refuses a zip that is cut off or has a flipped bit, and what was there before still works", async () => {
    const rig = new Rig("real");
    const whole = readFileSync(rig.zip);
    truncateSync(rig.zip, whole.length - 100_000);
    const cut = await rig.run(["build"], asking);
    expect(cut.code).toBe(5);
    expect(cut.stderr).toMatch(/is no intact zip archive/);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1]! ^= 1;
    writeFileSync(rig.zip, flipped);
    const broken = await rig.run(["build"], asking);
    expect(broken.code).toBe(5);
    expect(broken.stderr).toMatch(/broken at golang\.org\/toolchain/);
    expect(rig.names.filter((name) => !name.startsWith("."))).toEqual([]);
    expect(await rig.run(["build"])).toMatchObject({ code: 0 });
  });
});

/** Runs gowsl where its cache is a file system of its own, which a user and mount namespace has for itself. */
function inNamespace(rig: Rig, context: TestContext, mount: string, argv: string[]) {
  const cache = rig.checkout.path("../cache");
  mkdirSync(cache, { recursive: true });
  const probe = spawnSync("unshare", ["-Urm", "mount", "-t", "tmpfs", "none", cache]);
  if (probe.status !== 0) {
    context.skip(`no user namespace here: ${probe.error?.message ?? probe.stderr.toString().trim()}`);
  }
  const gowsl = [...gowslCommand, ...argv];
  const script = `${mount} && cd "$CHECKOUT" && "$@"; code=$?; ls -A "$CACHE" "$CACHE"/go >&2; exit $code`;
  const { status, stdout, stderr } = spawnSync("unshare", ["-Urm", "bash", "-c", script, "bash", ...gowsl], {
    encoding: "utf8",
    env: { ...rig.checkout.environment(rig.env), CACHE: cache, CHECKOUT: rig.checkout.folder },
  });
  return { code: status, stdout, stderr, cache };
}

describe("gowsl toolchain install on a disk that does not take it", () => {
  it("says that the disk is full, and leaves nothing on it", (context) => {
    const rig = new Rig("real");
    // Room for the archive, and for a part of what is in it.
    const mount = 'mount -t tmpfs -o size=120m none "$CACHE"';
    const { code, stderr, cache } = inNamespace(rig, context, mount, ["toolchain", "install", realRelease]);
    expect(code).toBe(6);
    expect(stderr).toContain(
      `error: ${cache}/go: ${folder} can't be put there: no space left on the disk. A Go takes up to 500 MB: make room, or set GOWSL_CACHE_DIR to a folder elsewhere.`,
    );
    expect(stderr).not.toMatch(/^\..*\.tmp$/m);
    expect(stderr.split("\n").filter((line) => line === folder)).toEqual([]);
  });

  it("says that the disk is full for the archive alone", (context) => {
    const rig = new Rig("real");
    const mount = 'mount -t tmpfs -o size=20m none "$CACHE"';
    const { code, stderr } = inNamespace(rig, context, mount, ["toolchain", "install", realRelease]);
    expect(code).toBe(6);
    expect(stderr).toContain("no space left on the disk");
    expect(stderr).not.toMatch(/^\..*\.tmp$/m);
  });

  it("says that the store is read-only, before anything is fetched, and another Go still works", (context) => {
    const rig = new Rig("small");
    const mount = 'mount -t tmpfs none "$CACHE" && mkdir "$CACHE"/go && mount -o remount,ro "$CACHE"';
    const { code, stderr, cache } = inNamespace(rig, context, mount, ["toolchain", "install", realRelease]);
    expect(code).toBe(6);
    expect(stderr).toContain(
      `error: ${cache}/go: ${folder} can't be put there: the file system is read-only. Make it writable, or set GOWSL_CACHE_DIR to a folder elsewhere.`,
    );
    expect(stderr).not.toContain("fetching");
    const other = inNamespace(rig, context, mount, ["go", "version"]);
    expect(other.code).toBe(0);
    expect(other.stdout).toMatch(/^go version /);
  });
});

describe("a Go that is missing", () => {
  it("is installed by what runs Go, with one note, and not by what only tells", async () => {
    const rig = new Rig("real");
    const dry = await rig.run(["build", "--dry-run"], asking);
    expect(dry).toMatchObject({
      code: 0,
      stdout: `would fetch a Go first: no installed Go will do: GOTOOLCHAIN asks for exactly ${realRelease}\nwhat comes then is known only with that Go\n`,
    });
    const offline = await rig.run(["build", "--dry-run", "--offline"], asking);
    expect(offline).toMatchObject({ code: 5, stdout: "" });
    for (const argv of [
      ["which", "go"],
      ["why", "build"],
      ["env", "--explain", "GOFLAGS"],
    ]) {
      const { code, stderr } = await rig.run(argv, asking);
      expect(code).toBe(5);
      expect(stderr).toContain(
        `no installed Go will do: GOTOOLCHAIN asks for exactly ${realRelease}. Commands that run Go install it first; \`gowsl toolchain install\` does it now.`,
      );
    }
    expect(rig.names).toEqual([]);
    const built = await rig.run(["build"], asking);
    expect(built.code).toBe(0);
    const notes = built.stderr.split("\n").filter((line) => line.includes(realRelease));
    expect(notes).toEqual([
      expect.stringMatching(
        /^fetching Go 1\.25\.11 for linux\/amd64 from file:.*: no installed Go will do: GOTOOLCHAIN asks for exactly 1\.25\.11$/,
      ),
      expect.stringMatching(/^installed Go 1\.25\.11 in /),
    ]);
    expect(rig.checkout.tool("go", ["version", "bin/greet"])).toContain(`go${realRelease}`);
    // It is not told again, not even from the kept answer.
    const again = await rig.run(["build"], asking);
    expect(again.code).toBe(0);
    expect(again.stderr).not.toContain("fetching");
    const which = await rig.run(["which", "go"], { ...asking, GOPROXY: "off" });
    expect(which.stdout).toBe(`${rig.own(folder, "bin/go")}\n`);
    const exec = await rig.run(["exec", "--", "go", "env", "GOROOT"], { ...asking, GOPROXY: "off" });
    expect(exec).toMatchObject({ code: 0, stdout: `${rig.own(folder)}\n` });
  });

  it("is installed by gowsl go, gowsl exec and gowsl env", async () => {
    for (const argv of [
      ["go", "version"],
      ["exec", "go", "version"],
      // Its lines go to a shell, and what happens to stderr.
      ["env", "--shell", "bash"],
    ]) {
      const rig = new Rig("small");
      const { stderr } = await rig.run(argv, asking);
      expect(stderr).toMatch(/^fetching Go 1\.25\.11 .*\ninstalled Go 1\.25\.11 /);
      expect(rig.names).toEqual([".notes", folder]);
    }
  });

  it.each<[name: string, argv: string[], env: Record<string, string>, config: string, hint: string]>([
    ["--offline", ["build", "--offline"], asking, "", "None is fetched, as --offline says so."],
    [
      "go.toolchain",
      ["build"],
      asking,
      'export default { go: { toolchain: "local" } };',
      'None is fetched, as go.toolchain in gowsl.config.ts is "local".',
    ],
    [
      "GOTOOLCHAIN=local",
      ["build"],
      { GOTOOLCHAIN: "local" },
      `export default { go: { version: "${realRelease}" } };`,
      "None is fetched, as GOTOOLCHAIN is local.",
    ],
    [
      "GOTOOLCHAIN=path",
      ["build"],
      { GOTOOLCHAIN: "path" },
      `export default { go: { version: "${realRelease}" } };`,
      "None is fetched, as GOTOOLCHAIN is path.",
    ],
  ])("is not installed where %s forbids it", async (_, argv, env, config, hint) => {
    const rig = new Rig("small");
    if (config !== "") rig.checkout.write("gowsl.config.ts", `${config}\n`);
    const { code, stderr } = await rig.run(argv, env);
    expect(code).toBe(5);
    expect(stderr).toContain(`Install Go ${realRelease} from https://go.dev/dl/`);
    expect(stderr).toContain(`hint: ${hint}`);
    expect(rig.names).toEqual([]);
  });

  it("can't be fetched with GOPROXY=off, which is said", async () => {
    const rig = new Rig("small");
    const { code, stderr } = await rig.run(["build"], { ...asking, GOPROXY: "off" });
    expect(code).toBe(5);
    expect(stderr).toMatch(/GOPROXY/);
    expect(rig.names).toEqual([]);
  });
});

describe("three real versions side by side", () => {
  // The machine's own on PATH, and two that go has put into a module cache, one of them older than Go 1.23.
  const inCache = (release: string) =>
    path.join(realToolchains, `golang.org/toolchain@v0.0.1-go${release}.linux-amd64`);
  const env = { GOMODCACHE: realToolchains };
  const withGoLine = (checkout: Checkout, version: string) =>
    checkout.write("go.mod", `module example.com/greeting\n\ngo ${version}\n`);

  it("one that is older than the go line is rejected with that reason, also where it is named", async () => {
    const checkout = Checkout.of("greeting");
    withGoLine(checkout, "1.22");
    const which = await checkout.run(["which", "go", "--json"], {
      env: { ...env, GOROOT: inCache(oldRelease) },
    });
    const { goroot, why, rejected } = JSON.parse(which.stdout) as Record<string, unknown>;
    expect([goroot, rejected]).toEqual([
      machineGoroot(),
      [
        {
          place: inCache(oldRelease),
          source: "GOROOT",
          reason: `go${oldRelease} is older than 1.22, which go.mod asks for`,
        },
      ],
    ]);
    expect(why).toMatch(/^go\.mod asks for 1\.22 or newer; PATH has /);
    // Who names the old one all the same learns what go says of it, and who has named it.
    checkout.write(".go-version", `${oldRelease}\n`);
    const refused = await checkout.run(["build"], { env });
    expect([refused.code, refused.stderr]).toEqual([
      5,
      expect.stringContaining(
        `go.mod requires Go 1.22 or newer, and the Go that runs is ${oldRelease}. \`gowsl which go\` says who asks for that one`,
      ),
    ]);
  });

  it("each runs where it is asked for", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write(".go-version", `${oldRelease}\n`);
    expect(await checkout.run(["build"], { env })).toMatchObject({ code: 0 });
    expect(checkout.tool("go", ["version", "bin/greet"])).toBe(`bin/greet: go${oldRelease}\n`);
    expect(checkout.printed("bin/greet")).toContain("ello");
    checkout.write(".go-version", `${realRelease}\n`);
    const version = await checkout.run(["go", "version"], { env });
    expect(version).toMatchObject({ code: 0, stdout: `go version go${realRelease} linux/amd64\n` });
    const list = await checkout.run(["toolchain", "list", "--json"], { env });
    const { toolchains } = JSON.parse(list.stdout) as { toolchains: Record<string, unknown>[] };
    const asked = `${realRelease}, which .go-version asks for`;
    expect(toolchains.find(({ source }) => source === "PATH")).toMatchObject({ routed: false });
    expect(toolchains.filter(({ source }) => source === "module cache")).toMatchObject([
      { goroot: inCache(realRelease), routed: true },
      { goroot: inCache(oldRelease), reason: `go${oldRelease} is not ${asked}` },
    ]);
  });
});

describe("gowsl toolchain list, use and prune", () => {
  it("list shows every Go, the routed one, and why the others are not", async () => {
    const rig = new Rig("small");
    await rig.run(["toolchain", "install", realRelease, "--quiet"]);
    const machine = execFileSync("go", ["env", "GOVERSION"], { encoding: "utf8" }).trim().slice(2);
    const list = await rig.run(["toolchain", "list"]);
    expect(list.code).toBe(0);
    const lines = list.stdout.trimEnd().split("\n");
    expect(lines.find((line) => line.startsWith("*"))).toMatch(
      new RegExp(`^\\* +${machine} +linux/amd64 +PATH `),
    );
    expect(lines.find((line) => line.includes(folder))).toMatch(
      /gowsl's own .*it would do, but PATH comes first$/,
    );
    expect(list.stderr).toBe("go.mod asks for 1.21 or newer\n");
    const asked = await rig.run(["toolchain", "list", "--json"], asking);
    const { wish, toolchains } = JSON.parse(asked.stdout) as {
      wish: string;
      toolchains: Record<string, unknown>[];
    };
    expect(wish).toBe(`GOTOOLCHAIN asks for exactly ${realRelease}`);
    expect(toolchains.find(({ routed }) => routed)).toEqual({
      routed: true,
      version: realRelease,
      os: "linux",
      arch: "amd64",
      source: "gowsl's own",
      place: rig.own(folder),
      goroot: rig.own(folder),
    });
    expect(toolchains.find(({ source }) => source === "PATH")).toMatchObject({
      routed: false,
      reason: `go${machine} is not ${realRelease}, which GOTOOLCHAIN asks for`,
    });
  });

  it("use writes into what asks for a Go, and says where and what comes of it", async () => {
    const rig = new Rig("small");
    const { checkout } = rig;
    checkout.remove("gowsl.config.ts");
    const inMod = await rig.run(["toolchain", "use", "go1.25.11"]);
    expect(inMod).toMatchObject({ code: 0, stdout: `${checkout.path("go.mod")}:5\n` });
    expect(checkout.read("go.mod")).toContain("\ngo 1.21\n\ntoolchain go1.25.11\n");
    expect(inMod.stderr).toMatch(/^go\.mod now asks for 1\.25\.11\nthe Go that runs is /);
    expect(checkout.tool("go", ["mod", "edit", "-json"])).toContain('"Toolchain": "go1.25.11"');

    // A series is no release, so it goes into a config, which is made.
    const series = await rig.run(["toolchain", "use", "1.25.x"]);
    expect(series).toMatchObject({ code: 0, stdout: `${checkout.path("gowsl.config.ts")}:4\n` });
    expect(series.stderr).toContain("gowsl.config.ts now asks for 1.25.x\n");
    const { wish } = JSON.parse((await rig.run(["toolchain", "list", "--json"])).stdout) as { wish: string };
    expect(wish).toBe("go.version asks for 1.25.x");
    checkout.remove("gowsl.config.ts");

    checkout.write(".go-version", "1.24.1\n");
    const inFile = await rig.run(["toolchain", "use", "1.25.x"]);
    expect(inFile.stdout).toBe(`${checkout.path(".go-version")}:1\n`);
    expect(checkout.read(".go-version")).toBe("1.25.x\n");

    checkout.write("gowsl.config.ts", 'export default {\n  go: { version: "1.24.1" },\n};\n');
    const inConfig = await rig.run(["toolchain", "use", realRelease, "--json"]);
    expect(JSON.parse(inConfig.stdout)).toEqual({
      version: realRelease,
      file: checkout.path("gowsl.config.ts"),
      line: 2,
    });
    expect(checkout.read("gowsl.config.ts")).toBe(
      `export default {\n  go: { version: "${realRelease}" },\n};\n`,
    );
    expect(inConfig.stderr).toContain("no installed Go will do; commands that run Go install one first");
    expect(checkout.read(".go-version")).toBe("1.25.x\n");
  });

  it("use refuses what would mean nothing", async () => {
    const rig = new Rig("small");
    const { checkout } = rig;
    const before = checkout.read("go.mod");
    for (const [argv, code, said] of [
      [["use", "1.20.3"], 2, "the go line of go.mod asks for 1.21 or newer"],
      [["use", "newest"], 2, '"newest" is not a Go version'],
      [["use"], 2, "the version is missing"],
      [["list", "--all"], 2, "--all means nothing here"],
      [["prune", "--all", "--days", "3"], 2, "--all and --days exclude each other"],
      [["remove"], 2, 'there is no "remove"'],
    ] as const) {
      const { code: got, stderr } = await rig.run(["toolchain", ...argv]);
      expect({ argv, code: got }).toEqual({ argv, code });
      expect(stderr).toContain(said);
    }
    expect(checkout.read("go.mod")).toBe(before);
    checkout.write("gowsl.config.ts", 'const version = "1.24.1";\nexport default { go: { version } };\n');
    const { code, stderr } = await rig.run(["toolchain", "use", "1.25.11"]);
    expect(code).toBe(3);
    expect(stderr).toContain('"1.24.1" does not stand in it as `go: { version: "1.24.1" }`');
  });

  it("prune keeps what is used here, and what was used lately", async () => {
    const rig = new Rig("small");
    await rig.run(["toolchain", "install", realRelease, "--quiet"]);
    const kept = await rig.run(["toolchain", "prune"]);
    expect(kept).toMatchObject({
      code: 0,
      stderr: `kept Go ${realRelease}: it was used in the last 30 days\n`,
    });
    const routed = await rig.run(["toolchain", "prune", "--all"], asking);
    expect(routed.stderr).toBe(`kept Go ${realRelease}: it is the one that is used here\n`);
    const tried = await rig.run(["toolchain", "prune", "--all", "--dry-run"]);
    expect(tried.stderr).toBe(`would remove Go ${realRelease}: ${rig.own(folder)}\n`);
    expect(rig.names).toEqual([".notes", folder]);
    const removed = await rig.run(["toolchain", "prune", "--all", "--json"]);
    expect(JSON.parse(removed.stdout)).toMatchObject({ removed: [{ goroot: rig.own(folder) }], kept: [] });
    expect(rig.names).toEqual([".notes"]);
  });
});
