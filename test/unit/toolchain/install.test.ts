import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { success, type Result } from "../../../lib/model/failure.ts";
import type { Archive } from "../../../lib/model/release.ts";
import { install, type InstallOptions } from "../../../lib/toolchain/install.ts";
import { OwnToolchains } from "../../../lib/toolchain/own-toolchains.ts";
import { archiveIn, elfStart, moduleZip, release } from "./small-go.ts";

/** A store, and a source that counts how often it is asked. */
function rig(bytes: Buffer = moduleZip()) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-install-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const own = new OwnToolchains(path.join(folder, "store"), Date.now);
  const source = archiveIn(folder, "module-zip", bytes);
  const notes: string[] = [];
  let fetched = 0;
  const options: InstallOptions = {
    platform: process.platform,
    own,
    note: (text) => notes.push(text),
    fetch: async (): Promise<Result<Archive>> => {
      fetched++;
      const file = path.join(folder, `fetched-${fetched}.zip`);
      copyFileSync(source.file, file);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return success({ ...source, file });
    },
  };
  return { folder, own, options, notes, source, asked: () => fetched };
}

const names = (folder: string) => readdirSync(folder).toSorted();

describe("install", () => {
  it("installs once, and keeps the archive no longer than it is needed", async () => {
    const { folder, own, options, notes, source, asked } = rig();
    const installed = await install(release, options);
    const goroot = own.place(release);
    expect(installed).toMatchObject({ ok: true, value: { release, goroot, archive: { from: "a test" } } });
    expect(names(folder)).toEqual(["go.zip", "store"]);
    expect(names(own.folder)).toEqual([".notes", "1.26.8.linux-amd64"]);
    const note = readFileSync(path.join(own.folder, ".notes", "1.26.8.linux-amd64.json"), "utf8");
    expect(JSON.parse(note)).toEqual({
      from: "a test",
      proof: "nobody",
      form: source.form,
      sha256: source.sha256,
    });
    expect(await install(release, options)).toEqual(success({ release, goroot }));
    expect(asked()).toBe(1);
    expect(notes).toEqual([]);
  });

  it("does the work once for all who ask at the same time", async () => {
    const { own, options, notes, asked } = rig();
    const installed = await Promise.all([1, 2, 3].map(() => install(release, options)));
    expect(asked()).toBe(1);
    const goroots = installed.map((each) => (each.ok ? each.value.goroot : each.failures));
    expect(goroots).toEqual(Array.from({ length: 3 }, () => own.place(release)));
    expect(installed.filter((each) => each.ok && each.value.archive !== undefined)).toHaveLength(1);
    expect(notes).toEqual(
      [1, 2].map(() => `another gowsl (process ${process.pid}) is installing Go 1.26.8; waiting for it`),
    );
  });

  it("gives the turn on when it fails", async () => {
    const { options, asked } = rig(moduleZip([], { VERSION: "go1.26.7\n" }));
    const failed = await Promise.all([1, 2].map(() => install(release, options)));
    expect(failed.map((each) => each.ok)).toEqual([false, false]);
    expect(asked()).toBe(2);
  });

  it("puts a whole one in the place of half a one", async () => {
    const { own, options } = rig();
    const goroot = own.place(release);
    mkdirSync(path.join(goroot, "src"), { recursive: true });
    writeFileSync(path.join(goroot, "src", "left.go"), "");
    expect(await install(release, options)).toMatchObject({ ok: true });
    expect(own.has(release)).toBe(true);
    expect(existsSync(path.join(goroot, "src", "left.go"))).toBe(false);
  });

  it("leaves what works as it is when another one can't be unpacked", async () => {
    const { folder, own, options } = rig(moduleZip([], { "bin/go": elfStart(183) }));
    const before = own.place({ ...release, version: "1.25.11" });
    mkdirSync(before, { recursive: true });
    const failed = await install(release, options);
    expect(failed).toMatchObject({
      ok: false,
      failures: [{ family: "toolchain", thing: "its bin/go is made for arm64, not for amd64" }],
    });
    expect(names(own.folder)).toEqual(["1.25.11.linux-amd64"]);
    // What is no Go is not kept either.
    expect(names(folder)).toEqual(["go.zip", "store"]);
  });

  it("fetches nothing that it could not put down", async () => {
    const { folder, own, options, asked } = rig();
    writeFileSync(own.folder, "a file");
    const failed = await install(release, options);
    expect(failed).toMatchObject({
      ok: false,
      failures: [{ family: "files", place: path.join(folder, "store") }],
    });
    expect(asked()).toBe(0);
  });

  it("passes on why nothing was fetched", async () => {
    const { own, options } = rig();
    const reason = { family: "toolchain", place: "go", thing: "nobody has it" } as const;
    const failed = await install(release, {
      ...options,
      fetch: async () => ({ ok: false, failures: [reason] }),
    });
    expect(failed).toEqual({ ok: false, failures: [reason] });
    expect(names(own.folder)).toEqual([]);
  });
});
