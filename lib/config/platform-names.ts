/** Values of GOOS and GOARCH, and which of them a word was probably meant to be. Knows no Go that is installed. */
import { closest } from "../model/closest.ts";
import { knownArchitectures, knownSystems } from "../go/file-names.ts";

/** Those for which `go tool dist list` has a port. Go knows more names: of ports that are gone, or not made yet. */
export const systems =
  "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows".split(
    " ",
  );
export const architectures =
  "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm".split(" ");

/** What people call them. */
const otherSystems: Readonly<Record<string, string>> = {
  macos: "darwin",
  osx: "darwin",
  mac: "darwin",
  win32: "windows",
  win: "windows",
  wsl: "linux",
};
const otherArchitectures: Readonly<Record<string, string>> = {
  x86_64: "amd64",
  x64: "amd64",
  aarch64: "arm64",
  x86: "386",
  i386: "386",
  i686: "386",
};

export function likelySystem(word: string): string | undefined {
  return otherSystems[word.toLowerCase()] ?? closest(word, systems);
}

export function likelyArchitecture(word: string): string | undefined {
  return otherArchitectures[word.toLowerCase()] ?? closest(word, architectures);
}

/** What is wrong with the names of a target, whatever the Go: a name that none has or had; undefined if both are known. */
export function unknownName(
  target: string,
  goos: string,
  goarch: string,
  level: string | undefined,
): { thing: string; next: string } | undefined {
  const knowsSystem = goos === "*" || knownSystems.has(goos);
  const knowsArchitecture = goarch === "*" || knownArchitectures.has(goarch);
  if (knowsSystem && knowsArchitecture) return undefined;
  const wrong = knowsSystem ? `GOARCH "${goarch}"` : `GOOS "${goos}"`;
  const meant = [
    knowsSystem ? goos : likelySystem(goos),
    knowsArchitecture ? goarch : likelyArchitecture(goarch),
    ...(level === undefined ? [] : [level]),
  ];
  const next = meant.includes(undefined)
    ? `Go knows ${(knowsSystem ? architectures : systems).join(", ")}.`
    : `Did you mean "${meant.join("/")}"?`;
  return { thing: `"${target}" has an unknown ${wrong}`, next };
}
