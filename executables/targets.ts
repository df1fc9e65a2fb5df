/** The one-file executables that gowsl is released as. A name is part of a file's name, and never changes. */

export interface ExecutableTarget {
  /** The system as Node and users call it: `linux-x64-musl`. */
  name: string;
  /** The package of npm that holds Bun for it; its version and digest stand in package-lock.json. */
  package: string;
}

export const executableTargets: readonly ExecutableTarget[] = [
  { name: "linux-x64", package: "@oven/bun-linux-x64" },
  { name: "linux-x64-musl", package: "@oven/bun-linux-x64-musl" },
  { name: "linux-arm64", package: "@oven/bun-linux-aarch64" },
  { name: "linux-arm64-musl", package: "@oven/bun-linux-aarch64-musl" },
  { name: "windows-x64", package: "@oven/bun-windows-x64" },
  { name: "darwin-x64", package: "@oven/bun-darwin-x64" },
  { name: "darwin-arm64", package: "@oven/bun-darwin-aarch64" },
];

/** `gowsl-linux-x64`, `gowsl-windows-x64.exe`. */
export function executableFile({ name }: Pick<ExecutableTarget, "name">): string {
  return `gowsl-${name}${suffix(name)}`;
}

/** The file of Bun itself within its package. */
export function bunFile({ name }: ExecutableTarget): string {
  return `bin/bun${suffix(name)}`;
}

function suffix(name: string): string {
  return name.startsWith("windows-") ? ".exe" : "";
}

/** The target that runs here. @param musl is this a Linux without glibc? */
export function targetOfHost(platform: string, arch: string, musl: boolean): ExecutableTarget | undefined {
  const system = platform === "win32" ? "windows" : platform;
  const name = `${system}-${arch}${platform === "linux" && musl ? "-musl" : ""}`;
  return executableTargets.find((target) => target.name === name);
}
