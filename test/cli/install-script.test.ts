/**
 * install.sh by real shells, from a server on this machine: what has its checksum is installed, and nothing else.
 * The executables are scripts, as all that the installer asks of one is its version.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { executableFile } from "../../executables/targets.ts";
import { hostTarget } from "../../executables/host.ts";
import { Checkout, ended, repository } from "./rig.ts";

const hasShell = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;
const shells = [["dash"], ["bash"], ["busybox", "sh"]].filter(
  ([shell = ""]) => hasShell(shell) || (shell === "busybox" && spawnSync("busybox", ["true"]).status === 0),
);
const name = executableFile(hostTarget() ?? { name: "none" });
const good = "#!/bin/sh\necho 1.2.3\n";

/** A server of a release, and a user without anything. */
async function release(files: Record<string, string>) {
  const checkout = Checkout.of(undefined);
  const server = createServer((asked, reply) => {
    const text = files[asked.url!.slice("/release/".length)];
    reply.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/release`;
  const install = (shell: readonly string[], argv: string[] = ["--from", `${base}/`]) => {
    const [program = "", ...rest] = [...shell, path.join(repository, "install.sh"), ...argv];
    const env = {
      PATH: process.env["PATH"],
      HOME: checkout.folder,
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    };
    return ended(spawn(program, rest, { cwd: checkout.folder, env, stdio: ["ignore", "pipe", "pipe"] }));
  };
  return { checkout, base, install, bin: checkout.path(".local/bin") };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const names = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

describe.skipIf(hostTarget() === undefined || process.platform === "win32")("install.sh", () => {
  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "by %s installs what has its checksum, over an older one, too",
    async (_, command) => {
      const sums = `${"0".repeat(64)}  gowsl-other\n${sha256(good)}  ${name}\n`;
      const { checkout, base, install, bin } = await release({ [name]: good, SHA256SUMS: sums });
      for (const argv of [
        ["--from", `${base}/`],
        ["--from", base, "--to", bin],
      ]) {
        const { code, stdout, stderr } = await install(command, argv);
        expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
        expect(stderr).toBe(
          `gowsl 1.2.3: ${bin}/gowsl\n${bin} is not on PATH; add it in the profile of your shell\n`,
        );
        expect(names(bin)).toEqual(["gowsl"]);
        expect(readFileSync(path.join(bin, "gowsl"), "utf8")).toBe(good);
        expect(statSync(path.join(bin, "gowsl")).mode & 0o111).toBe(0o111);
        writeFileSync(path.join(bin, "gowsl"), "an older one");
      }
      expect(checkout.exists("SHA256SUMS")).toBe(false);
    },
  );

  it.each<[what: string, files: Record<string, string>, says: RegExp]>([
    [
      "another checksum",
      { [name]: good, SHA256SUMS: `${"0".repeat(64)}  ${name}\n` },
      /has the SHA-256 [0-9a-f]{64}, and SHA256SUMS says 0{64}\. Nothing was installed\.$/,
    ],
    [
      "no line",
      { [name]: good, SHA256SUMS: `${sha256(good)}  ${name}.old\n` },
      /SHA256SUMS has no line for gowsl-/,
    ],
    ["no checksums", { [name]: good }, /SHA256SUMS could not be fetched$/],
    ["no executable", { SHA256SUMS: `${sha256(good)}  ${name}\n` }, /could not be fetched$/],
    [
      "one that does not run",
      { [name]: "#!/bin/sh\nexit 1\n", SHA256SUMS: `${sha256("#!/bin/sh\nexit 1\n")}  ${name}\n` },
      /does not run here.*Nothing was installed\.$/,
    ],
  ])("%s: nothing is installed, and what was there stays", async (_, files, says) => {
    const { install, bin } = await release(files);
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, "gowsl"), "an older one");
    const { code, stderr } = await install(shells[0]!);
    expect({ code, stderr: stderr.trimEnd() }).toEqual({ code: 1, stderr: expect.stringMatching(says) });
    expect(names(bin)).toEqual(["gowsl"]);
    expect(readFileSync(path.join(bin, "gowsl"), "utf8")).toBe("an older one");
  });

  it("takes a release from a folder of this machine, whatever its name", async () => {
    const { checkout, install, bin } = await release({});
    checkout.write(`a 100% release/${name}`, good);
    checkout.write("a 100% release/SHA256SUMS", `${sha256(good)}  ${name}\n`);
    const folder = checkout.path("a 100% release");
    expect(await install(shells[0]!, ["--from", folder])).toMatchObject({ code: 0, stdout: "" });
    expect(readFileSync(path.join(bin, "gowsl"), "utf8")).toBe(good);
    // Also from where one stands.
    writeFileSync(path.join(bin, "gowsl"), "an older one");
    expect(await install(shells[0]!, ["--from", "a 100% release/"])).toMatchObject({ code: 0, stdout: "" });
    expect(readFileSync(path.join(bin, "gowsl"), "utf8")).toBe(good);
    expect(await install(shells[0]!, ["--from", "none"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there is no folder none, and it is no URL"),
    });
  });

  it("says what is missing where it is not told where from, and what it does not know", async () => {
    const { install, bin } = await release({});
    expect(await install(shells[0]!, [])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("where from?"),
    });
    expect(await install(shells[0]!, ["--frm", "x"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("not --frm"),
    });
    expect(names(bin)).toEqual([]);
  });

  it("of which the end was cut off does nothing", async () => {
    const checkout = Checkout.of(undefined);
    const text = readFileSync(path.join(repository, "install.sh"), "utf8");
    checkout.write("cut.sh", text.slice(0, text.lastIndexOf("main")));
    chmodSync(checkout.path("cut.sh"), 0o755);
    expect(
      execFileSync("sh", [checkout.path("cut.sh")], {
        env: { HOME: checkout.folder, PATH: process.env["PATH"] },
        encoding: "utf8",
      }),
    ).toBe("");
    expect(names(checkout.folder)).toEqual(["cut.sh"]);
  });
});

/** There is no PowerShell here; .github/workflows/release.yml runs it. */
describe("install.ps1", () => {
  const text = readFileSync(path.join(repository, "install.ps1"), "utf8");

  it("compares the checksum and starts the new one before anything takes its place", () => {
    const order = [
      "SHA256SUMS",
      "Get-FileHash",
      "-ne $expected",
      "--version",
      "Move-Item -LiteralPath $place",
      "Move-Item -LiteralPath $draft",
    ];
    const places = order.map((word) => text.indexOf(word));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((left, right) => left - right));
  });

  it("names the executable of Windows, and no host", () => {
    expect(text).toContain(`'${executableFile({ name: "windows-x64" })}'`);
    expect(text).not.toMatch(/https?:/);
  });
});
