/** `gowsl shim`: what is put in the user's home, what it runs, and that nothing of it is left. */
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Checkout, ended, gowslCommand, machineGoroot, script, type Ended } from "./rig.ts";

/** A user with shims, who has them first on PATH; Node is on no PATH. */
class User {
  readonly checkout = Checkout.of("greeting");
  readonly home = path.join(path.dirname(this.checkout.folder), "home");
  readonly shims = path.join(this.home, ".gowsl", "shims");
  readonly goBin = path.join(machineGoroot(), "bin");

  async install(argv: string[] = [], env: Record<string, string> = {}): Promise<Ended> {
    const PATH = `${this.goBin}:/usr/bin:/bin`;
    return this.checkout.run(["shim", "install", ...argv], { env: { PATH, ...env } });
  }

  /** Runs a shim as a shell finds it. */
  run(tool: string, argv: string[], { cwd = this.checkout.folder, env = {} as NodeJS.ProcessEnv } = {}) {
    const PATH = `${this.shims}:${this.goBin}:/usr/bin:/bin`;
    const environment = { ...this.checkout.environment({ PATH, GOFLAGS: "" }), ...env };
    return ended(spawn(path.join(this.shims, tool), argv, { cwd, env: { ...environment, PWD: cwd } }));
  }

  /** Files that were written a moment ago leave no route. */
  settle(): void {
    const anHourAgo = Date.now() / 1000 - 3600;
    for (const name of readdirSync(this.checkout.folder))
      utimesSync(this.checkout.path(name), anHourAgo, anHourAgo);
  }

  /** The routes that were left, by their folders. */
  routes(): string[] {
    const folder = path.join(this.home, ".gowsl", "routes");
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return files.filter((file) => file.endsWith(".route")).map((file) => `/${path.dirname(file)}`);
  }

  /** Takes gowsl away from the shims: what still runs does so without it. */
  hideGowsl(): void {
    const file = path.join(this.shims, "go");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(/^exec "\$runtime".*$/m, 'echo "asked gowsl"; exit 9'),
    );
  }
}

const version = `go version ${readFileSync(path.join(machineGoroot(), "VERSION"), "utf8").split("\n")[0]} `;

/** Names and permissions. */
function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  return names.map((name) => `${name} ${statSync(path.join(folder, name)).mode.toString(8)}`);
}

/** On Windows the shims are programs; other-hosts.test.ts and docs/verify-on-windows.md have those. */
const isPosix = process.platform !== "win32";

describe.runIf(isPosix)("the shims", () => {
  it("run the Go that the folder asks for, the second time without gowsl", async () => {
    const user = new User();
    expect((await user.install()).code).toBe(0);
    user.settle();
    const first = await user.run("go", ["version"]);
    expect([first.code, first.stderr]).toEqual([0, ""]);
    expect(first.stdout).toContain(version);
    expect(user.routes()).toEqual([user.checkout.folder]);
    user.hideGowsl();
    const again = await user.run("go", ["env", "GOROOT", "GOTOOLCHAIN", "GOMOD"]);
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(again.stdout.split("\n").slice(0, 3)).toEqual([
      path.dirname(user.goBin),
      "local",
      user.checkout.path("go.mod"),
    ]);
    expect((await user.run("gofmt", ["-l", "."])).code).toBe(0);
  });

  it.each<[string, (checkout: Checkout) => void, NodeJS.ProcessEnv?]>([
    [
      "go.mod asks for another one, at the same time and size",
      (checkout) => {
        const { atime, mtime } = statSync(checkout.path("go.mod"));
        checkout.write("go.mod", checkout.read("go.mod").replace("go 1.21", "go 1.20"));
        utimesSync(checkout.path("go.mod"), atime, mtime);
      },
    ],
    ["the config changes", (checkout) => checkout.append("gowsl.config.ts", "\n")],
    ["there is a .go-version", (checkout) => checkout.write(".go-version", "1.26.x")],
    ["there is a go.work above", (checkout) => checkout.write("../go.work", "go 1.21\n")],
    ["GOTOOLCHAIN is set", () => {}, { GOTOOLCHAIN: "go1.26.8" }],
    ["PATH is another one", () => {}, { PATH: "/usr/bin:/bin" }],
  ])("ask gowsl again when %s", async (_, change, env) => {
    const user = new User();
    await user.install();
    user.settle();
    await user.run("go", ["version"]);
    user.hideGowsl();
    expect((await user.run("go", ["version"])).stdout).toContain(version);
    change(user.checkout);
    expect(await user.run("go", ["version"], env === undefined ? {} : { env })).toMatchObject({
      code: 9,
      stdout: "asked gowsl\n",
    });
  });

  it("tell what gowsl tells when no Go will do", async () => {
    const user = new User();
    await user.install();
    user.checkout.write("go.mod", "module x\n\ngo 1.99\n");
    const { code, stdout, stderr } = await user.run("go", ["version"]);
    expect([code, stdout]).toEqual([5, ""]);
    expect(stderr).toContain("go.mod asks for 1.99 or newer");
    expect(user.routes()).toEqual([]);
  });

  it("leave no route where it is not known what the config reads", async () => {
    const user = new User();
    await user.install();
    user.checkout.write("gowsl.config.ts", "export default { tasks: {} };\nDate.now();\n");
    user.settle();
    expect((await user.run("go", ["version"])).code).toBe(0);
    expect(user.routes()).toEqual([]);
  });

  it("find their way in a folder that is known by a link", async () => {
    const user = new User();
    await user.install();
    user.settle();
    const link = path.join(path.dirname(user.checkout.folder), "link");
    symlinkSync(user.checkout.folder, link);
    await user.run("go", ["version"], { cwd: link });
    expect(user.routes()).toEqual([link]);
    user.hideGowsl();
    expect((await user.run("go", ["version"], { cwd: link })).code).toBe(0);
    // Where the link leads elsewhere the route is none.
    execFileSync("ln", ["-sfn", user.home, link]);
    expect((await user.run("go", ["version"], { cwd: link })).stdout).toBe("asked gowsl\n");
  });

  it("are passed over when a Go is looked for", async () => {
    const user = new User();
    await user.install();
    const PATH = `${user.shims}:${user.goBin}:/usr/bin:/bin`;
    const { stdout } = await user.checkout.run(["which", "go", "--json"], { env: { PATH } });
    const { go, rejected } = JSON.parse(stdout);
    expect([go, rejected]).toEqual([path.join(user.goBin, "go"), []]);
  });

  it("run gopls and dlv with that Go, where they are installed", async () => {
    const user = new User();
    script(
      user.checkout,
      "../home/go/bin/gopls",
      '#!/bin/sh\ncommand -v go\nprintf "%s\\n" "$GOTOOLCHAIN" "${GOWSL_SHIM_FOLDER-}" "$@"\n',
    );
    const { stderr } = await user.install();
    expect(stderr).toContain("made: go, gofmt, gopls, gowsl\n");
    user.settle();
    const wanted = [path.join(user.goBin, "go"), "local", "", "a b", ""];
    expect((await user.run("gopls", ["a b"])).stdout.split("\n")).toEqual(wanted);
    expect(user.routes()).toEqual([user.checkout.folder]);
    expect((await user.run("gopls", ["a b"])).stdout.split("\n")).toEqual(wanted);
  });

  it("say what to do when gowsl has gone", async () => {
    const user = new User();
    await user.install();
    const file = path.join(user.shims, "go");
    const entry = gowslCommand.at(-1)!;
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(entry, `/nowhere/${path.basename(entry)}`));
    const { code, stderr } = await user.run("go", ["version"]);
    expect(code).toBe(127);
    expect(stderr).toBe(
      `gowsl: /nowhere/${path.basename(entry)} is gone, and this go is its shim. Run "gowsl shim install" again.\n`,
    );
  });
});

describe.runIf(isPosix)("install and uninstall", () => {
  it("keep a profile's link, its permissions and bytes that are no UTF-8", async () => {
    const user = new User();
    const [link, file] = [path.join(user.home, ".bashrc"), path.join(user.home, "dotfiles-bashrc")];
    const bytes = Buffer.from("# caf\xe9\n", "latin1");
    writeFileSync(file, bytes);
    chmodSync(file, 0o664);
    symlinkSync("dotfiles-bashrc", link);
    const before = statSync(file).mode;
    expect((await user.install(["--profile"], { SHELL: "/bin/bash" })).code).toBe(0);
    expect(readFileSync(file).toString("latin1")).toContain("# >>> gowsl shims >>>");
    expect([readlinkSync(link), statSync(file).mode]).toEqual(["dotfiles-bashrc", before]);
    expect((await user.checkout.run(["shim", "uninstall"])).code).toBe(0);
    expect(readFileSync(file)).toEqual(bytes);
    expect([readlinkSync(link), statSync(file).mode]).toEqual(["dotfiles-bashrc", before]);
  });

  it.each([
    ["no profile", undefined],
    ["a profile", "alias a=b\n"],
    ["a profile without a line feed at its end", "alias a=b"],
  ])("leave no trace: %s", async (_, profile) => {
    const user = new User();
    const file = path.join(user.home, ".bashrc");
    if (profile !== undefined) writeFileSync(file, profile, { mode: 0o600 });
    const before = filesBelow(user.home);
    const { code, stdout, stderr } = await user.install(["--profile"], { SHELL: "/bin/bash" });
    expect([code, stdout]).toEqual([0, `${user.shims}\n`]);
    expect(stderr).toContain(`${file} puts them on PATH in new shells`);
    const go = execFileSync("bash", ["-c", `. ${file}; command -v go`], {
      encoding: "utf8",
      env: { HOME: user.home, PATH: "/usr/bin:/bin" },
    });
    expect(go).toBe(`${user.shims}/go\n`);
    // Twice is as good as once.
    await user.install(["--profile"], { SHELL: "/bin/bash" });
    expect((await user.checkout.run(["shim", "uninstall"])).code).toBe(0);
    expect(filesBelow(user.home)).toEqual(before);
    if (profile !== undefined) expect(readFileSync(file, "utf8")).toBe(profile);
  });

  it("know the profile of each shell that they were put in", async () => {
    const user = new User();
    const before = filesBelow(user.home);
    for (const shell of ["bash", "zsh", "tcsh"])
      await user.install(["--profile"], { SHELL: `/bin/${shell}` });
    const profiles = [".bashrc", ".zshrc", ".cshrc"].map((name) => path.join(user.home, name));
    const status = async (SHELL: string, json: string[] = []) =>
      (await user.checkout.run(["shim", "status", ...json], { env: { PATH: "/usr/bin", SHELL } })).stdout;
    expect(JSON.parse(await status("/bin/sh", ["--json"]))).toMatchObject({ profiles });
    // What the profile does already is not advised again.
    expect(await status("/bin/tcsh")).toContain(
      `not on PATH here; ${profiles[2]} puts them there in new shells`,
    );
    expect(await status("/bin/sh")).toContain(`not on PATH; add this line to ${user.home}/.profile:`);
    if (existsSync("/usr/bin/tcsh")) {
      const go = execFileSync("/usr/bin/tcsh", ["-c", "which go"], {
        encoding: "utf8",
        env: { HOME: user.home, PATH: "/usr/bin:/bin" },
      });
      expect(go).toBe(`${user.shims}/go\n`);
    }
    await user.checkout.run(["shim", "uninstall"]);
    expect(filesBelow(user.home)).toEqual(before);
  });

  it("are in the home of the user where HOME is empty, not where that user stands", async () => {
    const { checkout } = new User();
    const { stdout } = await checkout.run(["shim", "status", "--json"], { env: { HOME: "" } });
    expect((JSON.parse(stdout) as { folder: string }).folder).toBe(
      path.join(os.userInfo().homedir, ".gowsl/shims"),
    );
  });

  it("take no place of a file that is not gowsl's, and leave it", async () => {
    const user = new User();
    script(user.checkout, "../home/.gowsl/shims/go", "#!/bin/sh\necho mine\n");
    const { code, stderr } = await user.install();
    expect([code, stderr]).toEqual([6, expect.stringContaining("was not made by gowsl")]);
    await user.checkout.run(["shim", "uninstall"]);
    expect(readdirSync(user.shims)).toEqual(["go"]);
  });

  it("leave what was put in a shim's place, and say so", async () => {
    const user = new User();
    await user.install();
    writeFileSync(path.join(user.shims, "gofmt"), "#!/bin/sh\necho mine\n");
    const { code, stderr } = await user.checkout.run(["shim", "uninstall"]);
    expect([code, readdirSync(user.shims)]).toEqual([0, ["gofmt"]]);
    expect(stderr).toContain(`left: ${path.join(user.shims, "gofmt")} is not as gowsl has made it`);
  });

  it("status says what is there and who is first on PATH", async () => {
    const user = new User();
    const status = async (PATH: string) =>
      (await user.checkout.run(["shim", "status"], { env: { PATH, SHELL: "/bin/zsh" } })).stdout;
    expect(await status("/usr/bin")).toContain("no shims");
    await user.install();
    expect(await status("/usr/bin")).toContain(`not on PATH; add this line to ${user.home}/.zshrc:`);
    expect(await status(`${user.shims}:${user.goBin}`)).toContain("first on PATH: `go` is the shim");
    expect(await status(`${user.goBin}:${user.shims}`)).toContain(`${user.goBin}/go stands before`);
  });

  it.each([
    [["shim", "instal"], 'is nothing that can be done with shims. Did you mean "install"?'],
    [["shim", "install", "go"], "is nothing that can be done with shims"],
    [["shim", "uninstall", "--profile"], "--profile belongs to `install`"],
  ])("%j", async (argv, expected) => {
    const { code, stderr } = await Checkout.of("greeting").run(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(expected)]);
  });
});
