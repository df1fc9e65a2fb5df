/** Paths of Windows and of one distribution, both ways: tables for what is known, chance for what is not. */
import { describe, expect, it } from "vitest";
import {
  distributionIn,
  toLinux,
  toMixed,
  toWindows,
  type PathFacts,
} from "../../../lib/host/convert-path.ts";
import { sentence, type Result } from "../../../lib/model/failure.ts";

const facts: PathFacts = {
  distribution: "Ubuntu",
  drives: [
    { windows: "C:\\", folder: "/mnt/c" },
    { windows: "D:\\", folder: "/mnt/d" },
    { windows: "\\\\nas\\docs\\", folder: "/mnt/docs" },
    { windows: "C:\\Users\\me\\go\\", folder: "/home/me/go" },
  ],
  covered: ["/mnt/c/docker"],
};

function said(result: Result<string>): string {
  return result.ok ? result.value : sentence(result.failures[0]!);
}

describe("toWindows", () => {
  it.each<[linux: string, windows: string]>([
    ["/", "\\\\wsl.localhost\\Ubuntu\\"],
    ["/home/me/p", "\\\\wsl.localhost\\Ubuntu\\home\\me\\p"],
    ["/home/me/p/", "\\\\wsl.localhost\\Ubuntu\\home\\me\\p\\"],
    ["//home//me/./x/../p", "\\\\wsl.localhost\\Ubuntu\\home\\me\\p"],
    ["/../..", "\\\\wsl.localhost\\Ubuntu\\"],
    ["/mnt/c", "C:\\"],
    ["/mnt/c/", "C:\\"],
    ["/mnt/c/Users/", "C:\\Users\\"],
    ["/mnt/c/Program Files (x86)/Go", "C:\\Program Files (x86)\\Go"],
    ["/mnt/c/../d/x", "D:\\x"],
    ["/mnt/cc", "\\\\wsl.localhost\\Ubuntu\\mnt\\cc"],
    ["/mnt/C/x", "\\\\wsl.localhost\\Ubuntu\\mnt\\C\\x"],
    ["/mnt", "\\\\wsl.localhost\\Ubuntu\\mnt"],
    ["/mnt/docs/a", "\\\\nas\\docs\\a"],
    ["/home/me/go/bin", "C:\\Users\\me\\go\\bin"],
    ["/mnt/c/docker/x", "\\\\wsl.localhost\\Ubuntu\\mnt\\c\\docker\\x"],
    ["/mnt/c/a:b", "C:\\a\uf03ab"],
    ["/srv/a\\b*?", "\\\\wsl.localhost\\Ubuntu\\srv\\a\uf05cb\uf02a\uf03f"],
    ["/srv/tab\there", "\\\\wsl.localhost\\Ubuntu\\srv\\tab\there"],
    ["/srv/line\nend", "\\\\wsl.localhost\\Ubuntu\\srv\\line\uf00aend"],
    ["/srv/空 🐹/é", "\\\\wsl.localhost\\Ubuntu\\srv\\空 🐹\\é"],
    // What is a path of Windows already comes in its plain form.
    ["c:/Users/./me/", "C:\\Users\\me\\"],
    ["\\\\?\\C:\\Users", "C:\\Users"],
    ["//wsl$/Ubuntu/home", "\\\\wsl.localhost\\Ubuntu\\home"],
    ["//nas/docs/x", "\\\\nas\\docs\\x"],
    ["E:\\x", "E:\\x"],
  ])("%j is %j", (linux, windows) => {
    expect(said(toWindows(linux, facts))).toBe(windows);
  });

  it.each<[linux: string, reason: string]>([
    ["src/x", "src/x: is relative, and relative to what is not known here. Name the whole path."],
    ["", '"": is no path. Name the whole path.'],
    ["/mnt/c/aux.c", '/mnt/c/aux.c: has a name "aux.c" that on Windows means a device. Rename it.'],
    ["/mnt/c/x./y", '/mnt/c/x./y: has a name "x." that ends with a dot, which Windows drops. Rename it.'],
    ["/srv/x ", '/srv/x : has a name "x " that ends with a space, which Windows drops. Rename it.'],
    [
      "/srv/a\uf03ab",
      '/srv/a\uf03ab: has a name "a\uf03ab" with the character U+F03A, which on Windows stands for ":". Rename it on the Linux side.',
    ],
    ["/srv/\0", "/srv/\\u0000: has a NUL character, which no path can have. Correct the path."],
  ])("%j can't be converted: %s", (linux, reason) => {
    expect(said(toWindows(linux, facts))).toBe(reason);
  });

  it("needs the name of the distribution where no drive is mounted", () => {
    const { drives } = facts;
    expect(said(toWindows("/mnt/d/x", { drives }))).toBe("D:\\x");
    expect(said(toWindows("/home/me", { drives }))).toBe(
      "/home/me: is in the file system of this distribution, and the name of the distribution is not known. Set WSL_DISTRO_NAME to the name that `wsl.exe -l` shows; sudo and services take it away.",
    );
  });
});

describe("toLinux", () => {
  it.each<[windows: string, linux: string]>([
    ["C:\\", "/mnt/c"],
    ["c:/", "/mnt/c"],
    ["C:\\Users\\", "/mnt/c/Users/"],
    ["C:\\Users\\\\me\\..\\you\\.", "/mnt/c/Users/you"],
    ["C:\\..\\x", "/mnt/c/x"],
    ["C:/Foo\\bar", "/mnt/c/Foo/bar"],
    ["C:\\users\\ME\\Go\\bin", "/home/me/go/bin"],
    ["C:\\Users\\me\\gopher", "/mnt/c/Users/me/gopher"],
    ["\\\\?\\C:\\Users", "/mnt/c/Users"],
    ["//?/c:/Users", "/mnt/c/Users"],
    ["\\\\NAS\\Docs\\a", "/mnt/docs/a"],
    ["\\\\nas\\docs", "/mnt/docs"],
    ["//nas/docs/a/", "/mnt/docs/a/"],
    ["\\\\?\\UNC\\nas\\docs\\a", "/mnt/docs/a"],
    ["\\\\wsl.localhost\\Ubuntu", "/"],
    ["\\\\wsl.localhost\\Ubuntu\\", "/"],
    ["\\\\WSL.LocalHost\\UBUNTU\\home\\me", "/home/me"],
    ["\\\\wsl$\\Ubuntu\\home\\me\\", "/home/me/"],
    ["\\\\?\\UNC\\wsl.localhost\\Ubuntu\\home", "/home"],
    ["//wsl.localhost/Ubuntu/mnt/d/x", "/mnt/d/x"],
    ["C:\\a\uf03ab", "/mnt/c/a:b"],
    ["\\\\wsl$\\Ubuntu\\a\uf05cb", "/a\\b"],
    // What no character of Linux stands for stays.
    ["C:\\a\uf02fb\uf000\uf041", "/mnt/c/a\uf02fb\uf000\uf041"],
    // What is a path of Linux already comes in its plain form.
    ["/home/./me/x/..", "/home/me"],
    ["/aux", "/aux"],
  ])("%j is %j", (windows, linux) => {
    expect(said(toLinux(windows, facts))).toBe(linux);
  });

  it.each<[windows: string, reason: RegExp]>([
    [
      "D:x",
      /^D:x: is relative to the current folder of drive D:, .* the top of the drive is D:\\, a file of Linux \.\/D:x\./,
    ],
    ["D:", /is relative to the current folder of drive D:/],
    ["\\\\?\\D:", /is relative to the current folder of drive D:/],
    ["\\Users", /begins at the top of the current drive/],
    ["Users\\me", /is relative/],
    ["E:\\x", /^E:\\x: E: is not mounted in this Linux\. .*mount -t drvfs 'E:' \/mnt\/e/],
    ["\\\\nas\\home\\x", /\\\\nas\\home is not mounted/],
    ["//server/share/x", /\\\\server\\share is not mounted/],
    ["\\\\wsl.localhost\\Debian\\home", /distribution Debian, and this one is Ubuntu.*wsl\.exe -d Debian/],
    ["\\\\wsl.localhost\\Ubuntu-22.04\\home", /distribution Ubuntu-22\.04, and this one is Ubuntu/],
    ["\\\\wsl$", /names no distribution/],
    ["\\\\server", /names no share/],
    ["\\\\.\\PhysicalDrive0", /names a device or a volume/],
    ["\\\\?\\Volume{0a-1b}\\x", /names a device or a volume/],
    ["C:\\x.txt:stream", /with a colon, which on Windows begins a stream/],
    ["C:\\*.go", /with "\*", which no file on Windows can have/],
    ["C:\\x\\NUL", /"NUL" that on Windows means a device/],
    ["C:\\x\\com1.log", /"com1\.log" that on Windows means a device/],
    ["C:\\x.", /ends with a dot/],
    ["C:\\docker\\x", /something else is mounted over its place \/mnt\/c\/docker\/x/],
    ["C:\\a\0", /NUL character/],
  ])("%j can't be converted: %s", (windows, reason) => {
    expect(said(toLinux(windows, facts))).toMatch(reason);
    expect(toLinux(windows, facts).ok).toBe(false);
  });

  it("takes of two mounts of one folder the later one, as wslpath", () => {
    const twice = { drives: [...facts.drives, { windows: "D:\\", folder: "/data" }] };
    expect(said(toLinux("D:\\x", twice))).toBe("/data/x");
    expect(said(toWindows("/mnt/d/x", twice))).toBe("D:\\x");
  });
});

it("finds a drive on what covers another drive", () => {
  const deeper = { ...facts, drives: [...facts.drives, { windows: "E:\\", folder: "/mnt/c/docker/e" }] };
  expect(said(toWindows("/mnt/c/docker/e/x", deeper))).toBe("E:\\x");
  expect(said(toLinux("E:\\x", deeper))).toBe("/mnt/c/docker/e/x");
  expect(said(toLinux("C:\\docker\\e\\x", deeper))).toContain("something else is mounted over its place");
});

it("takes of two drives on one folder the later one, which is on top", () => {
  const stacked = { ...facts, drives: [...facts.drives, { windows: "E:\\", folder: "/mnt/d" }] };
  expect(said(toWindows("/mnt/d/x", stacked))).toBe("E:\\x");
  expect(said(toLinux("E:\\x", stacked))).toBe("/mnt/d/x");
  expect(toLinux("D:\\x", stacked).ok).toBe(false);
});

it("writes slashes in the mixed form", () => {
  expect(said(toMixed("/home/me", facts))).toBe("//wsl.localhost/Ubuntu/home/me");
  expect(said(toMixed("/mnt/d/x/", facts))).toBe("D:/x/");
  expect(toMixed("x", facts).ok).toBe(false);
});

it.each<[path: string, distribution: string | undefined]>([
  ["\\\\wsl$\\Debian\\home", "Debian"],
  ["//wsl.localhost/Debian", "Debian"],
  ["\\\\?\\UNC\\wsl.localhost\\Debian\\", "Debian"],
  ["\\\\nas\\docs", undefined],
  ["C:\\x", undefined],
  ["/home", undefined],
  ["\\\\wsl$", undefined],
])("the distribution in %j is %s", (path, distribution) => {
  expect(distributionIn(path)).toBe(distribution);
});

/** The same numbers on every run: mulberry32. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const rounds = 1000;

describe("by chance", () => {
  /** What Windows cannot have in a name. */
  const mapped = [...'*:<>?\\|"\n\u0001\u001f'];
  const letters = [..."aZ09-_.,;'()[]{}&%$#@!+=~^` é空🐹\t", ...mapped];
  const folders = ["", "/mnt/c", "/mnt/d", "/mnt/docs", "/home/me/go", "/mnt/c/docker", "/mnt/cd", "/home"];

  /** A name that both sides can have. */
  function name(below: (count: number) => number): string {
    const length = 1 + below(6);
    const text = Array.from({ length }, () => letters[below(letters.length)]!).join("");
    return /[. ]$/.test(text) ? `${text}x` : text;
  }

  function linuxPath(below: (count: number) => number): string {
    const names = Array.from({ length: below(4) }, () => name(below));
    return [folders[below(folders.length)]!, ...names].join("/") || "/";
  }

  it("there and back is the same path, and both are plain", () => {
    const below = chance(1);
    for (let round = 0; round < rounds; round++) {
      const linux = linuxPath(below);
      const windows = toWindows(linux, facts);
      if (!windows.ok) throw new Error(said(windows));
      expect(windows.value, linux).not.toMatch(/\/|\\\\wsl\$|.\\\\|[*<>?|"\n]/);
      expect(said(toLinux(windows.value, facts)), windows.value).toBe(linux);
      // Once converted, another conversion to the same side changes nothing.
      expect(said(toWindows(windows.value, facts))).toBe(windows.value);
      expect(said(toLinux(linux, facts))).toBe(linux);
    }
  });

  it("back and there is the same path, for every root that can be reached", () => {
    const below = chance(2);
    const roots = [
      "C:\\",
      "D:\\",
      "\\\\nas\\docs\\",
      "C:\\Users\\me\\go\\",
      "\\\\wsl.localhost\\Ubuntu\\home\\",
    ];
    for (let round = 0; round < rounds; round++) {
      const names = Array.from({ length: 1 + below(3) }, () =>
        [...name(below)].map((letter) => (mapped.includes(letter) ? "x" : letter)).join(""),
      );
      const windows = roots[below(roots.length)]! + names.join("\\");
      const linux = toLinux(windows, facts);
      if (!linux.ok) throw new Error(said(linux));
      expect(said(toWindows(linux.value, facts)), linux.value).toBe(windows);
      expect(said(toLinux(linux.value, facts))).toBe(linux.value);
    }
  });

  it("anything at all ends as a path or as a reason, and what is converted stays so", () => {
    const below = chance(3);
    const pieces = [
      "/",
      "\\",
      "..",
      ".",
      ":",
      "C",
      "mnt",
      "c",
      "?",
      "UNC",
      "wsl$",
      "wsl.localhost",
      "Ubuntu",
      "",
      " ",
      "\uf03a",
      "nul",
      "\0",
    ];
    let converted = 0;
    for (let round = 0; round < rounds * 3; round++) {
      const path = Array.from({ length: below(9) }, () => pieces[below(pieces.length)]!).join("");
      for (const convert of [toWindows, toLinux]) {
        const result = convert(path, facts);
        if (!result.ok) {
          const { place, thing, next = "" } = result.failures[0]!;
          expect([place, thing, next].every((text) => text !== "")).toBe(true);
          continue;
        }
        converted++;
        expect(said(convert(result.value, facts)), JSON.stringify(path)).toBe(result.value);
      }
    }
    expect(converted).toBeGreaterThan(150);
  });
});
