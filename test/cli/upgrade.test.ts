/** `gowsl upgrade`: what takes the place of an executable, from a folder and from a server, and what does not. */
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, constants, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { both, Checkout, gowslCommand, onExecutable, type Ended } from "./rig.ts";
import { schemaCheck } from "./schemas.ts";

/** An executable of a user, and releases beside it. The new ones are scripts: all that is asked of them is their version. */
class Installed {
  readonly checkout = Checkout.of(undefined);
  readonly file = this.checkout.path("bin/gowsl");
  readonly name = path.basename(gowslCommand.at(-1)!);

  constructor() {
    this.checkout.write("bin/.keep", "");
    copyFileSync(gowslCommand.at(-1)!, this.file, constants.COPYFILE_FICLONE);
    chmodSync(this.file, 0o755);
  }

  /** A release in a folder, with its checksums. */
  release(folder: string, text: string, sums?: string): string {
    this.checkout.write(`${folder}/${this.name}`, text);
    const digest = createHash("sha256").update(text).digest("hex");
    this.checkout.write(`${folder}/SHA256SUMS`, sums ?? `${digest}  ${this.name}\n`);
    return this.checkout.path(folder);
  }

  run(argv: string[], env: Record<string, string> = {}): Promise<Ended> {
    return this.checkout.run(argv, { env, within: ([, ...rest]) => [this.file, ...rest] });
  }

  /** Is it the one that was there at first, with nothing beside it? */
  isAsBefore(): boolean {
    const names = readdirSync(path.dirname(this.file)).toSorted();
    const same = readFileSync(this.file).equals(readFileSync(gowslCommand.at(-1)!));
    return same && names.join() === ".keep,gowsl";
  }
}

const next = "#!/bin/sh\necho 9.9.9\n";

describe.runIf(onExecutable)("gowsl upgrade", () => {
  it("puts what answers and has its checksum in place, from a folder or a server", both, async () => {
    const installed = new Installed();
    const folder = installed.release("release", next);
    const check = await installed.run(["upgrade", "--check", "--to", folder]);
    expect(check).toMatchObject({ code: 0, stderr: "" });
    expect(check.stdout).toMatch(/^file:.* has another gowsl than \d+\.\d+\.\d+\n$/);
    const document = await installed.run(["upgrade", "--check", "--to", folder, "--json"]);
    schemaCheck("upgrade")(JSON.parse(document.stdout));
    expect(installed.isAsBefore()).toBe(true);
    const server = createServer((asked, reply) => {
      const file = installed.checkout.path(`.${asked.url!}`);
      reply.end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/release/`;
    const done = await installed.run(["upgrade"], { GOWSL_RELEASES: url, NO_PROXY: "127.0.0.1" });
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(done.stdout).toMatch(/^gowsl \d+\.\d+\.\d+ is replaced by 9\.9\.9: .*\/bin\/gowsl\n$/);
    expect(readFileSync(installed.file, "utf8")).toBe(next);
    expect(readdirSync(path.dirname(installed.file)).toSorted()).toEqual([".keep", "gowsl"]);
  });

  it("leaves everything as it was where that is not so", async () => {
    const installed = new Installed();
    const other = "0".repeat(64);
    const rows: [folder: string, says: RegExp][] = [
      [
        installed.release("forged", next, `${other}  ${installed.name}\n`),
        /has the SHA-256 .* SHA256SUMS says 0{64}/,
      ],
      [installed.release("unlisted", next, `${other}  another\n`), /SHA256SUMS: has no line for gowsl-/],
      [installed.release("silent", "#!/bin/sh\nexit 3\n"), /is no gowsl for this machine/],
      [installed.release("foreign", "\x7fELF nothing"), /is no gowsl for this machine/],
      [
        installed.checkout.path("nowhere/gowsl"),
        /^error: \/.*nowhere\/gowsl: its checksums cannot be read: .*nowhere\/SHA256SUMS/,
      ],
    ];
    for (const [where, says] of rows) {
      const { code, stdout, stderr } = await installed.run(["upgrade", "--to", where]);
      expect({ where, code, stdout, stderr }).toEqual({
        where,
        code: 6,
        stdout: "",
        stderr: expect.stringMatching(says),
      });
      expect(installed.isAsBefore()).toBe(true);
    }
    const nobody = await installed.run(["upgrade", "--check"]);
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining("nobody has said where") });
  });

  it("says so where there is nothing to do", async () => {
    const installed = new Installed();
    const dist = path.dirname(gowslCommand.at(-1)!);
    const { code, stdout } = await installed.run(["upgrade", "--to", dist]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^gowsl .* is what file:.* has; it is the one that is here already\n$/),
    });
    expect(installed.isAsBefore()).toBe(true);
  });
});

describe.runIf(!onExecutable)("gowsl upgrade", () => {
  it("of the npm package is npm's affair", async () => {
    const { code, stdout, stderr } = await Checkout.of(undefined).run(["upgrade", "--check"]);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: gowsl upgrade: this gowsl is the npm package, and npm upgrades that. Run `npm install --save-dev gowsl@latest` in the project, or `npm install --global gowsl@latest`.\n",
    });
  });
});
