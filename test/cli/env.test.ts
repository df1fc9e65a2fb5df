/**
 * `gowsl env` in real shells and for CI, and settings that go would fail on: gowsl says so before it starts go, and
 * what it says mends them.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { Checkout, gowslCommand, machineGoroot } from "./rig.ts";

/** A GOROOT like that of the machine, in a folder with another name. */
function gorootIn(checkout: Checkout, name: string): string {
  const goroot = path.resolve(checkout.path("..", name));
  mkdirSync(goroot, { recursive: true });
  for (const each of readdirSync(machineGoroot())) {
    symlinkSync(path.join(machineGoroot(), each), path.join(goroot, each));
  }
  return goroot;
}

/** The program of a shell, where there is one. */
function found(shell: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, shell)).find((file) => existsSync(file));
}

/** How each shell takes the lines, and prints a variable with nothing added. */
const shellPrograms: { shell: string; program: string; take: string; print: (name: string) => string }[] = [
  { shell: "bash", program: "bash", take: 'eval "$(gowsl)"', print: (name) => `printf %s "$${name}"` },
  { shell: "bash", program: "dash", take: 'eval "$(gowsl)"', print: (name) => `printf %s "$${name}"` },
  { shell: "zsh", program: "zsh", take: 'eval "$(gowsl)"', print: (name) => `printf %s "$${name}"` },
  {
    shell: "fish",
    program: "fish",
    take: "gowsl | source",
    print: (name) => `printf %s (env | string match -r '^${name}=(.*)' -g)`,
  },
];

describe("gowsl env in a shell", () => {
  const odd = 'go of "ada"\'s $HOME `x` \\ ü';

  for (const { shell, program, take, print } of shellPrograms) {
    it.skipIf(found(program) === undefined)(`${program} has the routed Go, and twice is once`, () => {
      const checkout = Checkout.of("greeting");
      const goroot = gorootIn(checkout, odd);
      const gopath = path.resolve(checkout.path("../it's $GOPATH"));
      const env = checkout.environment({ GOROOT: goroot, GOPATH: gopath, GOBIN: undefined });
      const gowsl = `${gowslCommand.map((word) => `'${word}'`).join(" ")} env --shell ${shell}`;
      const again = take.replace("gowsl", gowsl);
      const look = ["GOROOT", "GOPATH", "PATH"].map((name) => `${print(name)}; echo; echo '#'`).join("\n");
      const script = `${again}\n${look}\n${again}\n${again}\n${look}\ncommand -v go\n`;
      const { stdout, stderr } = spawnSync(found(program)!, ["-c", script], {
        cwd: checkout.folder,
        env,
        encoding: "utf8",
      });
      const [root, paths, once, , , twice, go] = stdout.split("\n#\n");
      expect({ root, paths, stderr }).toEqual({ root: goroot, paths: gopath, stderr: "" });
      const folders = [path.join(goroot, "bin"), ...env["PATH"]!.split(":"), path.join(gopath, "bin")];
      expect(once!.split(":")).toEqual(folders);
      expect(twice).toBe(once);
      expect(go!.trim()).toBe(path.join(goroot, "bin", "go"));
    });
  }

  it("takes the shell of the user, and says so of one that it does not know", async () => {
    const checkout = Checkout.of("greeting");
    const says = async (shell: string | undefined) => checkout.run(["env"], { env: { SHELL: shell } });
    expect((await says("/usr/bin/fish")).stdout).toContain(`set -gx GOROOT '${machineGoroot()}'\n`);
    expect((await says(undefined)).stdout).toContain(`export GOROOT='${machineGoroot()}'\n`);
    expect(await says("/bin/tcsh")).toMatchObject({
      code: 2,
      stdout: "",
      stderr:
        "error: SHELL: gowsl writes no lines for /bin/tcsh. Name another one with --shell: bash, zsh, fish, powershell, cmd.\n",
    });
  });

  it("has GOBIN where it is set, in the environment or by go env -w", async () => {
    const checkout = Checkout.of("greeting");
    const variables = async (env: Record<string, string | undefined>) =>
      JSON.parse((await checkout.run(["env", "--json"], { env })).stdout) as Record<string, string>;
    expect(await variables({ GOPATH: "/a:/b" })).toEqual({
      GOROOT: machineGoroot(),
      GOPATH: "/a:/b",
      PATH: expect.stringMatching(/:\/a\/bin$/),
    });
    checkout.write("goenv", "GOBIN=/of/the/file\n");
    const written = await variables({ GOENV: checkout.path("goenv") });
    expect(written).toMatchObject({
      GOBIN: "/of/the/file",
      PATH: expect.stringMatching(/:\/of\/the\/file$/),
    });
    // As go has it for one who has no home.
    const homeless = await variables({ HOME: undefined, GOCACHE: checkout.path("cache") });
    expect(Object.keys(homeless)).toEqual(["GOROOT", "PATH"]);
  });

  it.each<[string[], string]>([
    [["--shell", "basch"], '--shell: "basch" is no shell that gowsl knows. Did you mean "bash"?'],
    [["--ci", "--shell", "bash"], "gowsl env: --ci and --shell ask for two answers. Leave one of them out."],
    [["--explain", "--ci"], "gowsl env: --explain and --ci ask for two answers. Leave one of them out."],
    [
      ["GOPATH"],
      'gowsl env: "GOPATH" is not expected here. `gowsl env --explain GOPATH` shows where variables come from.',
    ],
    [["--explain", "GOPAHT"], 'gowsl env --explain: go knows no variable GOPAHT. Did you mean "GOPATH"?'],
  ])("%j is refused", async (argv, says) => {
    const { code, stdout, stderr } = await Checkout.of("greeting").run(["env", ...argv]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`error: ${says}`);
  });

  it("--shell and --json are two answers", async () => {
    const { code, stdout } = await Checkout.of("greeting").run(["env", "--shell", "bash", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      type: "failed",
      failure: { thing: "--shell and --json ask for two answers" },
    });
  });

  it("refuses a value that is no line", async () => {
    const { code, stdout, stderr } = await Checkout.of("greeting").run(["env"], {
      env: { GOPATH: "/a\n/b" },
    });
    expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
    expect(stderr).toBe(
      'error: GOPATH: "/a\\n/b" has a line end in it, and gowsl writes no such value. Use another folder.\n',
    );
  });
});

describe("gowsl env --ci", () => {
  it("writes what the next steps of GitHub Actions read, and twice is once", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("env", "BEFORE=1");
    checkout.write("path", "");
    const env = {
      GITHUB_ACTIONS: "true",
      GITHUB_ENV: checkout.path("env"),
      GITHUB_PATH: checkout.path("path"),
      GOPATH: "/go path",
      GOBIN: "/go bin",
    };
    for (let times = 0; times < 2; times++) {
      expect(await checkout.run(["env", "--ci"], { env })).toMatchObject({
        code: 0,
        stdout: "",
        stderr: "the next steps of this job have GOROOT, GOPATH, GOBIN, PATH\n",
      });
      expect(checkout.read("env")).toBe(
        `BEFORE=1\nGOROOT=${machineGoroot()}\nGOPATH=/go path\nGOBIN=/go bin\n`,
      );
      // The runner puts each line in front of PATH: the last one is the first folder.
      expect(checkout.read("path")).toBe(`/go bin\n${path.join(machineGoroot(), "bin")}\n`);
    }
    const refused = await checkout.run(["env", "--ci"], { env: { ...env, GITHUB_PATH: undefined } });
    expect(refused).toMatchObject({ code: 5, stdout: "" });
    expect(refused.stderr).toContain("error: GITHUB_PATH: is not set");
    const unwritable = await checkout.run(["env", "--ci"], {
      env: { ...env, GITHUB_ENV: checkout.path("nowhere/env") },
    });
    expect(unwritable).toMatchObject({ code: 6, stdout: "" });
  });

  it("prints the lines of a dotenv file elsewhere, for GitLab without quotes", async () => {
    const checkout = Checkout.of("greeting");
    const lines = async (env: Record<string, string>) =>
      (await checkout.run(["env", "--ci"], { env: { GOPATH: "/go path", ...env } })).stdout.split("\n");
    expect((await lines({})).slice(0, 2)).toEqual([`GOROOT=${machineGoroot()}`, "GOPATH='/go path'"]);
    expect((await lines({ GITLAB_CI: "true" }))[1]).toBe("GOPATH=/go path");
    const refused = await checkout.run(["env", "--ci"], { env: { GOPATH: "/it's here" } });
    expect(refused).toMatchObject({ code: 5, stdout: "" });
  });
});

describe("gowsl env --explain", () => {
  it("shows the layers on stdout, and what is odd on stderr", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("goenv", "GOFLAGS=-v\nGOPROXY=direct\nexport GOBIN=/x\n");
    const env = { GOENV: checkout.path("goenv"), GOFLAGS: "-x", GOPROXY: undefined };
    const { code, stdout, stderr } = await checkout.run(["env", "--explain", "GOFLAGS", "GOBIN"], { env });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: [
        "GOFLAGS=-x (environment)",
        "  * environment         -x",
        `    go env file         -v (${checkout.path("goenv")}:1)`,
        "    built in            nothing",
        "    The layers are not joined: the first that is not empty counts.",
        "GOBIN= (built in)",
        "  * built in            nothing",
        "",
      ].join("\n"),
    });
    expect(stderr).toBe(
      `note: ${checkout.path("goenv")}: line 3 "export GOBIN=/x" is not read: go wants NAME=value from the first column. Correct the line, or remove it.\n`,
    );
    // As go sees it when gowsl runs it.
    expect((await checkout.run(["go", "env", "GOFLAGS", "GOPROXY"], { env })).stdout).toBe("-x\ndirect\n");
  });

  it("works where go itself would not start", async () => {
    const checkout = Checkout.of("greeting");
    const env = { GOPATH: "C:\\go" };
    const { code, stdout, stderr } = await checkout.run(["env", "--explain", "GOPATH", "CC"], { env });
    expect(code).toBe(0);
    expect(stdout).toContain("GOPATH=C:\\go (environment)\n");
    expect(stdout).toMatch(/^CC=\S+ \(built in\)$/m);
    expect(stderr).toContain('note: GOPATH: "C:\\go" is a Windows path');
  });
});

interface BadSetting {
  name: string;
  env?: Record<string, string>;
  /** Text of the go env file. */
  file?: string;
  /** What go itself fails on, and what gowsl does instead. */
  go: string[];
  gowsl?: string[];
  says: string;
  project?: string;
}

const badSettings: BadSetting[] = [
  {
    name: "GOPATH of Windows",
    env: { GOPATH: "C:\\Users\\ada\\go" },
    go: ["build", "./..."],
    gowsl: ["build"],
    says: 'GOPATH: "C:\\Users\\ada\\go" is a Windows path',
  },
  {
    name: "GOPATH of Windows in the file",
    file: "GOPATH=C:\\go\n",
    go: ["version"],
    says: 'goenv:1): "C:\\go" is a Windows path',
  },
  {
    name: "a relative GOPATH",
    file: "# mine\nGOPATH=go\n",
    go: ["env", "GOROOT"],
    says: 'goenv:2): "go" is no absolute path',
  },
  {
    name: "GOPATH with ~",
    env: { GOPATH: "~/go" },
    go: ["list", "./..."],
    gowsl: ["vet"],
    says: 'GOPATH: "~/go" begins with ~',
  },
  {
    name: "GOCACHE of Windows",
    file: "GOCACHE=C:\\cache\n",
    go: ["build", "./..."],
    gowsl: ["build"],
    says: 'goenv:1): "C:\\cache" is a Windows path',
  },
  {
    name: "GOCACHE=off",
    env: { GOCACHE: "off" },
    go: ["test", "./..."],
    gowsl: ["test"],
    says: "GOCACHE: is off",
  },
  {
    name: "GOMODCACHE of Windows",
    file: "GOMODCACHE=C:\\mod\n",
    go: ["build", "./..."],
    gowsl: ["build"],
    says: 'goenv:1): "C:\\mod" is a Windows path',
    project: "age",
  },
  {
    name: "a relative GOBIN",
    env: { GOBIN: "bin" },
    go: ["install", "./..."],
    gowsl: ["install"],
    says: 'GOBIN: "bin" is no absolute path',
  },
  {
    name: "GOTMPDIR that is not there",
    env: { GOTMPDIR: "/nowhere" },
    go: ["vet", "./..."],
    gowsl: ["vet"],
    says: 'GOTMPDIR: there is no folder "/nowhere"',
  },
  {
    name: "a stray word in GOFLAGS",
    env: { GOFLAGS: "-tags netgo" },
    go: ["version"],
    says: 'GOFLAGS: "netgo" is no flag',
  },
  {
    name: "GOFLAGS quoted for a shell",
    file: 'GOFLAGS=-ldflags="-s -w"\n',
    go: ["build", "./..."],
    gowsl: ["build"],
    says: 'goenv:1): "-w"" is no flag',
  },
  {
    name: "an open quote in GOFLAGS",
    env: { GOFLAGS: "'-ldflags=-s" },
    go: ["mod", "tidy"],
    gowsl: ["tidy"],
    says: "opens a quote",
  },
  {
    name: "a modfile of Windows in GOFLAGS",
    env: { GOFLAGS: "-modfile=C:\\x\\go.mod" },
    go: ["list", "./..."],
    gowsl: ["build"],
    says: "GOFLAGS: the file of -modfile=C:\\x\\go.mod is a Windows path",
  },
  {
    name: "a file with CRLF",
    file: "GOFLAGS=-v\r\nGOOS=linux\r\n",
    go: ["build", "./..."],
    gowsl: ["build"],
    says: "goenv: line 2 ends in a carriage return",
  },
  {
    name: "a GOWORK with CR",
    file: "GOWORK=off\r\n",
    go: ["list", "./..."],
    gowsl: ["test"],
    says: "goenv: line 1 ends in a carriage return",
  },
];

describe("a setting that go fails on", () => {
  it.each(badSettings)("$name is told before go is started, with the repair", async (bad) => {
    const { env = {}, file, go, gowsl = ["go", ...go], says, project = "greeting" } = bad;
    const checkout = Checkout.of(project);
    if (file !== undefined) checkout.write("goenv", file);
    const inFile = Object.fromEntries(
      [...(file ?? "").matchAll(/^\w+(?==)/gm)].map(([name]) => [name, undefined]),
    );
    const place = file === undefined ? {} : { GOENV: checkout.path("goenv") };
    const spoiled = { ...inFile, ...place, ...env };
    const real = spawnSync(path.join(machineGoroot(), "bin", "go"), go, {
      cwd: checkout.folder,
      env: checkout.environment({ ...spoiled, GOTOOLCHAIN: "local" }),
      encoding: "utf8",
    });
    expect(real.status).not.toBe(0);

    const refused = await checkout.run(gowsl, { env: spoiled });
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 5, stdout: "" });
    expect(refused.stderr).toContain(says);
    expect(refused.stderr.split("\n").filter((line) => line.startsWith("error: "))).toHaveLength(1);

    const [command = ""] = /(?<=`)[^`]+(?=`)/.exec(refused.stderr) ?? [];
    expect(command).not.toBe("");
    // What the rig sets stands in for what the machine of a user has by default.
    const mended: Record<string, string | undefined> = { ...place };
    if (file === undefined) expect(command).toBe(`unset ${Object.keys(env)[0]}`);
    else {
      const variables = checkout.environment({ ...inFile, ...place });
      execFileSync("/bin/bash", ["-c", command], { cwd: checkout.folder, env: variables });
    }
    if (gowsl[0] === "install") mended["GOBIN"] = checkout.path("installed");
    const repaired = await checkout.run(gowsl, { env: mended });
    expect(repaired.stderr).not.toContain(says);
    expect(repaired.code).toBe(0);
  });

  it("stops nothing that does not need it", async () => {
    const checkout = Checkout.of("greeting");
    const runs = async (argv: string[], env: Record<string, string>) =>
      (await checkout.run(argv, { env })).code;
    expect(await runs(["go", "version"], { GOCACHE: "C:\\x" })).toBe(0);
    expect(await runs(["go", "mod", "verify"], { GOCACHE: "C:\\x" })).toBe(0);
    expect(await runs(["go", "env", "GOFLAGS"], { GOFLAGS: "x" })).toBe(0);
    expect(await runs(["build"], { GOBIN: "bin" })).toBe(0);
    // The example needs no module of others.
    expect(await runs(["build"], { GOMODCACHE: "C:\\x" })).toBe(0);
    expect(await runs(["list"], { GOPATH: "C:\\x" })).toBe(0);
    expect(await runs(["exec", "--", "true"], { GOPATH: "C:\\x" })).toBe(0);
    expect(await runs(["which", "go"], { GOPATH: "C:\\x" })).toBe(0);
  });

  it("in a task that sets it right is none", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write(
      "gowsl.config.ts",
      `import { defineConfig, go } from "gowsl";\nexport default defineConfig({ tasks: { vet: go.vet({ env: { GOFLAGS: "-v" } }) } });\n`,
    );
    expect(await checkout.run(["vet"], { env: { GOFLAGS: "x" } })).toMatchObject({ code: 0 });
    const bad = await checkout.run(["build"], { env: { GOFLAGS: "x" } });
    expect(bad.stderr).toContain('error: GOFLAGS: "x" is no flag');
  });

  it("that only this Go can tell is told as its own words", async () => {
    const refused = await Checkout.of("greeting").run(["build"], { env: { GOFLAGS: "-nosuch" } });
    expect(refused).toMatchObject({ code: 5, stdout: "" });
    expect(refused.stderr).toBe(
      "error: GOFLAGS: go can't use it: unknown flag -nosuch. `gowsl env --explain GOFLAGS` shows where it is set.\n",
    );
  });
});

describe("a GOROOT of the go env file that is nowhere", () => {
  it("stops go, but not what gowsl runs, which has its GOPROXY too; which go says how to mend it", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("goenv", "GOROOT=/nowhere/go\n");
    const env = { GOENV: checkout.path("goenv"), GOPROXY: undefined };
    const go = path.join(machineGoroot(), "bin", "go");
    const options = { cwd: checkout.folder, env: checkout.environment(env), encoding: "utf8" } as const;
    expect(spawnSync(go, ["version"], options).status).toBe(2);
    expect(await checkout.outcomes(["build"], { env })).toEqual({ "build linux/amd64 greet": "built" });
    const shipped = /^GOPROXY=(.*)$/m.exec(readFileSync(path.join(machineGoroot(), "go.env"), "utf8"))?.[1];
    expect((await checkout.run(["go", "env", "GOPROXY"], { env })).stdout).toBe(`${shipped}\n`);

    const which = await checkout.run(["which", "go"], { env });
    expect(which.stdout).toBe(`${go}\n`);
    const [, note = ""] = /^note: (.*)$/m.exec(which.stderr) ?? [];
    expect(note).toContain(`GOROOT (${checkout.path("goenv")}:1): "/nowhere/go" is no folder`);
    const [command = ""] = /(?<=`)[^`]+(?=`)/.exec(note) ?? [];
    execFileSync("/bin/bash", ["-c", command], options);
    expect(checkout.read("goenv")).toBe("");
    expect(spawnSync(go, ["version"], options).status).toBe(0);
    const { notes } = JSON.parse((await checkout.run(["which", "go", "--json"], { env })).stdout) as {
      notes: string[];
    };
    expect(notes).toEqual([]);
  });
});

describe("the fast answer", () => {
  it("notices a line in the go env file", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("goenv", "GOFLAGS=-v\n");
    const env = { GOENV: checkout.path("goenv") };
    for (const expected of ["built", "up-to-date", "up-to-date"]) {
      expect(Object.values(await checkout.outcomes(["build"], { env }))).toEqual([expected]);
    }
    writeFileSync(checkout.path("goenv"), "GOFLAGS=x\n");
    const refused = await checkout.run(["build"], { env });
    expect(refused).toMatchObject({ code: 5 });
    expect(refused.stderr).toContain('goenv:1): "x" is no flag');
  });
});

describe("GOTOOLCHAIN of the go env file", () => {
  it("is a wish like that of the environment, which comes first", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("goenv", "GOTOOLCHAIN=go1.99.1\n");
    const env = { GOENV: checkout.path("goenv") };
    const refused = await checkout.run(["which", "go"], { env });
    expect(refused).toMatchObject({ code: 5, stdout: "" });
    expect(refused.stderr).toContain(`GOTOOLCHAIN (${checkout.path("goenv")}:1) asks for exactly 1.99.1`);
    expect(await checkout.run(["which", "go"], { env: { ...env, GOTOOLCHAIN: "local" } })).toMatchObject({
      code: 0,
    });
  });
});
