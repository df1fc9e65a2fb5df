import path from "node:path";
import { describe, expect, it } from "vitest";
import { gatherCandidates } from "../../../lib/go/candidates.ts";
import { isSourceName, knownArchitectures, knownSystems, suitsTarget } from "../../../lib/go/file-names.ts";
import { readText } from "../../../lib/host/files.ts";
import { readMachine } from "../../../lib/host/machine.ts";

const [installed] = (await gatherCandidates({ machine: readMachine() })).filter(({ version }) => version);
const std = (file: string) =>
  installed?.goroot === undefined ? undefined : readText(path.join(installed.goroot, "src", file));

describe("isSourceName", () => {
  const extensions = "go c cc cpp cxx m h hh hpp hxx f F for f90 s S sx swig swigcxx syso".split(" ");

  it.each([...extensions.map((extension) => `a.${extension}`), "a_test.go", "a.b.go", "a b.go", "-.go"])(
    "takes %s",
    (name) => {
      expect(isSourceName(name)).toBe(true);
    },
  );

  it.each([
    "_a.go",
    ".a.go",
    ".go",
    "go",
    "a.GO",
    "a.C",
    "a.txt",
    "a.go.txt",
    "a.go~",
    "a.gox",
    "go.mod",
    "default.pgo",
    "Makefile",
    "a.",
    "",
  ])("leaves out %j", (name) => {
    expect(isSourceName(name)).toBe(false);
  });

  const build = std("go/build/build.go");
  it.skipIf(build === undefined)("knows the extensions of the installed Go", () => {
    const [, table = ""] = /^func fileListForExt\(.*?\n(.*?)^\}/ms.exec(build!) ?? [];
    const real = [...table.matchAll(/"\.(\w+)"/g)].map(([, extension]) => extension);
    expect(["go", ...real].toSorted()).toEqual(extensions.toSorted());
  });
});

describe("the lists of systems and architectures", () => {
  const syslist = std("internal/syslist/syslist.go");
  it.skipIf(syslist === undefined)("are those of the installed Go", () => {
    const names = (list: string) => {
      const [, table = ""] = new RegExp(`^var ${list} = .*?\\n(.*?)^\\}`, "ms").exec(syslist!) ?? [];
      return [...table.matchAll(/^\t"(\w+)":\s+true,$/gm)].map(([, name]) => name);
    };
    expect([...knownSystems]).toEqual(names("KnownOS"));
    expect([...knownArchitectures]).toEqual(names("KnownArch"));
  });
});

describe("suitsTarget", () => {
  it.each([
    "a.go",
    "linux.go",
    "windows.go",
    "windows_test.go",
    "arm64.go",
    "a_linux.go",
    "a_linux_test.go",
    "a_linux.s",
    "a_amd64.go",
    "a_amd64_test.go",
    "a_linux_amd64.go",
    "a_linux_amd64_test.go",
    "a_windows_linux.go",
    "a_windows_amd64_linux.go",
    "a_b_linux_amd64.go",
    "_linux.go",
    "_linux_amd64.go",
    "a_windows_x.go",
    "a_windows_test_x.go",
    "a_test_linux.go",
    "a_unix.go",
    "a_cgo.go",
    "a_gc.go",
    "a_test.go",
    "a_.go",
    "a_Windows.go",
    "a.windows.go",
    "a.b_windows.go",
    "a_linux.b_windows.go",
    "awindows.go",
    "_test.go",
    "",
  ])("%j suits linux/amd64", (name) => {
    expect(suitsTarget(name, "linux", "amd64")).toBe(true);
  });

  it.each([
    "a_windows.go",
    "a_windows_test.go",
    "a_windows.c",
    "a_arm64.go",
    "a_arm64_test.go",
    "a_linux_arm64.go",
    "a_windows_amd64.go",
    "a_windows_amd64_test.go",
    "a_amd64_windows.go",
    "linux_windows.go",
    "windows_amd64_test_windows.go",
    "_windows.go",
    "a_zos.go",
    "a_nacl.go",
    "a_sparc.go",
    "a_android.go",
    "a_windows.pb.go",
    "a__windows.go",
  ])("%j does not suit linux/amd64", (name) => {
    expect(suitsTarget(name, "linux", "amd64")).toBe(false);
  });

  it.each<[name: string, goos: string, goarch: string, suits: boolean]>([
    // Only the last two parts count, and the last but one only as the system of an architecture.
    ["windows_amd64.go", "linux", "amd64", true],
    ["a_windows_amd64.go", "windows", "amd64", true],
    ["a_amd64_windows.go", "windows", "arm64", true],
    ["a_linux_arm.go", "linux", "arm64", false],
    ["a_test_test.go", "linux", "amd64", true],
    ["a_windows_test_test.go", "linux", "amd64", true],
    // Systems that take the files of another one, but not the other way round.
    ["a_linux.go", "android", "arm64", true],
    ["a_linux_arm64.go", "android", "arm64", true],
    ["a_android.go", "linux", "arm64", false],
    ["a_solaris.go", "illumos", "amd64", true],
    ["a_illumos.go", "solaris", "amd64", false],
    ["a_darwin.go", "ios", "arm64", true],
    ["a_darwin_amd64.go", "ios", "arm64", false],
    ["a_ios.go", "darwin", "arm64", false],
    ["a_wasm.go", "js", "wasm", true],
    ["a_js.go", "wasip1", "wasm", false],
  ])("%s, %s/%s: %s", (name, goos, goarch, suits) => {
    expect(suitsTarget(name, goos, goarch)).toBe(suits);
  });

  it("takes a tag for a system or an architecture, as go build -tags does", () => {
    expect(suitsTarget("a_windows.go", "linux", "amd64", ["windows"])).toBe(true);
    expect(suitsTarget("a_windows_arm64.go", "linux", "amd64", ["windows"])).toBe(false);
    expect(suitsTarget("a_windows_arm64.go", "linux", "amd64", ["arm64", "windows"])).toBe(true);
  });
});
