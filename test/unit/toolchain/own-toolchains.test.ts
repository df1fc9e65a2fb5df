import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { OwnToolchains } from "../../../lib/toolchain/own-toolchains.ts";

const dayMs = 24 * 60 * 60 * 1000;

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-own-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "go");
}

const release = (version: string) => ({ version, os: "linux", arch: "amd64" });

/** A store with these versions, each just installed, and a clock that is turned by hand. */
async function storeWith(...versions: string[]) {
  const folder = newFolder();
  const clock = { ms: Date.now() };
  const own = new OwnToolchains(folder, () => clock.ms);
  for (const version of versions) {
    const goroot = own.place(release(version));
    mkdirSync(path.join(goroot, "bin"), { recursive: true });
    writeFileSync(path.join(goroot, "VERSION"), `go${version}\n`);
    writeFileSync(path.join(goroot, "bin", "go"), "");
    await own.noteUse(goroot);
  }
  return { folder, own, clock };
}

describe("OwnToolchains", () => {
  it("lists what is there, the newest first, and nothing else", async () => {
    const { own, folder } = await storeWith("1.9.7", "1.26.8", "1.25.11");
    mkdirSync(path.join(folder, "something"));
    writeFileSync(path.join(folder, "1.24.0.linux-amd64"), "a file");
    expect(own.list().map((each) => each.release.version)).toEqual(["1.26.8", "1.25.11", "1.9.7"]);
    expect(own.list()[0]!.goroot).toBe(path.join(folder, "1.26.8.linux-amd64"));
    expect(new OwnToolchains(path.join(folder, "none"), () => 0).list()).toEqual([]);
  });

  it("has only what is whole", async () => {
    const { own } = await storeWith("1.26.8", "1.25.11", "1.24.1");
    expect(own.has(release("1.26.8"))).toBe(true);
    expect(own.has(release("1.26.9"))).toBe(false);
    rmSync(path.join(own.place(release("1.25.11")), "bin", "go"));
    expect(own.has(release("1.25.11"))).toBe(false);
    writeFileSync(path.join(own.place(release("1.24.1")), "VERSION"), "go1.24.2\n");
    expect(own.has(release("1.24.1"))).toBe(false);
  });

  it("notes uses, but not each, and nothing of what lies elsewhere", async () => {
    const { own, clock, folder } = await storeWith("1.26.8");
    const goroot = own.place(release("1.26.8"));
    const used = () => own.list()[0]!.usedMs;
    const first = used();
    clock.ms += 60_000;
    await own.noteUse(goroot);
    expect(used()).toBe(first);
    clock.ms += 2 * 60 * 60 * 1000;
    await own.noteUse(goroot);
    expect(used() - clock.ms).toBeLessThan(1);
    expect(used()).toBeGreaterThan(first);
    const names = readdirSync(path.join(folder, ".notes"));
    await own.noteUse("/usr/local/go");
    await own.noteUse(path.join(folder, "something"));
    expect(readdirSync(path.join(folder, ".notes"))).toEqual(names);
  });

  it("removes nothing because the clock was set back, and keeps nothing for longer once it is used again", async () => {
    const { own, clock } = await storeWith("1.26.8");
    const goroot = own.place(release("1.26.8"));
    clock.ms -= 400 * dayMs;
    const prune = async () => (await own.prune({ inUse: [], days: 30, dryRun: false })).removed.length;
    expect(await prune()).toBe(0);
    await own.noteUse(goroot);
    expect(Math.abs(own.list()[0]!.usedMs - clock.ms)).toBeLessThan(1);
    clock.ms += 31 * dayMs;
    expect(await prune()).toBe(1);
  });

  it("keeps what a toolchain came from when it is used", async () => {
    const { own, clock, folder } = await storeWith("1.26.8");
    const goroot = own.place(release("1.26.8"));
    const archive = {
      release: release("1.26.8"),
      form: "tar.gz",
      file: "x",
      from: "a mirror",
      proof: "y",
    } as const;
    await own.noteOrigin(goroot, { ...archive, sha256: "ab" });
    clock.ms += 2 * dayMs;
    await own.noteUse(goroot);
    const note = readFileSync(path.join(folder, ".notes", "1.26.8.linux-amd64.json"), "utf8");
    expect(JSON.parse(note)).toEqual({ from: "a mirror", proof: "y", form: "tar.gz", sha256: "ab" });
  });

  it("knows a Go by its real path, too, where the folder is a link", async () => {
    const { folder, clock } = await storeWith("1.26.8");
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    const own = new OwnToolchains(link, () => clock.ms);
    const real = path.join(realpathSync(folder), "1.26.8.linux-amd64");
    clock.ms += 31 * dayMs;
    const kept = await own.prune({ inUse: [real], days: 0, dryRun: true });
    expect(kept.removed).toEqual([]);
    await own.noteUse(real);
    const used = await own.prune({ inUse: [], days: 30, dryRun: true });
    expect(used.kept.map(({ reason }) => reason)).toEqual(["it was used in the last 30 days"]);
  });

  it("prunes what was not used lately and is not used here", async () => {
    const { own, clock, folder } = await storeWith("1.26.8", "1.25.11", "1.24.1");
    clock.ms += 40 * dayMs;
    await own.noteUse(own.place(release("1.25.11")));
    const inUse = [own.place(release("1.24.1"))];
    const tried = await own.prune({ inUse, days: 30, dryRun: true });
    expect(own.list()).toHaveLength(3);
    const pruned = await own.prune({ inUse, days: 30, dryRun: false });
    expect(pruned).toEqual(tried);
    expect(pruned.removed.map((each) => each.release.version)).toEqual(["1.26.8"]);
    expect(pruned.kept.map(({ toolchain, reason }) => `${toolchain.release.version}: ${reason}`)).toEqual([
      "1.25.11: it was used in the last 30 days",
      "1.24.1: it is the one that is used here",
    ]);
    expect(readdirSync(folder).toSorted()).toEqual([".notes", "1.24.1.linux-amd64", "1.25.11.linux-amd64"]);
    expect(readdirSync(path.join(folder, ".notes"))).toHaveLength(2);
    const all = await own.prune({ inUse: [], days: 0, dryRun: false });
    expect(all.removed).toHaveLength(2);
    expect(readdirSync(folder)).toEqual([".notes"]);
  });

  it("sweeps what killed runs have left, and nothing of runs that go on", async () => {
    const { own, folder } = await storeWith("1.26.8");
    const system = `${process.platform}-${os.hostname().replace(/[^A-Za-z0-9.]/g, "_")}`;
    const left = path.join(folder, `.1.25.0.linux-amd64.${system}-999999999-00000000.tmp`);
    const going = path.join(folder, `.1.25.0.linux-amd64.${system}-${process.pid}-00000000.tmp`);
    for (const each of [left, going]) {
      mkdirSync(path.join(each, "src"), { recursive: true });
      writeFileSync(path.join(each, "src", "x.go"), "");
    }
    await own.prepare();
    expect(existsSync(left)).toBe(false);
    expect(statSync(going).isDirectory()).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(
      [path.basename(going), ".notes", "1.26.8.linux-amd64"].toSorted(),
    );
  });
});
