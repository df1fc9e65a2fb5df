import { describe, expect, it } from "vitest";
import { distributionPath, findWslExe, groundOf } from "../../../lib/host/ground.ts";

const never = () => {
  throw new Error("nobody should ask for it");
};

describe("groundOf", () => {
  it.each([
    ["C:\\src\\p", { kind: "own" }],
    ["\\\\?\\C:\\src\\p", { kind: "own" }],
    ["\\\\wsl.localhost\\Ubuntu-24.04\\home\\ada\\p", { kind: "distribution", distribution: "Ubuntu-24.04" }],
    ["\\\\WSL$\\Debian\\p", { kind: "distribution", distribution: "Debian" }],
    ["\\\\?\\UNC\\wsl.localhost\\Debian\\p", { kind: "distribution", distribution: "Debian" }],
    ["\\\\server\\share\\p", { kind: "share" }],
    ["\\\\wsl.localhost.example\\Debian\\p", { kind: "share" }],
  ])("on Windows %s", (folder, expected) => {
    expect(groundOf(folder, "windows", never)).toEqual(expected);
  });

  it("is a drive in WSL where the file system is of Windows", () => {
    const drive = () => ({ type: "drvfs over 9p", backing: "windows" as const });
    expect(groundOf("/mnt/c/p", "wsl2", drive)).toEqual({ kind: "drive", transport: "drvfs over 9p" });
    expect(groundOf("/home/ada", "wsl2", () => ({ type: "ext4", backing: "local" }))).toEqual({
      kind: "own",
    });
  });

  it.each(["linux", "darwin", "container-on-wsl"] as const)("does not ask on %s", (host) => {
    expect(groundOf("/mnt/c/p", host, never)).toEqual({ kind: "own" });
  });
});

describe("distributionPath", () => {
  it("gives back what Windows can't have in names", () => {
    const folder = "\\\\wsl$\\Debian\\home\\a\uf03ab \uf022c";
    expect(distributionPath(folder)).toEqual({ distribution: "Debian", linux: '/home/a:b "c' });
  });

  it("knows no other paths", () => {
    expect(distributionPath("C:\\wsl$\\Debian")).toBeUndefined();
    expect(distributionPath("/home/ada")).toBeUndefined();
  });
});

it("wsl.exe is looked for in the folder of Windows, never on PATH", () => {
  expect(findWslExe({ SystemRoot: "Z:\\nowhere", PATH: "/bin" })).toBeUndefined();
});
