/**
 * A Windows machine with WSL: gowsl on the wrong side runs as gowsl on the right one. In a namespace that looks like
 * WSL 2; what stands for Windows' gowsl.exe says what it was given.
 */
import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { crossToWsl } from "../../lib/host/other-side.ts";
import { Checkout, ended, script } from "./rig.ts";
import { gowslInWsl, needs } from "./rigs.ts";

const side = (wish: string) =>
  `import { defineConfig } from "gowsl";\nexport default defineConfig({ go: { side: "${wish}" } });\n`;

/** A drive with a project, and with a gowsl of Windows on PATH. */
function drive(wish: string): { checkout: Checkout; path: string } {
  const checkout = Checkout.of("greeting");
  checkout.write("gowsl.config.ts", side(wish));
  const printed =
    'printf "%s\\n" "cwd $PWD" "side $GOWSL_SIDE" "GOOS ${GOOS-unset}" "GOROOT ${GOROOT-unset}" "$@"';
  script(checkout, "tools/gowsl.exe", `MZ\n${printed}\nexit 3\n`);
  return { checkout, path: `/mnt/d/tools:${process.env["PATH"]}` };
}

describe("in WSL, a module on a Windows drive", () => {
  it("is built on Windows if the config wishes it", async (context) => {
    needs(context, "wsl");
    const { checkout, path: searched } = drive("windows");
    const argv = [
      "-C",
      "/mnt/d",
      "--json",
      "build",
      "-C",
      "/mnt/d/cmd",
      "./greet",
      "--",
      "-o=/mnt/d/out/x",
      "-run=/y",
    ];
    const { code, stdout, stderr } = await gowslInWsl(checkout, checkout.folder, argv, {
      PATH: searched,
      GOOS: "js",
      GOROOT: "/opt/nowhere",
    });
    expect(stdout.split("\n")).toEqual([
      "cwd /mnt/d/cmd",
      "side windows",
      "GOOS js",
      "GOROOT unset",
      "--json",
      "build",
      "./greet",
      "--",
      "-o=D:\\out\\x",
      "-run=/y",
      "",
    ]);
    expect([code, stderr]).toEqual([3, ""]);
  });

  it("names what can't come along", async (context) => {
    needs(context, "wsl");
    const { checkout, path: searched } = drive("windows");
    const { code, stderr } = await gowslInWsl(checkout, checkout.folder, ["-C", "/mnt/d", "vet"], {
      PATH: searched,
      GOFLAGS: "-tags=x",
    });
    expect([code, stderr]).toEqual([3, "not passed on to Windows: GOFLAGS\n"]);
  });

  it("says so where interop is off", async (context) => {
    needs(context, "wsl");
    const { checkout, path: searched } = drive("windows");
    const { code, stderr } = await gowslInWsl(checkout, checkout.folder, ["-C", "/mnt/d", "build"], {
      PATH: searched,
      INTEROP: "off",
    });
    expect(code).toBe(5);
    expect(stderr).toContain("no Windows program starts from here: interop is disabled");
  });

  it("says so where Windows has no gowsl", async (context) => {
    needs(context, "wsl");
    const { checkout } = drive("windows");
    const { code, stderr } = await gowslInWsl(checkout, checkout.folder, ["-C", "/mnt/d", "build"]);
    expect(code).toBe(5);
    expect(stderr).toContain(
      "gowsl is not installed there. Install it there, and run `gowsl shim install` there",
    );
  });

  it("is built here by default, and told that it is slow", async (context) => {
    needs(context, "wsl");
    const { checkout, path: searched } = drive("auto");
    const { code, stderr } = await gowslInWsl(checkout, checkout.folder, ["-C", "/mnt/d", "build"], {
      PATH: searched,
    });
    expect([code, checkout.exists("bin/greet")]).toEqual([0, true]);
    expect(stderr).toMatch(
      /^the module lies on a Windows drive, and each file is fetched over drvfs over 9p/,
    );
    const which = await gowslInWsl(checkout, checkout.folder, ["-C", "/mnt/d", "which", "go"], {
      PATH: searched,
    });
    expect(which.stderr).toContain("side: WSL: gowsl was started here; the module lies on a Windows drive");
  });

  it("stays where the other side has sent it", async (context) => {
    needs(context, "wsl");
    const { checkout, path: searched } = drive("windows");
    const env = { PATH: searched, GOWSL_SIDE: "wsl" };
    expect((await gowslInWsl(checkout, checkout.folder, ["-C", "/mnt/d", "build"], env)).code).toBe(0);
    const wrong = { ...env, GOWSL_SIDE: "windows" };
    const { code, stderr } = await gowslInWsl(checkout, checkout.folder, ["-C", "/mnt/d", "build"], wrong);
    expect([code, stderr]).toEqual([5, expect.stringContaining("has found the one of WSL on its PATH")]);
  });
});

it("in WSL, a module of the distribution can't be built by Windows", async (context) => {
  needs(context, "wsl");
  const checkout = Checkout.of("greeting");
  checkout.write("gowsl.config.ts", side("windows"));
  const elsewhere = Checkout.of(undefined);
  const { code, stderr } = await gowslInWsl(checkout, elsewhere.folder, ["-C", checkout.folder, "build"]);
  expect([code, stderr]).toEqual([5, expect.stringContaining("can't lock go.mod (golang/go#37461)")]);
});

it("elsewhere the wish means nothing", async () => {
  const checkout = Checkout.of("greeting");
  checkout.write("gowsl.config.ts", side("windows"));
  expect((await checkout.run(["build"])).code).toBe(0);
});

describe.runIf(process.platform !== "win32")("what wsl.exe is given", () => {
  /** Takes its arguments as WslClient.cpp does, and says nothing of the folder if that is not there. */
  const wslExe = `#!/bin/bash
while [ "$1" != --exec ]; do
  case $1 in -d) shift ;; --cd) cd "$2" 2>/dev/null; shift ;; esac
  shift
done
shift
exec "$@"
`;
  const wslpath = `#!/bin/sh
case $1 in -u) [ "$2" = 'D:\\p' ] && echo "$DRIVE" || exit 1 ;; -w) case $2 in "$DRIVE"/*) echo 'D:\\x' ;; *) echo '\\\\wsl.localhost\\x' ;; esac ;; esac
`;
  const gowsl = '#!/bin/sh\nprintf "%s\\n" "$PWD" "$GOWSL_SIDE" "$@"\nexit 4\n';

  async function cross(setUp: (checkout: Checkout) => { folder: string }) {
    const checkout = Checkout.of(undefined);
    for (const [name, text] of Object.entries({ "wsl.exe": wslExe, wslpath }))
      script(checkout, `bin/${name}`, text);
    checkout.write("drive/p", "");
    const { folder } = setUp(checkout);
    const environment = checkout.environment({
      HOME: checkout.path("home"),
      PATH: `${checkout.path("bin")}:/usr/bin:/bin`,
      DRIVE: checkout.path("drive"),
    });
    const crossing = crossToWsl({
      wslExe: checkout.path("bin/wsl.exe"),
      distribution: "Debian",
      folder,
      argv: ["exec", "--", "printf", "$HOME", "a  b", "'", "\\", ""],
      environment: environment as Record<string, string>,
    });
    const [program, ...argv] = crossing.argv;
    const options = { cwd: checkout.folder, env: crossing.environment as NodeJS.ProcessEnv };
    return { checkout, ended: await ended(spawn(program!, argv, options)) };
  }

  const words = ["wsl", "exec", "--", "printf", "$HOME", "a  b", "'", "\\", "", ""];
  const inDebian = (folder: string) => `\\\\wsl.localhost\\Debian${folder.replaceAll("/", "\\")}`;

  it("runs the gowsl of the shims in the folder, with the words as they are", async () => {
    const { checkout, ended: end } = await cross((each) => {
      script(each, "home/.gowsl/shims/gowsl", gowsl);
      each.write("a b/go.mod", "");
      return { folder: inDebian(each.path("a b")) };
    });
    expect([end.code, end.stdout.split("\n")]).toEqual([4, [checkout.path("a b"), ...words]]);
  });

  /** As a profile does that puts Node on PATH; that of the system takes the PATH of who came. */
  const profile = (checkout: Checkout, folder: string) =>
    checkout.write("home/.profile", `PATH=${checkout.path(folder)}:${checkout.path("bin")}:$PATH\n`);

  it("finds the one on the PATH that the profile sets, and the folder of a drive wherever it is", async () => {
    const { checkout, ended: end } = await cross((each) => {
      script(each, "elsewhere/gowsl", gowsl);
      profile(each, "elsewhere");
      return { folder: "D:\\p" };
    });
    expect([end.code, end.stdout.split("\n")]).toEqual([4, [checkout.path("drive"), ...words]]);
  });

  it.each([
    ["a folder that is gone", inDebian("/nowhere/at/all"), 213],
    ["a drive that is not mounted", "E:\\p", 213],
    ["no gowsl", inDebian("/"), 214],
  ])("%s", async (_, folder, code) => {
    expect((await cross(() => ({ folder }))).ended.code).toBe(code);
  });

  it("does not take the script that npm has put on the PATH of Windows", async () => {
    const { ended: end } = await cross((each) => {
      script(each, "drive/gowsl", gowsl);
      profile(each, "drive");
      return { folder: inDebian("/") };
    });
    expect(end.code).toBe(214);
  });
});
