/** gowsl itself on Windows: the bundle in the node.exe of Windows, under wine. */
import { cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Checkout } from "./rig.ts";
import { fetchGoroot, needs, Windows, winePath } from "./rigs.ts";

const release = "go1.26.10.windows-amd64";

/** A project without a config: what loads one needs programs of this system in node_modules. */
function project(): Checkout {
  const checkout = Checkout.of("greeting");
  checkout.remove("gowsl.config.ts");
  return checkout;
}

describe("gowsl on Windows", () => {
  it("finds the Go of Windows, and names the side", async (context) => {
    needs(context, "wine", "node");
    const goroot = winePath(fetchGoroot(release));
    const checkout = project();
    const { code, stdout } = await new Windows(checkout).gowsl(["which", "go", "--json"], checkout.folder, {
      GOROOT: goroot,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      go: `${goroot}\\bin\\go.exe`,
      version: "1.26.10",
      os: "windows",
      side: { name: "windows" },
    });
  });

  it("passes on arguments and exit codes to go.exe", async (context) => {
    needs(context, "wine", "node");
    const checkout = project();
    const env = { GOROOT: winePath(fetchGoroot(release)) };
    const windows = new Windows(checkout);
    const listed = await windows.gowsl(
      ["go", "list", "-f", "{{.Dir}} a b", "."],
      checkout.path("cmd/greet"),
      env,
    );
    expect([listed.code, listed.stdout]).toEqual([0, `${winePath(checkout.path("cmd/greet"))} a b\n`]);
    expect((await windows.gowsl(["go", "vet", "./nowhere"], checkout.folder, env)).code).toBe(1);
  });

  it("goes into the distribution where the module lies", async (context) => {
    needs(context, "wine", "node");
    const checkout = project();
    const windows = new Windows(checkout);
    const folder = path.join(windows.distribution("Debian"), "home/me/a b");
    mkdirSync(folder, { recursive: true });
    cpSync(checkout.folder, folder, { recursive: true });
    checkout.write("wsl/go.mod", "module wsl\n\ngo 1.21\n");
    checkout.write("wsl/main.go", wslExe);
    checkout.tool("go", ["build", "-C", "wsl", "-o", "../wsl.exe", "."], { GOOS: "windows" });
    const share = "\\\\wsl.localhost\\Debian\\home\\me\\a b";
    const argv = ["-C", share, "go", "list", "$HOME", "c d", 'e"f', "g\\", ".\\cmd\\greet", `-o=${share}\\x`];
    const without = await windows.gowsl(argv, checkout.folder);
    expect([without.code, without.stderr]).toEqual([
      5,
      expect.stringContaining("`wsl --install` installs it"),
    ]);
    windows.addProgram(checkout.path("wsl.exe"), "wsl.exe");
    const { code, stdout, stderr } = await windows.gowsl(argv, checkout.folder, {
      GOARCH: "arm64",
      GOPATH: "C:\\go",
      GOFLAGS: "-v",
    });
    expect([code, stderr]).toEqual([3, "not passed on to WSL: GOFLAGS\n"]);
    const { Args: words, ...rest } = JSON.parse(stdout) as { Args: string[] };
    expect(rest).toEqual({
      Shared: "GOARCH/u:GOWSL_SIDE/u",
      Utf8: "1",
      Side: "wsl",
      Folder: "C:\\windows\\System32",
    });
    expect(words.slice(0, 7)).toEqual(["-d", "Debian", "--cd", "/home/me/a b", "--exec", "/bin/sh", "-lc"]);
    expect(words[7]).toContain('exec "$gowsl" "$@"');
    const carried = ["go", "list", "$HOME", "c d", 'e"f', "g\\", "./cmd/greet", "-o=/home/me/a b/x"];
    expect(words.slice(8)).toEqual(["gowsl", "/home/me/a b", ...carried]);
  });
});

/** Stands for wsl.exe, and says what it was given. */
const wslExe = `package main

import (
	"encoding/json"
	"os"
)

func main() {
	folder, _ := os.Getwd()
	json.NewEncoder(os.Stdout).Encode(map[string]any{
		"Args":   os.Args[1:],
		"Shared": os.Getenv("WSLENV"),
		"Utf8":   os.Getenv("WSL_UTF8"),
		"Side":   os.Getenv("GOWSL_SIDE"),
		"Folder": folder,
	})
	os.Exit(3)
}
`;
