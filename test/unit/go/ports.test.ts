import { describe, expect, it } from "vitest";
import { gatherCandidates } from "../../../lib/go/candidates.ts";
import { expandTargets, parsePorts, readPorts } from "../../../lib/go/ports.ts";
import { readMachine } from "../../../lib/host/machine.ts";
import { formatTarget } from "../../../lib/model/target.ts";

const zosarch = `package platform

var List = []OSArch{
	{"linux", "amd64"},
	{"linux", "arm"},
}

var distInfo = map[OSArch]osArchInfo{
	{"android", "arm64"}: {CgoSupported: true},
	{"darwin", "amd64"}:  {CgoSupported: true, FirstClass: true},
	{"darwin", "arm64"}:  {CgoSupported: true, FirstClass: true},
	{"js", "wasm"}:       {},
	{"linux", "amd64"}:   {CgoSupported: true, FirstClass: true},
	{"linux", "arm"}:     {CgoSupported: true, FirstClass: true},
	{"linux", "arm64"}:   {CgoSupported: true, FirstClass: true},
	{"linux", "riscv64"}: {CgoSupported: true},
	{"linux", "sparc64"}: {CgoSupported: true, Broken: true},
	{"windows", "386"}:   {CgoSupported: true, FirstClass: true},
	{"windows", "amd64"}: {CgoSupported: true, FirstClass: true},
	{"windows", "arm64"}: {CgoSupported: true},
}
`;
const ports = parsePorts(zosarch);

describe("parsePorts", () => {
  it("reads the table with its flags, and each port once", () => {
    expect(ports).toHaveLength(12);
    expect(ports).toContainEqual({ goos: "linux", goarch: "arm", firstClass: true, cgo: true });
    expect(ports).toContainEqual({ goos: "js", goarch: "wasm", firstClass: false, cgo: false });
    expect(ports).toContainEqual({
      goos: "linux",
      goarch: "sparc64",
      firstClass: false,
      cgo: true,
      broken: true,
    });
  });

  it("finds nothing in another text", () => {
    expect(parsePorts("package platform\n")).toEqual([]);
  });
});

describe("readPorts", async () => {
  it("does not know where the sources are missing", () => {
    expect(readPorts("/nowhere")).toBeUndefined();
  });

  const [installed] = (await gatherCandidates({ machine: readMachine() })).filter(({ version }) => version);
  const real = installed?.goroot === undefined ? undefined : readPorts(installed.goroot);
  it.skipIf(real === undefined)("reads the installed Go", () => {
    expect(real).toContainEqual({ goos: "linux", goarch: "amd64", firstClass: true, cgo: true });
    expect(real!.length).toBeGreaterThan(40);
    const all = expandTargets(["all"], real!, String, { family: "config", version: "1.26.8" });
    expect(all.ok && all.value.map(formatTarget)).toContain("windows/amd64");
  });
});

function expand(...texts: string[]) {
  const place = (index?: number) => (index === undefined ? "targets" : `targets[${index}]`);
  const result = expandTargets(texts, ports, place, { family: "command-line", version: "1.26.8" });
  return result.ok ? result.value.map(formatTarget).join(" ") : result.failures;
}

describe("expandTargets", () => {
  it.each<[string[], string]>([
    [["windows/amd64", "linux/arm64"], "windows/amd64 linux/arm64"],
    [["all"], "darwin/amd64 darwin/arm64 linux/amd64 linux/arm linux/arm64 windows/386 windows/amd64"],
    [["linux/*"], "linux/amd64 linux/arm linux/arm64 linux/riscv64"],
    [["*/arm64"], "android/arm64 darwin/arm64 linux/arm64 windows/arm64"],
    [["windows/arm64", "windows/*"], "windows/arm64 windows/386 windows/amd64"],
    [["linux/arm/7", "linux/arm/6", "linux/arm", "linux/arm/7"], "linux/arm/7 linux/arm/6 linux/arm"],
    [["*/amd64/v3"], "darwin/amd64/v3 linux/amd64/v3 windows/amd64/v3"],
    [["linux/*", "!linux/arm"], "linux/amd64 linux/arm64 linux/riscv64"],
    [["!linux/arm", "linux/*"], "linux/amd64 linux/arm64 linux/riscv64"],
    [["linux/arm/7", "linux/arm/6", "!linux/arm/7"], "linux/arm/6"],
    [["linux/arm/7", "linux/amd64", "!linux/arm"], "linux/amd64"],
    [["linux/*", "!all"], "linux/riscv64"],
    [["all", "!darwin/*", "!*/arm", "!windows/riscv64"], "linux/amd64 linux/arm64 windows/386 windows/amd64"],
  ])("%j", (texts, expected) => {
    expect(expand(...texts)).toBe(expected);
  });

  it.each<[string, string, string, string | undefined]>([
    [
      "linux/amd65",
      "command-line",
      '"linux/amd65" has an unknown GOARCH "amd65"',
      'Did you mean "linux/amd64"?',
    ],
    [
      "lunix/amd64",
      "command-line",
      '"lunix/amd64" has an unknown GOOS "lunix"',
      'Did you mean "linux/amd64"?',
    ],
    ["lunix/*", "command-line", '"lunix/*" has an unknown GOOS "lunix"', 'Did you mean "linux/*"?'],
    [
      "linux/amd65/v3",
      "command-line",
      '"linux/amd65/v3" has an unknown GOARCH "amd65"',
      'Did you mean "linux/amd64/v3"?',
    ],
    ["!linux/amr", "command-line", '"linux/amr" has an unknown GOARCH "amr"', 'Did you mean "linux/arm"?'],
    [
      "haiku/amd64",
      "command-line",
      '"haiku/amd64" has an unknown GOOS "haiku"',
      "Go 1.26.8 knows android, darwin, js, linux, windows.",
    ],
    [
      "windows/riscv64",
      "module",
      "Go 1.26.8 can't build for windows/riscv64; windows has 386, amd64, arm64",
      undefined,
    ],
    [
      "linux/sparc64",
      "module",
      "Go 1.26.8 marks its port to linux/sparc64 as broken; linux has amd64, arm, arm64, riscv64",
      undefined,
    ],
    ["linux/arm/9", "command-line", '"9" is not a value of GOARM', undefined],
    ["js/wasm/v1", "command-line", '"v1" is not a value of GOWASM', undefined],
    ["al", "command-line", '"al" is not of the form goos/goarch or goos/goarch/level', 'Did you mean "all"?'],
    [
      "windows",
      "command-line",
      '"windows" is not of the form goos/goarch or goos/goarch/level',
      'Did you mean "windows/*"?',
    ],
    [
      "a/b/c/d",
      "command-line",
      '"a/b/c/d" is not of the form goos/goarch or goos/goarch/level',
      "Targets look like linux/amd64 or linux/arm/7.",
    ],
    [
      "",
      "command-line",
      '"" is not of the form goos/goarch or goos/goarch/level',
      "Targets look like linux/amd64 or linux/arm/7.",
    ],
  ])("refuses %j", (text, family, thing, next) => {
    expect(expand("linux/amd64", text)).toEqual([
      { family, place: "targets[1]", thing, ...(next === undefined ? {} : { next }) },
    ]);
  });

  it.each<[string[], string]>([
    [[], "the target list is empty"],
    [["!linux/arm"], "the target list is empty: everything is excluded"],
    [["linux/arm", "!linux/*"], "the target list is empty: everything is excluded"],
  ])("refuses the list %j", (texts, thing) => {
    expect(expand(...texts)).toMatchObject([{ family: "command-line", place: "targets", thing }]);
  });

  it("tells all mistakes at once", () => {
    const failures = expand("linux/amd65", "linux/arm", "windows/riscv64", "linux/arm/9");
    expect(failures).toMatchObject([
      { place: "targets[0]" },
      { place: "targets[2]" },
      { place: "targets[3]" },
    ]);
  });
});
