/**
 * What every artifact store promises, as tests. A store of another kind is run through the same
 * contract: it only has to say how its content is damaged from outside.
 */
import { randomBytes } from "node:crypto";
import { access, appendFile, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyOf, type Entry } from "../../lib/cache/manifest.ts";
import type { Hit, Store, StoredOutput } from "../../lib/cache/store.ts";
import { digestText } from "../../lib/host/files.ts";

export type ArtifactStore = Pick<Store, "has" | "find" | "keysFrom" | "entries" | "put" | "trim" | "clear">;

/** A store in a folder of its own, and the ways to damage it behind its back. */
export interface Subject {
  /** Opens it as another gowsl would. */
  open(now: () => number): ArtifactStore;
  /** Replaces the content of a blob, whatever its name says. */
  damageBlob(sha256: string, content: Buffer): Promise<void>;
  removeBlob(sha256: string): Promise<void>;
  /** Replaces the text of a result. */
  writeResult(key: string, text: string): Promise<void>;
  /** Replaces the text that says what a key was made of. */
  writeEntries(key: string, text: string): Promise<void>;
  /** From now on nothing can be written below it. */
  makeReadOnly(): Promise<void>;
  /** Bytes of everything in it. */
  sizeBytes(): Promise<number>;
  /** Names of what should not be there after the work is done: unfinished files. */
  leftovers(): Promise<string[]>;
}

export function storeContract(name: string, createSubject: (folder: string) => Subject): void {
  describe(name, () => {
    let folder: string;
    let subject: Subject;
    let store: ArtifactStore;
    let time: number;

    beforeEach(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), "gowsl-store-"));
      subject = createSubject(path.join(folder, "store"));
      time = Date.now();
      store = subject.open(() => time);
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    /** A file of the user with this content, as an output to store. */
    async function output(
      content: string | Buffer,
      role = "artifact",
    ): Promise<StoredOutput & { file: string }> {
      const file = path.join(folder, `${randomBytes(6).toString("hex")}.out`);
      await writeFile(file, content);
      const sha256 = digestText(content as string);
      return { role, sha256, sizeBytes: (await stat(file)).size, mode: 0o755, file };
    }

    /** Stores outputs under the key of a program, which its entries make. */
    function put(program: string, outputs: (StoredOutput & { file: string })[], into = store): Promise<void> {
      return into.put(key(program), outputs, entriesOf(program));
    }

    /** Places the only output of a hit; the content, or undefined if nothing was placed. */
    async function placed(hit: Hit | undefined, file = place()): Promise<string | undefined> {
      if (hit === undefined) return undefined;
      const done = await hit.place(hit.outputs[0]!, file);
      expect(await exists(file)).toBe(done !== undefined);
      return done === undefined ? undefined : readFile(file, "utf8");
    }

    function place(): string {
      return path.join(folder, "checkout", "dist", randomBytes(6).toString("hex"));
    }

    /** Makes an entry the one used last. */
    async function use(resultKey: string): Promise<void> {
      time += 60_000;
      expect(await placed(await store.find(resultKey))).toBeDefined();
    }

    describe("an empty store", () => {
      it("has nothing", async () => expect(await store.find(key("a"))).toBeUndefined());
      it("is trimmed and cleared", async () => {
        await store.trim(0);
        await store.clear();
      });
    });

    describe("what was put", () => {
      it("is found by its key, with roles, sizes and modes", async () => {
        const artifact = await output("artifact");
        const header = { ...(await output("header", "header")), mode: 0o644 };
        await put("a", [artifact, header]);
        const hit = await subject.open(() => time).find(key("a"));
        const { file: _, ...first } = artifact;
        const { file: __, ...second } = header;
        expect(hit?.outputs).toEqual([first, second]);
        expect(await store.find(key("b"))).toBeUndefined();
      });

      it("is placed with its content and mode, in folders that are made", async () => {
        await put("a", [await output("artifact")]);
        const file = place();
        expect(await placed(await store.find(key("a")), file)).toBe("artifact");
        if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o755);
        expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
      });

      it("is placed under a name as long as names may be", async () => {
        await put("a", [await output("artifact")]);
        const file = path.join(path.dirname(place()), "\u6771".repeat(85));
        expect(await placed(await store.find(key("a")), file)).toBe("artifact");
      });

      it("is found without touching the checkout", async () => {
        await put("a", [await output("artifact")]);
        await store.find(key("a"));
        expect(await exists(path.join(folder, "checkout"))).toBe(false);
      });

      it("replaces a file that stands in its place", async () => {
        await put("a", [await output("artifact")]);
        const file = place();
        await placed(await store.find(key("a")), file);
        await writeFile(file, "older and longer than the artifact");
        expect(await placed(await store.find(key("a")), file)).toBe("artifact");
      });

      it("may be larger than what is read at once", async () => {
        const content = randomBytes(3 << 20);
        const large = await output(content);
        await put("a", [large]);
        const file = place();
        await placed(await store.find(key("a")), file);
        expect(content.equals(await readFile(file))).toBe(true);
      });

      it("may be put again", async () => {
        await put("a", [await output("first")]);
        await put("a", [await output("second")]);
        expect(await placed(await store.find(key("a")))).toBe("second");
      });

      it("may share its content with other keys", async () => {
        await put("a", [await output("same")]);
        await put("b", [await output("same")]);
        expect(await placed(await store.find(key("a")))).toBe("same");
        expect(await placed(await store.find(key("b")))).toBe("same");
      });
    });

    describe("a key", () => {
      it("is there or not, which changes nothing", async () => {
        expect(store.has(key("a"))).toBe(false);
        await put("a", [await output("artifact")]);
        expect(store.has(key("a"))).toBe(true);
        expect(store.has(key("b"))).toBe(false);
      });

      it("is not there without its blobs", async () => {
        const artifact = await output("artifact");
        await put("a", [artifact]);
        await subject.removeBlob(artifact.sha256);
        expect(store.has(key("a"))).toBe(false);
      });

      it("is found by its beginning", async () => {
        await put("a", [await output("first")]);
        await put("b", [await output("second")]);
        for (const length of [2, 8, 64]) {
          expect(await store.keysFrom(key("a").slice(0, length))).toContain(key("a"));
        }
        expect(await store.keysFrom(key("a").slice(0, 16))).toEqual([key("a")]);
        expect(await store.keysFrom(key("c").slice(0, 16))).toEqual([]);
      });

      it("tells what it was made of", async () => {
        await put("a", [await output("artifact")]);
        expect(subject.open(() => time).entries(key("a"))).toEqual(entriesOf("a"));
        expect(store.entries(key("b"))).toBeUndefined();
      });

      it.each<[string, string]>([
        ["nothing", ""],
        ["cut short", JSON.stringify(entriesOf("a")).slice(0, -2)],
        ["null", "null"],
        ["no list", JSON.stringify({ entries: entriesOf("a") })],
        ["a list of null", "[null]"],
        ["entries of another key", JSON.stringify(entriesOf("b"))],
        ["an entry less", JSON.stringify(entriesOf("a").slice(1))],
        ["a value of another type", JSON.stringify([{ ...entriesOf("a")[0], value: 1 }])],
      ])("tells nothing where there is %s, and is there", async (_, text) => {
        await put("a", [await output("artifact")]);
        await subject.writeEntries(key("a"), text);
        expect(store.entries(key("a"))).toBeUndefined();
        expect(await placed(await store.find(key("a")))).toBe("artifact");
      });
    });

    describe("editing files", () => {
      it.each<[string, (file: string) => Promise<void>]>([
        ["appending to a restored file", (file) => appendFile(file, "!")],
        ["writing into a restored file", writeInto],
        ["replacing a restored file", (file) => writeFile(file, "edited")],
      ])("%s does not change the store", async (_, edit) => {
        await put("a", [await output("artifact")]);
        const file = place();
        await placed(await store.find(key("a")), file);
        await edit(file);
        expect(await placed(await store.find(key("a")))).toBe("artifact");
      });

      it("and editing the file that was put does not, either", async () => {
        const built = await output("artifact");
        await put("a", [built]);
        await writeInto(built.file);
        expect(await placed(await store.find(key("a")))).toBe("artifact");
      });
    });

    describe("atomicity", () => {
      it("keeps no result of which a file is not what was said", async () => {
        const good = await output("good");
        const changed = { ...(await output("as digested")), role: "header" };
        await writeFile(changed.file, "changed since");
        await put("a", [good, changed]).catch(() => {});
        expect(await store.find(key("a"))).toBeUndefined();
        expect(await subject.leftovers()).toEqual([]);
      });

      it("keeps no result of which a file is gone", async () => {
        const gone = await output("gone");
        await rm(gone.file);
        await put("a", [await output("good"), gone]).catch(() => {});
        expect(await store.find(key("a"))).toBeUndefined();
        expect(await subject.leftovers()).toEqual([]);
      });

      it("shows no result before all its blobs are there", async () => {
        const outputs = await Promise.all(
          ["artifact", "header", "map"].map((role) => output(randomBytes(4 << 20), role)),
        );
        const done = put("a", outputs);
        const reader = subject.open(() => time);
        const ended = new AbortController();
        void done.finally(() => ended.abort());
        while (!ended.signal.aborted) {
          const hit = await reader.find(key("a"));
          for (const each of hit?.outputs ?? []) expect(await hit!.place(each, place())).toBeDefined();
          await turn();
        }
        await done;
        expect((await reader.find(key("a")))?.outputs).toHaveLength(3);
      });

      it("has no hit when a blob of it is gone", async () => {
        const [artifact, header] = [await output("artifact"), await output("header", "header")];
        await put("a", [artifact, header]);
        await subject.removeBlob(header.sha256);
        expect(await store.find(key("a"))).toBeUndefined();
      });
    });

    describe("the files, links and log of a task", () => {
      const link = {
        role: "link",
        path: "gen/link",
        link: "a.txt",
        sha256: digestText("a.txt"),
        sizeBytes: 0,
        mode: 0o777,
      };

      it("are found with their places, and a link needs no blob", async () => {
        const file = { ...(await output("content", "file")), path: "gen/a.txt" };
        const log = await output('[["stdout","x"]]', "log");
        await put("a", [file, { ...link, file: "nowhere" }, log]);
        const hit = await store.find(key("a"));
        const { file: _, ...first } = file;
        const { file: __, ...last } = log;
        expect(hit?.outputs).toEqual([first, link, last]);
        expect(hit?.text(last)).toBe('[["stdout","x"]]');
      });

      it("tell nothing of a log that is damaged or gone", async () => {
        const log = await output("[]", "log");
        await put("a", [log]);
        const hit = (await store.find(key("a")))!;
        await subject.damageBlob(log.sha256, Buffer.from("[1]"));
        expect(hit.text(log)).toBeUndefined();
        await subject.removeBlob(log.sha256);
        expect(hit.text(log)).toBeUndefined();
      });

      it.each<[string, object]>([
        ["a path of another type", { ...link, path: 7 }],
        ["a link of another type", { ...link, link: 7 }],
      ])("are no hit with %s", async (_, bad) => {
        await put("a", [await output("artifact")]);
        await subject.writeResult(key("a"), JSON.stringify({ schema: 1, outputs: [bad] }));
        expect(await store.find(key("a"))).toBeUndefined();
      });
    });

    describe("a damaged blob", () => {
      it.each([
        ["of another content", Buffer.from("ARTIFACT")],
        ["that was cut short", Buffer.from("arti")],
        ["that is empty", Buffer.alloc(0)],
      ])("%s is noticed, not placed, and dropped", async (_, content) => {
        const artifact = await output("artifact");
        await put("a", [artifact]);
        await subject.damageBlob(artifact.sha256, content);
        const file = place();
        expect(await placed(await store.find(key("a")), file)).toBeUndefined();
        expect(await store.find(key("a")), "the broken entry").toBeUndefined();
        await put("a", [artifact]);
        expect(await placed(await store.find(key("a")), file)).toBe("artifact");
      });

      it("leaves the file in its place alone", async () => {
        const artifact = await output("artifact");
        await put("a", [artifact]);
        await subject.damageBlob(artifact.sha256, Buffer.from("ARTIFACT"));
        const file = place();
        await put("b", [await output("older")]);
        await placed(await store.find(key("b")), file);
        const hit = await store.find(key("a"));
        expect(await hit!.place(hit!.outputs[0]!, file)).toBeUndefined();
        expect(await readFile(file, "utf8")).toBe("older");
        expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
      });

      it("that is gone between find and place is not placed", async () => {
        const artifact = await output("artifact");
        await put("a", [artifact]);
        const hit = await store.find(key("a"));
        await subject.removeBlob(artifact.sha256);
        expect(await placed(hit)).toBeUndefined();
      });
    });

    describe("a hostile result", () => {
      const sound = { role: "artifact", sha256: digestText("artifact"), sizeBytes: 8, mode: 0o755 };
      const withOutput = (change: object) =>
        JSON.stringify({ schema: 1, outputs: [{ ...sound, ...change }] });

      beforeEach(async () => put("a", [await output("artifact")]));

      it("is sound when nothing is changed", async () => {
        await subject.writeResult(key("a"), withOutput({}));
        expect(await placed(await store.find(key("a")))).toBe("artifact");
      });

      it.each<[string, string]>([
        ["nothing", ""],
        ["cut short", withOutput({}).slice(0, -3)],
        ["no JSON", "\u0000\u0001"],
        ["null", "null"],
        ["a number", "7"],
        ["a list", "[]"],
        ["another schema", JSON.stringify({ schema: 2, outputs: [sound] })],
        ["no schema", JSON.stringify({ outputs: [sound] })],
        ["no outputs", JSON.stringify({ schema: 1 })],
        ["an empty list of outputs", JSON.stringify({ schema: 1, outputs: [] })],
        ["outputs of null", JSON.stringify({ schema: 1, outputs: [null] })],
        ["outputs as an object", JSON.stringify({ schema: 1, outputs: { 0: sound, length: 1 } })],
        ["one bad output of two", JSON.stringify({ schema: 1, outputs: [sound, {}] })],
        ["no role", withOutput({ role: undefined })],
        ["a role of another type", withOutput({ role: 1 })],
        ["a digest that climbs", withOutput({ sha256: `../../${"a".repeat(58)}` })],
        ["a digest that is a path", withOutput({ sha256: "/etc/passwd" })],
        ["a digest in capitals", withOutput({ sha256: sound.sha256.toUpperCase() })],
        ["a digest with a line end", withOutput({ sha256: `${sound.sha256}\n` })],
        ["a digest that is a list", withOutput({ sha256: [sound.sha256] })],
        ["a huge mode", withOutput({ mode: 2 ** 53 })],
        ["a mode beyond 32 bits", withOutput({ mode: 2 ** 32 + 0o755 })],
        ["setuid", withOutput({ mode: 0o4755 })],
        ["setgid", withOutput({ mode: 0o2755 })],
        ["sticky", withOutput({ mode: 0o1777 })],
        ["a negative mode", withOutput({ mode: -1 })],
        ["a mode as text", withOutput({ mode: "755" })],
        ["half a byte", withOutput({ sizeBytes: 0.5 })],
        ["a size as text", withOutput({ sizeBytes: "8" })],
      ])("%s is no hit", async (_, text) => {
        await subject.writeResult(key("a"), text);
        expect(await store.find(key("a"))).toBeUndefined();
      });
    });

    describe("trim", () => {
      const kilobytes = 100;
      const content = (letter: string) => letter.repeat(kilobytes * 1024);

      async function fill(letters: string): Promise<void> {
        for (const letter of letters) await put(letter, [await output(content(letter))]);
        for (const letter of letters) await use(key(letter));
      }

      async function kept(letters: string): Promise<string> {
        const hits = await Promise.all([...letters].map((letter) => store.find(key(letter))));
        return [...letters].filter((_, index) => hits[index] !== undefined).join("");
      }

      it("removes nothing below the limit", async () => {
        await fill("abc");
        await store.trim(await subject.sizeBytes());
        expect(await kept("abc")).toBe("abc");
      });

      it("removes what was used longest ago, to below the limit", async () => {
        await fill("abcde");
        await use(key("a"));
        const limit = 3.5 * kilobytes * 1024;
        await store.trim(limit);
        expect(await kept("abcde")).toBe("ade");
        expect(await subject.sizeBytes()).toBeLessThanOrEqual(limit);
      });

      it("looks at all files again after an hour, or when what it has put since may be too much", async () => {
        const limit = 2.5 * kilobytes * 1024;
        await fill("ab");
        await store.trim(limit);
        // Another one, which has not said so yet.
        await put(
          "c",
          [await output(content("c"))],
          subject.open(() => time),
        );
        await use(key("c"));
        await store.trim(limit);
        expect(await kept("abc")).toBe("abc");
        time += 61 * 60_000;
        await store.trim(limit);
        expect(await kept("abc")).toBe("bc");
        await fill("d");
        await store.trim(limit);
        expect(await kept("bcd")).toBe("cd");
      });

      it("counts putting again as use", async () => {
        await fill("abc");
        time += 60_000;
        await put("a", [await output(content("a"))]);
        await store.trim(2.5 * kilobytes * 1024);
        expect(await kept("abc")).toBe("ac");
      });

      it("counts no question as use", async () => {
        await fill("abc");
        time += 60_000;
        expect(store.has(key("a"))).toBe(true);
        await store.trim(2.5 * kilobytes * 1024);
        expect(await kept("abc")).toBe("bc");
      });

      it("leaves only what can be placed", async () => {
        await fill("abcde");
        await store.trim(2.5 * kilobytes * 1024);
        for (const letter of await kept("abcde")) {
          expect(await placed(await store.find(key(letter)))).toBe(content(letter));
        }
      });
    });

    it("is empty after clear, and works again", async () => {
      await put("a", [await output("artifact")]);
      const hit = await store.find(key("a"));
      await store.clear();
      expect(await store.find(key("a"))).toBeUndefined();
      expect(await placed(hit)).toBeUndefined();
      await put("a", [await output("artifact")]);
      expect(await placed(await store.find(key("a")))).toBe("artifact");
    });

    describe("a store that can't be written", () => {
      beforeEach(() => subject.makeReadOnly());

      it("has nothing, and says no more than that", async () => {
        expect(await store.find(key("a"))).toBeUndefined();
      });

      it("refuses to put, and leaves the file alone", async () => {
        const artifact = await output("artifact");
        await expect(put("a", [artifact])).rejects.toThrow();
        expect(await readFile(artifact.file, "utf8")).toBe("artifact");
        expect(await store.find(key("a"))).toBeUndefined();
      });

      it("is trimmed without a word", async () => {
        await store.trim(0);
      });
    });

    describe("several at once", () => {
      it("put one key", async () => {
        const outputs = await Promise.all(Array.from({ length: 8 }, () => output("x".repeat(300_000))));
        await Promise.all(
          outputs.map((each) =>
            put(
              "a",
              [each],
              subject.open(() => time),
            ),
          ),
        );
        expect(await placed(await store.find(key("a")))).toBe("x".repeat(300_000));
        expect(await subject.leftovers()).toEqual([]);
      });

      it("put different contents under one key: one of them stays, whole", async () => {
        const contents = Array.from({ length: 8 }, (_, index) => String(index).repeat(300_000));
        const outputs = await Promise.all(contents.map((content) => output(content)));
        await Promise.all(
          outputs.map((each) =>
            put(
              "a",
              [each],
              subject.open(() => time),
            ),
          ),
        );
        expect(contents).toContain(await placed(await store.find(key("a"))));
      });

      it("place one output", async () => {
        await put("a", [await output("artifact")]);
        const hit = (await store.find(key("a")))!;
        const file = place();
        const done = await Promise.all(Array.from({ length: 8 }, () => hit.place(hit.outputs[0]!, file)));
        expect(done.every((each) => each !== undefined)).toBe(true);
        expect(await readFile(file, "utf8")).toBe("artifact");
        expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
      });

      it("place and clear: placed whole or not at all", async () => {
        const content = "x".repeat(2 << 20);
        await put("a", [await output(content)]);
        const hit = (await store.find(key("a")))!;
        const file = place();
        const [done] = await Promise.all([
          hit.place(hit.outputs[0]!, file),
          subject.open(() => time).clear(),
        ]);
        expect(done ? await readFile(file, "utf8") : content).toBe(content);
        expect(await exists(file)).toBe(done !== undefined);
      });
    });
  });
}

/** What the key of a program is made of. */
function entriesOf(program: string): Entry[] {
  return [
    { kind: "setting", name: "package", value: program },
    { kind: "file", name: `${program}.go`, value: digestText(program) },
  ];
}

function key(program: string): string {
  return keyOf(entriesOf(program));
}

/** Changes bytes of the file that is there, as a linker or `strip` does. */
async function writeInto(file: string): Promise<void> {
  const handle = await open(file, "r+");
  await handle.write("EDIT", 0);
  await handle.close();
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
