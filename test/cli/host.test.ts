/**
 * `gowsl host` and `gowsl path` by the real binary: on this machine, and in a mount namespace whose files
 * in /proc are those of WSL 2. What os.release() says is not changed there; gowsl does not ask it.
 */
import { spawn, spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { Checkout, ended, gowslCommand, type Ended } from "./rig.ts";

/** Why the kernel does not let us make such a namespace; undefined if it does. */
function refusal(): string | undefined {
  const script =
    "mount --bind /proc/version /proc/sys/kernel/osrelease && mount -t tmpfs none /run && mount --bind /proc/version /proc/$$/mountinfo";
  const { error, status, stderr } = spawnSync("unshare", ["-Urm", "sh", "-c", script], { encoding: "utf8" });
  return error?.message ?? (status === 0 ? undefined : stderr.trim());
}

const reason = refusal();

describe("on this machine", () => {
  it("says what it is, without a config that could be read", async () => {
    const checkout = Checkout.of("greeting");
    checkout.write("gowsl.config.ts", "this is no config");
    const { code, stdout, stderr } = await checkout.run(["host", "-C", "internal"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^host +\w+ \(\w+\/\w+\)\nevidence +\S/);
    expect(/^folder +(.*)$/m.exec(stdout)?.[1]).toBe(checkout.folder);
    const json = await checkout.run(["host", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      folder: checkout.folder,
      cores: expect.any(Number) as number,
      stat: { count: expect.any(Number) as number },
      fileSystem: { type: expect.any(String) as string },
    });
  });

  it("takes no words, and one form at a time", async () => {
    const checkout = Checkout.of(undefined);
    expect(await checkout.run(["host", "x"])).toMatchObject({ code: 2, stdout: "" });
    expect(await checkout.run(["path"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no path is named") as string,
    });
    expect(await checkout.run(["path", "-w", "-u", "/x"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("exclude each other") as string,
    });
    expect(await checkout.run(["path", "/x", "-C", "nowhere"])).toMatchObject({ code: 2, stdout: "" });
  });
});

describe.skipIf(reason !== undefined)(
  `in a namespace that looks like WSL 2 (${reason ?? "possible here"})`,
  () => {
    /** Runs gowsl where WSL's files are seen, the checkout lies on D:\src, and C: is on /mnt/c. */
    function run(
      checkout: Checkout,
      argv: string[],
      env: NodeJS.ProcessEnv = {},
      last = 'exec "$@"',
    ): Promise<Ended> {
      const facts = checkout.sibling(undefined, "facts");
      facts.write("osrelease", "5.15.167.4-microsoft-standard-WSL2\n");
      facts.write("version", "Linux version 5.15.167.4-microsoft-standard-WSL2 (root@x) #1 SMP\n");
      facts.write("binfmt/WSLInterop", "enabled\ninterpreter /init\nflags: PF\noffset 0\nmagic 4d5a\n");
      const options =
        "rw,dirsync,aname=drvfs;path=%:\\;uid=1000;gid=1000;symlinkroot=/mnt/,mmap,trans=fd,rfd=5,wfd=5";
      facts.write(
        "mountinfo",
        [
          "22 1 8:32 / / rw,relatime - ext4 /dev/sdc rw,discard",
          `70 22 0:60 / /mnt/c rw,noatime - 9p C:\\134 ${options.replace("%", "C")}`,
          `71 22 0:61 /src ${checkout.folder} rw,noatime - 9p D:\\134 ${options.replace("%", "D")}`,
          "",
        ].join("\n"),
      );
      const script = [
        "set -e",
        'mount --bind "$FACTS/osrelease" /proc/sys/kernel/osrelease',
        'mount --bind "$FACTS/version" /proc/version',
        'mount --bind "$FACTS/binfmt" /proc/sys/fs/binfmt_misc',
        "mount -t tmpfs none /run",
        "mkdir /run/WSL",
        // The id stays over exec, so this is the mountinfo that gowsl sees.
        'mount --bind "$FACTS/mountinfo" /proc/$$/mountinfo',
        "unset FACTS",
        last,
      ].join("\n");
      const child = spawn(
        "unshare",
        ["-Urm", "--propagation", "private", "bash", "-c", script, "bash", ...gowslCommand, ...argv],
        {
          cwd: checkout.folder,
          env: checkout.environment({ FACTS: facts.folder, ...env }),
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
      return ended(child);
    }

    it("classifies it, with distribution, interop, drives and the disk of Windows", async () => {
      const checkout = Checkout.of("greeting");
      const { code, stdout, stderr } = await run(checkout, ["host"], { WSL_DISTRO_NAME: "Ubuntu" });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const lines = stdout.split("\n");
      expect(lines[0]).toMatch(/^host +wsl2 /);
      for (const line of [
        "evidence      kernel 5.15.167.4-microsoft-standard-WSL2",
        "distribution  Ubuntu (WSL_DISTRO_NAME)",
        "interop       enabled (/proc/sys/fs/binfmt_misc/WSLInterop)",
        `file system   drvfs over 9p (D:\\src\\ on ${checkout.folder})`,
        "drives        C:\\ on /mnt/c (9p)",
        `              D:\\src\\ on ${checkout.folder} (9p)`,
      ]) {
        expect(lines).toContain(line);
      }
    });

    it("names the side that works on the module, also where the config is broken", async () => {
      const checkout = Checkout.of("greeting");
      const slow = "the module lies on a Windows drive, and each file is fetched over drvfs over 9p";
      for (const [config, name, why] of [
        ["export default {};", "wsl", `WSL: gowsl was started here; ${slow}`],
        ['export default { go: { side: "wsl" } };', "wsl", "WSL: the config wishes it"],
        [
          'export default { go: { side: "windows" } };',
          "windows",
          "Windows: gowsl.config.ts: go.side wishes it; commands run there",
        ],
        ["this is no config", "wsl", `WSL: gowsl was started here; ${slow}`],
      ] as const) {
        checkout.write("gowsl.config.ts", config);
        const { stdout } = await run(checkout, ["host", "--json"], { WSL_DISTRO_NAME: "Ubuntu" });
        const { side } = JSON.parse(stdout) as { side: { name: string; why: string } };
        expect([side.name, side.why.slice(0, why.length)]).toEqual([name, why]);
        expect(side.why.endsWith("can't be read, as the config has mistakes")).toBe(
          config.startsWith("this"),
        );
      }
    });

    it("converts paths both ways", async () => {
      const checkout = Checkout.of("greeting");
      const words = [
        "/mnt/c/Users",
        "cmd",
        "/etc/passwd",
        "d:\\SRC\\cmd",
        "\\\\wsl$\\ubuntu\\etc",
        "C:\\x y\\",
      ];
      const { code, stdout, stderr } = await run(checkout, ["path", ...words], { WSL_DISTRO_NAME: "Ubuntu" });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout.split("\n")).toEqual([
        "C:\\Users",
        "D:\\src\\cmd",
        "\\\\wsl.localhost\\Ubuntu\\etc\\passwd",
        checkout.path("cmd"),
        "/etc",
        "/mnt/c/x y/",
        "",
      ]);
      const mixed = await run(checkout, ["path", "-m", "--json", "."]);
      expect(JSON.parse(mixed.stdout)).toEqual({ paths: [{ given: ".", converted: "D:/src" }] });
    });

    it("says all that can't be converted, and prints nothing then", async () => {
      const checkout = Checkout.of("greeting");
      const argv = ["path", ".", "E:\\x", "/etc"];
      const { code, stdout, stderr } = await run(checkout, argv);
      expect({ code, stdout }).toEqual({ code: 6, stdout: "" });
      expect(stderr).toContain("E:\\x: E: is not mounted in this Linux.");
      expect(stderr).toContain("the name of the distribution is not known");
      expect(await run(checkout, ["path", "D:x"])).toMatchObject({ code: 2, stdout: "" });
    });

    it("finds the name of the distribution where sudo has taken the variable away", async () => {
      const checkout = Checkout.of("greeting");
      const sudo = 'env -u WSL_DISTRO_NAME "$@"; exit';
      const { code, stdout } = await run(
        checkout,
        ["path", "/etc"],
        { WSL_DISTRO_NAME: "Ubuntu-24.04" },
        sudo,
      );
      expect({ code, stdout }).toEqual({ code: 0, stdout: "\\\\wsl.localhost\\Ubuntu-24.04\\etc\n" });
    });
  },
);
