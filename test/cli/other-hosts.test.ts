/** Go of other systems as it really behaves: linux/arm64 under qemu-user, windows/amd64 under wine. */
import { cpSync, readdirSync } from "node:fs";
import path from "node:path";
import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { toLinux, toWindows } from "../../lib/host/convert-path.ts";
import { routeDocument } from "../../lib/go/shim.ts";
import { digestText, readStart } from "../../lib/host/files.ts";
import { binaryHeaderBytes, binaryOf } from "../../lib/host/detect-binary.ts";
import { Checkout, ended } from "./rig.ts";
import { fetchGoroot, gowslInWsl, inWine, needs, winePath } from "./rigs.ts";

const arm = "go1.26.8.linux-arm64";
const windows = "go1.26.10.windows-amd64";

async function kindOf(file: string) {
  return binaryOf((await readStart(file, binaryHeaderBytes))!);
}

describe("linux/arm64", () => {
  const go = (checkout: Checkout, argv: string[], goroot: string) =>
    ended(
      spawn("qemu-aarch64-static", [path.join(goroot, "bin", "go"), ...argv], {
        cwd: checkout.folder,
        env: { ...checkout.environment({ GOTOOLCHAIN: "local", GOROOT: undefined }) },
      }),
    );

  it("is rejected here with its reason, and runs where it belongs", async (context) => {
    needs(context, "qemu");
    const goroot = fetchGoroot(arm);
    expect(await kindOf(path.join(goroot, "bin/go"))).toEqual({ binary: "elf", arch: "arm64" });
    const checkout = Checkout.of("greeting");
    const which = await checkout.run(["which", "go", "--json"], { env: { GOROOT: goroot } });
    expect(JSON.parse(which.stdout).rejected).toContainEqual(
      expect.objectContaining({ place: goroot, reason: expect.stringMatching(/arm64/) }),
    );
    expect((await go(checkout, ["version"], goroot)).stdout).toBe("go version go1.26.8 linux/arm64\n");
    const { stdout } = await go(checkout, ["env", "GOROOT", "GOHOSTARCH", "GOMOD"], goroot);
    expect(stdout.trim().split("\n")).toEqual([goroot, "arm64", checkout.path("go.mod")]);
  });

  it("a program that gowsl has built for it says the same as the one for this machine", async (context) => {
    needs(context, "qemu");
    const checkout = Checkout.of("greeting");
    const { code, stderr } = await checkout.run(["cross", "linux/amd64,linux/arm64"]);
    expect([code, stderr.includes("2 built")]).toEqual([0, true]);
    const here = checkout.printed("dist/linux_amd64/greet");
    expect(here).not.toBe("");
    const program = checkout.path("dist/linux_arm64/greet");
    const { stdout, stderr: errors } = await ended(spawn("qemu-aarch64-static", [program]));
    expect(errors + stdout).toBe(here.replace("amd64", "arm64"));
  });
});

describe("windows/amd64", () => {
  it("go.exe tells its version and its folders as Windows spells them", async (context) => {
    needs(context, "wine");
    const goroot = fetchGoroot(windows);
    const checkout = Checkout.of("greeting");
    const go = (argv: string[], env: Record<string, string> = {}) =>
      inWine([path.join(goroot, "bin", "go.exe"), ...argv], checkout.folder, {
        GOTOOLCHAIN: "local",
        ...env,
      });
    const version = await go(["version"]);
    expect([version.code, version.stdout]).toEqual([0, "go version go1.26.10 windows/amd64\n"]);
    const { stdout } = await go(["env", "-json", "GOROOT", "GOMOD", "GOEXE", "GOMODCACHE"], {
      GOPATH: "C:\\first;D:\\second",
    });
    const settings = JSON.parse(stdout) as Record<string, string>;
    // What gowsl converts in process is what Windows says of itself.
    const facts = { drives: [{ windows: "Z:\\", folder: "/" }] };
    expect(toWindows(goroot, facts)).toEqual({ ok: true, value: settings["GOROOT"] });
    expect(toWindows(checkout.path("go.mod"), facts)).toEqual({ ok: true, value: settings["GOMOD"] });
    expect(toLinux(settings["GOMOD"]!, facts)).toEqual({ ok: true, value: checkout.path("go.mod") });
    expect([settings["GOEXE"], settings["GOMODCACHE"]]).toEqual([".exe", "C:\\first\\pkg\\mod"]);
  });

  it("is rejected in Linux with its reason", async (context) => {
    needs(context, "wine");
    const goroot = fetchGoroot(windows);
    const checkout = Checkout.of("greeting");
    const { stdout } = await checkout.run(["which", "go", "--json"], { env: { GOROOT: goroot } });
    expect(JSON.parse(stdout).rejected).toContainEqual(
      expect.objectContaining({ source: "GOROOT", reason: expect.stringContaining("is a Windows program") }),
    );
  });

  it("a program that gowsl has built for it runs", async (context) => {
    needs(context, "wine");
    const checkout = Checkout.of("greeting");
    expect((await checkout.run(["cross", "windows/amd64"])).code).toBe(0);
    const { code, stdout } = await inWine([checkout.path("dist/windows_amd64/greet.exe")], checkout.folder);
    expect(code).toBe(0);
    expect(stdout).toContain("windows/amd64");
  });

  const odd = ["a b", 'c"d', "\\", "e\\\\", "%PATH%", "^x", "é", "", "$(x)"];

  it("the shim passes on arguments and exit codes as they are", async (context) => {
    needs(context, "wine");
    const checkout = Checkout.of(undefined);
    const shims = windowsShims(checkout, "Z:", checkout.folder);
    const run = async (name: string, argv: string[]) => {
      const { code, stdout, stderr } = await inWine([path.join(shims, name), ...argv], checkout.folder);
      expect([code, stderr]).toEqual([3, ""]);
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    expect(await run("go.exe", odd)).toMatchObject({
      Args: ["gowsl.cjs", "go", ...odd],
      Called: winePath(checkout.folder),
    });
    expect((await run("gofmt.exe", ["-l"]))["Args"]).toEqual(["gowsl.cjs", "exec", "--", "gofmt", "-l"]);
    expect((await run("gopls.exe", []))["Args"]).toEqual(["gowsl.cjs", "exec", "--", "C:\\bin\\gopls.exe"]);
    expect((await run("gowsl.exe", ["list"]))["Args"]).toEqual(["gowsl.cjs", "list"]);
    checkout.remove("shims/gowsl-shims.json");
    const { code, stderr } = await inWine([path.join(shims, "go.exe")], checkout.folder);
    expect([code, stderr]).toEqual([127, expect.stringContaining("Run `gowsl shim install` again.")]);
  });

  it("the shim follows a route while that holds", async (context) => {
    needs(context, "wine");
    const goroot = fetchGoroot(windows);
    const checkout = Checkout.of(undefined);
    const shims = windowsShims(checkout, "Z:", checkout.folder);
    checkout.write("go.mod", "module x\n\ngo 1.21\n");
    const folder = winePath(checkout.folder);
    const route = {
      goroot: winePath(goroot),
      folder,
      variables: [["GOTOOLCHAIN", ""]] as const,
      present: [winePath(goroot)],
      absent: [winePath(checkout.path("go.work"))],
      links: [],
      texts: [[winePath(checkout.path("go.mod")), checkout.read("go.mod")]] as const,
      counts: [[winePath(checkout.path("shims")), readdirSync(shims).length]] as const,
    };
    const text = routeDocument(route, digestText);
    checkout.write(`routes/${digestText(folder.toLowerCase()).slice(0, 32)}/a.route`, text);
    const version = (env = {}) => inWine([path.join(shims, "go.exe"), "version"], checkout.folder, env);
    expect((await version()).stdout).toBe("go version go1.26.10 windows/amd64\n");
    expect((await version({ GOTOOLCHAIN: "local" })).code).toBe(3);
    checkout.append("go.mod", "\n");
    expect((await version()).code).toBe(3);
  });

  it("is reached from WSL by interop, with every word as it is", async (context) => {
    needs(context, "wine", "wsl");
    const checkout = Checkout.of("greeting");
    windowsShims(checkout, "Z:", "/mnt/d");
    const config =
      'import { defineConfig } from "gowsl";\nexport default defineConfig({ go: { side: "windows" } });\n';
    checkout.write("gowsl.config.ts", config);
    const { code, stdout, stderr } = await gowslInWsl(
      checkout,
      checkout.folder,
      ["-C", "/mnt/d/cmd", "go", "run", ".", ...odd],
      { PATH: `${process.env["PATH"]}:/mnt/d/shims`, GOARCH: "arm64", GOPATH: "/home/me/go" },
    );
    expect([code, stderr]).toEqual([3, ""]);
    expect(JSON.parse(stdout)).toEqual({
      Args: ["gowsl.cjs", "go", "run", ".", ...odd],
      Called: "",
      Folder: "Z:\\mnt\\d\\cmd",
      Side: "windows",
      Goarch: "arm64",
      Gopath: "",
    });
  });
});

/**
 * Shims as `gowsl shim install` makes them on Windows, in `shims` of a checkout, which programs find in a folder of
 * a drive. In gowsl's place is a program that says what it was given.
 */
function windowsShims(checkout: Checkout, drive: string, folder: string): string {
  const source = path.join(import.meta.dirname, "../../shims");
  cpSync(source, checkout.path("source"), { recursive: true });
  checkout.write("print/go.mod", "module print\n\ngo 1.21\n");
  checkout.write("print/main.go", printArguments);
  const build = (name: string, output: string) =>
    checkout.tool("go", ["build", "-C", name, "-trimpath", "-o", checkout.path(output), "."], {
      GOOS: "windows",
      GOARCH: "amd64",
      CGO_ENABLED: "0",
    });
  build("source", "shims/go.exe");
  build("print", "print.exe");
  for (const name of ["gofmt.exe", "gowsl.exe", "gopls.exe"]) {
    cpSync(checkout.path("shims/go.exe"), checkout.path("shims", name));
  }
  const at = (name: string) => `${drive}${path.posix.join(folder, name).replaceAll("/", "\\")}`;
  const list = {
    gowsl: [at("print.exe"), "gowsl.cjs"],
    routes: at("routes"),
    tools: { gopls: "C:\\bin\\gopls.exe" },
  };
  checkout.write("shims/gowsl-shims.json", JSON.stringify(list));
  return checkout.path("shims");
}

const printArguments = `package main

import (
	"encoding/json"
	"os"
)

func main() {
	folder, _ := os.Getwd()
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"Args":   os.Args[1:],
		"Called": os.Getenv("GOWSL_SHIM_FOLDER"),
		"Folder": folder,
		"Side":   os.Getenv("GOWSL_SIDE"),
		"Goarch": os.Getenv("GOARCH"),
		"Gopath": os.Getenv("GOPATH"),
	})
	os.Exit(3)
}
`;
