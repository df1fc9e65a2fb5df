import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync as gzip } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { unpack } from "../../../lib/toolchain/unpack.ts";
import { goLimits } from "../../../lib/toolchain/entry-check.ts";
import type { Archive } from "../../../lib/model/release.ts";
import { archiveIn, elfStart, files, modulePrefix, moduleZip, officialTar, release } from "./small-go.ts";
import { tarOf, type WrittenTarEntry } from "./tar-writer.ts";
import { zipOf, type WrittenEntry } from "./zip-writer.ts";

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-unpack-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file below a folder with its permission bits. */
function modesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(
    names.toSorted().map((file) => [path.relative(folder, file), (statSync(file).mode & 0o777).toString(8)]),
  );
}

/** Unpacks, and gives the sentence of the refusal; whatever is refused leaves nothing. */
async function refusalOf(archive: Archive, limits = goLimits): Promise<string> {
  const folder = path.dirname(archive.file);
  const before = readdirSync(folder).toSorted();
  const unpacked = await unpack(archive, path.join(folder, "store", "go"), { limits });
  const store = path.join(folder, "store");
  expect(existsSync(store) ? readdirSync(store) : []).toEqual([]);
  rmSync(store, { recursive: true, force: true });
  expect(readdirSync(folder).toSorted()).toEqual(before);
  return unpacked.ok ? "it was unpacked" : unpacked.failures.map(({ thing }) => thing).join("\n");
}

const executable = {
  VERSION: "644",
  "bin/go": "755",
  "bin/gofmt": "755",
  "lib/wasm/go_js_wasm_exec": "755",
  "lib/wasm/wasm_exec.js": "644",
  "pkg/tool/linux_amd64/compile": "755",
  "src/cmd/go.mod": "644",
  "src/go.mod": "644",
  "src/go/go_test.sh": "644",
};

describe("unpack", () => {
  it("makes of a module zip what go makes of it: commands executable, _go.mod as go.mod", async () => {
    const folder = newFolder();
    const place = path.join(folder, "store", "1.26.8.linux-amd64");
    const parts: number[] = [];
    const archive = archiveIn(folder, "module-zip", moduleZip());
    const unpacked = await unpack(archive, place, { progress: (part) => parts.push(part) });
    expect(unpacked).toEqual({ ok: true, value: undefined });
    expect(modesIn(place)).toEqual(executable);
    expect(readFileSync(path.join(place, "src/go.mod"), "utf8")).toBe("module std\n");
    expect(parts.at(-1)).toBe(1);
    expect(parts).toEqual(parts.toSorted((left, right) => left - right));
    expect(readdirSync(path.join(folder, "store"))).toEqual(["1.26.8.linux-amd64"]);
  });

  it("takes official archives as they are, but no bit that makes files others' to write", async () => {
    const folder = newFolder();
    const place = path.join(folder, "go");
    const odd: WrittenTarEntry = { name: "go/odd", mode: 0o6777, content: "x" };
    const more: WrittenTarEntry[] = [
      odd,
      { name: "go/bin/again", type: "1", target: "go/bin/go", mode: 0o755 },
      { name: "go/misc/link", type: "2", target: "../bin/go" },
    ];
    const unpacked = await unpack(archiveIn(folder, "tar.gz", officialTar(more)), place);
    expect(unpacked).toEqual({ ok: true, value: undefined });
    const { "lib/wasm/go_js_wasm_exec": _, ...rest } = executable;
    expect(modesIn(place)).toEqual({
      ...rest,
      "bin/again": "755",
      "lib/wasm/go_js_wasm_exec": "644",
      "misc/link": "755",
      odd: "755",
      "src/go/go_test.sh": "755",
    });
    expect(readFileSync(path.join(place, "misc/link"))).toEqual(elfStart());
  });

  it("reads archives of tar itself, with long names and folders that come last", async () => {
    const folder = newFolder();
    const long = `src/${"deep/".repeat(40)}${"n".repeat(120)}.go`;
    for (const [name, content] of Object.entries({ ...files, [long]: "package x\n" })) {
      const file = path.join(folder, "go", name.replace("_go.mod", "go.mod"));
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content, { mode: name.startsWith("bin/") ? 0o755 : 0o644 });
    }
    for (const format of ["gnu", "pax"]) {
      execFileSync("tar", [`--format=${format}`, "-czf", "go.tar.gz", "go"], { cwd: folder });
      const place = path.join(folder, `from-${format}`);
      const archive = archiveIn(folder, "tar.gz", readFileSync(path.join(folder, "go.tar.gz")));
      expect(await unpack(archive, place)).toEqual({ ok: true, value: undefined });
      expect(readFileSync(path.join(place, long), "utf8")).toBe("package x\n");
      expect(() => execFileSync("diff", ["-r", path.join(folder, "go"), place])).not.toThrow();
    }
  });

  it("unpacks files that are larger than what is held in memory at once", async () => {
    const folder = newFolder();
    const large = randomBytes(9 << 20);
    const zip = moduleZip([{ name: `${modulePrefix}pkg/large`, content: large }]);
    const place = path.join(folder, "zip");
    expect(await unpack(archiveIn(folder, "module-zip", zip), place)).toEqual({ ok: true, value: undefined });
    expect(readFileSync(path.join(place, "pkg/large")).equals(large)).toBe(true);
    const tar = path.join(folder, "tar");
    const archive = archiveIn(folder, "tar.gz", officialTar([{ name: "go/pkg/large", content: large }]));
    expect(await unpack(archive, tar)).toEqual({ ok: true, value: undefined });
    expect(readFileSync(path.join(tar, "pkg/large")).equals(large)).toBe(true);
  });

  it("replaces what stands in its place", async () => {
    const folder = newFolder();
    const place = path.join(folder, "go");
    mkdirSync(path.join(place, "bin"), { recursive: true });
    writeFileSync(path.join(place, "left-behind"), "x");
    const unpacked = await unpack(archiveIn(folder, "module-zip", moduleZip()), place);
    expect(unpacked).toEqual({ ok: true, value: undefined });
    expect(modesIn(place)).toEqual(executable);
    expect(readdirSync(folder).toSorted()).toEqual(["go", "go.zip"]);
  });

  it.each<[name: string, replaced: Record<string, string | Buffer>, refusal: string]>([
    ["of another version", { VERSION: "go1.26.7\n" }, "its VERSION says 1.26.7, not 1.26.8"],
    ["without a version", { VERSION: "" }, "its VERSION says nothing, not 1.26.8"],
    ["for another processor", { "bin/go": elfStart(183) }, "its bin/go is made for arm64, not for amd64"],
    ["for another system", { "bin/go": "MZ" + "\0".repeat(100) }, "its bin/go is no program for linux"],
    ["whose go is no program", { "bin/go": "#!/bin/sh\n" }, "its bin/go is no program for linux"],
  ])("refuses a Go %s", async (_, replaced, refusal) => {
    expect(await refusalOf(archiveIn(newFolder(), "module-zip", moduleZip([], replaced)))).toBe(refusal);
  });

  it("refuses an archive without go", async () => {
    const zip = zipOf([{ name: `${modulePrefix}VERSION`, content: files["VERSION"]! }]);
    expect(await refusalOf(archiveIn(newFolder(), "module-zip", zip))).toBe("it has no bin/go");
  });
});

describe("unpack of a hostile zip", () => {
  it.each<[name: string, entry: WrittenEntry, refusal: string]>([
    [
      "zip slip",
      { name: `${modulePrefix}../../x` },
      `its entry "${modulePrefix}../../x" leads out of its folder`,
    ],
    ["an absolute path", { name: "/tmp/x" }, 'its entry "/tmp/x" is an absolute path'],
    [
      "another prefix",
      { name: "go/x" },
      `its entry "go/x" does not lie in ${modulePrefix}, where all of a Go release lies`,
    ],
    ["a drive", { name: "C:/x" }, 'its entry "C:/x" names a drive of Windows'],
    [
      "a name of Windows",
      { name: `${modulePrefix}CON` },
      `its entry "${modulePrefix}CON" has a name that stands for a device on Windows`,
    ],
    [
      "case",
      { name: `${modulePrefix}version` },
      `its entry "${modulePrefix}version" differs only in case from VERSION, and they would be one file on Windows and macOS`,
    ],
    [
      "a go.mod beside _go.mod",
      { name: `${modulePrefix}src/go.mod` },
      `its entry "${modulePrefix}src/go.mod" is there twice`,
    ],
    [
      "a link",
      { name: `${modulePrefix}x`, content: "/etc/passwd", mode: 0o120777 },
      `its entry "${modulePrefix}x" is a link, a device or the like`,
    ],
    [
      "a device",
      { name: `${modulePrefix}x`, mode: 0o020666 },
      `its entry "${modulePrefix}x" is a link, a device or the like`,
    ],
    [
      "a huge size",
      { name: `${modulePrefix}x`, says: { sizeBytes: 0xf0000000 } },
      `its entry "${modulePrefix}x" takes the whole to 4026532101 bytes; no Go is as large`,
    ],
    [
      "more content than it says",
      { name: `${modulePrefix}x`, content: "x".repeat(1000), says: { sizeBytes: 10 } },
      expect.stringMatching(/^it is broken at golang\.org.*\/x: /) as unknown as string,
    ],
  ])("refuses %s", async (_, entry, refusal) => {
    expect(await refusalOf(archiveIn(newFolder(), "module-zip", moduleZip([entry])))).toEqual(refusal);
  });

  it("refuses a bomb by its ratio", async () => {
    const bomb = { name: `${modulePrefix}x`, content: Buffer.alloc(60 << 20) };
    expect(await refusalOf(archiveIn(newFolder(), "module-zip", moduleZip([bomb])))).toMatch(
      /^its entry ".*\/x" takes the whole to 6291\d+ bytes out of \d+; no Go can be packed so tightly$/,
    );
  });

  it("refuses too many entries", async () => {
    const archive = archiveIn(newFolder(), "module-zip", moduleZip());
    expect(await refusalOf(archive, { ...goLimits, entries: 3 })).toMatch(
      /is one more than the 3 that are allowed$/,
    );
  });

  it("refuses what is cut off, wherever it is cut", async () => {
    const whole = moduleZip();
    for (const length of [0, 10, 100, whole.length >> 1, whole.length - 30, whole.length - 1]) {
      const refusal = await refusalOf(archiveIn(newFolder(), "module-zip", whole.subarray(0, length)));
      expect(refusal).toMatch(/^it is /);
    }
  });
});

describe("unpack of a hostile tar", () => {
  it.each<[name: string, entry: WrittenTarEntry, refusal: string]>([
    ["a way out", { name: "go/../../x" }, 'its entry "go/../../x" leads out of its folder'],
    ["an absolute path", { name: "/tmp/x" }, 'its entry "/tmp/x" is an absolute path'],
    [
      "a backslash",
      { name: "go/..\\x" },
      'its entry "go/..\\\\x" has a backslash in its name, which parts folders on Windows',
    ],
    [
      "a link out",
      { name: "go/x", type: "2", target: "../../etc" },
      'its entry "go/x" is a link that leaves the tree: ../../etc',
    ],
    [
      "a hard link out",
      { name: "go/x", type: "1", target: "/etc/passwd" },
      'its entry "go/x" is a link that leaves the tree: /etc/passwd',
    ],
    ["a device", { name: "go/x", type: "3" }, 'its entry "go/x" is a device, and no Go has one'],
    ["a pipe", { name: "go/x", type: "6" }, 'its entry "go/x" is a device, and no Go has one'],
    [
      "an unknown type",
      { name: "go/x", type: "Q" },
      'its entry "go/x" is neither a file nor a folder nor a link',
    ],
    [
      "case",
      { name: "go/BIN/x" },
      'its entry "go/BIN/x" differs only in case from bin, and they would be one file on Windows and macOS',
    ],
    [
      "a name of Windows",
      { name: "go/aux.go" },
      'its entry "go/aux.go" has a name that stands for a device on Windows',
    ],
    [
      "a huge size",
      { name: "go/x", says: { sizeBytes: 0o77777777777 } },
      'its entry "go/x" takes the whole to 8589934852 bytes; no Go is as large',
    ],
    [
      "a size that is not there",
      { name: "go/x", says: { sizeBytes: 5000 } },
      expect.stringMatching(/^it is no intact tar archive: .*Truncated/) as unknown as string,
    ],
    [
      "a broken header",
      { name: "go/x", says: { checksum: 1 } },
      expect.stringMatching(/^it is no intact tar archive: .*checksum/) as unknown as string,
    ],
  ])("refuses %s", async (_, entry, refusal) => {
    expect(await refusalOf(archiveIn(newFolder(), "tar.gz", officialTar([entry])))).toEqual(refusal);
  });

  it("writes nothing through a link, whatever comes behind it", async () => {
    const folder = newFolder();
    const outside = path.join(folder, "outside");
    mkdirSync(outside);
    const entries: WrittenTarEntry[] = [
      { name: "go/x", type: "2", target: "bin" },
      { name: "go/x/evil", content: "x" },
    ];
    expect(await refusalOf(archiveIn(folder, "tar.gz", officialTar(entries)))).toBe(
      'its entry "go/x/evil" lies in x, which is a symbolic link',
    );
    expect(readdirSync(outside)).toEqual([]);
  });

  it("refuses a bomb behind its end", async () => {
    const archive = archiveIn(newFolder(), "tar.gz", officialTar([], Buffer.alloc(64 << 20)));
    expect(await refusalOf(archive)).toMatch(/^it unpacks to more than \d+ bytes; no Go is as large$/);
  });

  it("refuses an archive within an archive", async () => {
    const archive = archiveIn(newFolder(), "tar.gz", tarOf([]));
    writeFileSync(archive.file, gzip(officialTar()));
    expect(await refusalOf(archive)).toMatch(/^it is no intact tar archive: /);
  });

  it("refuses what is cut off, wherever it is cut, and a flipped bit", async () => {
    const whole = officialTar();
    for (const length of [0, 5, 100, whole.length >> 1, whole.length - 8, whole.length - 1]) {
      const refusal = await refusalOf(archiveIn(newFolder(), "tar.gz", whole.subarray(0, length)));
      expect(refusal).toMatch(/^it is /);
    }
    const flipped = Buffer.from(whole);
    flipped[flipped.length - 6]! ^= 1;
    expect(await refusalOf(archiveIn(newFolder(), "tar.gz", flipped))).toMatch(/^it is cut off or broken: /);
  });
});

describe("unpack to a disk that does not take it", () => {
  it("says what stands in the way", async () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, "store"), "a file");
    const unpacked = await unpack(
      archiveIn(folder, "module-zip", moduleZip()),
      path.join(folder, "store", "go"),
    );
    expect(unpacked).toMatchObject({
      ok: false,
      failures: [
        {
          family: "files",
          place: path.join(folder, "store"),
          thing: "go can't be put there: a file stands where a folder is needed",
          next: "Make it writable, or set GOWSL_CACHE_DIR to a folder elsewhere.",
        },
      ],
    });
  });

  it("says what an archive that is not there is", async () => {
    const folder = newFolder();
    const archive = { ...archiveIn(folder, "module-zip", moduleZip()), file: path.join(folder, "gone.zip") };
    expect(await refusalOf(archive)).toBe("it can't be opened: no such file or folder");
    expect(await refusalOf({ ...archive, form: "tar.gz", release })).toBe(
      "it can't be read: no such file or folder",
    );
  });
});
