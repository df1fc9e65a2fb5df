/**
 * gowsl.lock and `go.mirrors` through `gowsl toolchain install`: servers and a checksum database of the test's own,
 * with a release in miniature.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { files, serve, type Handler } from "../unit/toolchain/servers.ts";
import { moduleH1, moduleZip, officialTar } from "../unit/toolchain/small-go.ts";
import { fakeH1, TestDatabase } from "../unit/toolchain/test-database.ts";
import { Checkout } from "./rig.ts";

const version = "1.25.11";
const module = "golang.org/toolchain";
const moduleVersion = `v0.0.1-go${version}.linux-amd64`;
const prefix = `${module}@${moduleVersion}/`;
const replaced = { VERSION: `go${version}\n` };
const h1 = moduleH1(replaced, prefix);
const folder = `${version}.linux-amd64`;

/** A proxy with the release, and a checksum database that says this of it. */
function proxyWith(database: TestDatabase): Handler {
  const at = `/${module}/@v`;
  const own = files({
    [`${at}/list`]: `${moduleVersion}\n`,
    [`${at}/${moduleVersion}.info`]: JSON.stringify({ Version: moduleVersion, Time: "2026-09-01T20:03:23Z" }),
    [`${at}/${moduleVersion}.zip`]: moduleZip([], replaced, prefix),
  });
  const below = `/sumdb/${database.name}`;
  const sums = database.handler(below);
  return (request, response) => (request.url?.startsWith(below) ? sums : own)(request, response);
}

function databaseWith(digest: string): TestDatabase {
  const database = new TestDatabase();
  database.fill(10);
  database.add(module, moduleVersion, digest);
  database.fill(20);
  return database;
}

function projectAsking(config: string): Checkout {
  const checkout = Checkout.of("greeting");
  checkout.write("gowsl.config.ts", `export default { go: ${config} };\n`);
  return checkout;
}

const installed = (checkout: Checkout) => existsSync(checkout.path("../cache/go", folder, "bin/go"));

describe("gowsl.lock", () => {
  it("is written once, for the hosts that a source answers for, and is enough from then on", async () => {
    const checkout = projectAsking(`{ version: "${version}" }`);
    const database = databaseWith(h1);
    const { base } = await serve(proxyWith(database));
    const first = await checkout.run(["toolchain", "install"], {
      env: { GOPROXY: base, GOSUMDB: database.key },
    });
    expect(first).toMatchObject({ code: 0, stdout: `${checkout.path("../cache/go", folder)}\n` });
    expect(first.stderr).toMatch(/\(proof: the checksum database sum\.example\.com \(record 10 of 20\)\)/);
    expect(first.stderr).toContain(
      "gowsl.lock now pins Go 1.25.11 for linux/amd64; not for linux/arm64, windows/amd64, windows/arm64, darwin/amd64, darwin/arm64, for which no source answered: there each machine asks for itself",
    );
    const lock = checkout.read("gowsl.lock");
    expect(JSON.parse(lock)).toMatchObject({ go: version, hosts: { "linux/amd64": { h1 } } });

    rmSync(checkout.path("../cache"), { recursive: true });
    checkout.write("gowsl.lock", lock.replace(h1, fakeH1("wrong")));
    const wrong = await checkout.run(["toolchain", "install"], { env: { GOPROXY: base, GOSUMDB: "off" } });
    expect([wrong.code, wrong.stderr]).toEqual([
      5,
      expect.stringMatching(
        /should be h1:\S+, says gowsl\.lock\. .* `git log -p gowsl\.lock` shows who has written that digest/s,
      ),
    ]);
    expect(wrong.stderr).toContain(`hint: GOPROXY is ${base}, from the environment.`);
    checkout.write("gowsl.lock", lock);
    const again = await checkout.run(["toolchain", "install"], { env: { GOPROXY: base, GOSUMDB: "off" } });
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/\(proof: gowsl\.lock\)/);
    expect(checkout.read("gowsl.lock")).toBe(lock);
    expect(installed(checkout)).toBe(true);
  });

  it("is not written for a version that the project does not ask for", async () => {
    const checkout = Checkout.of("greeting");
    const database = databaseWith(h1);
    const { base } = await serve(proxyWith(database));
    const env = { GOPROXY: base, GOSUMDB: database.key };
    expect(await checkout.run(["toolchain", "install", version], { env })).toMatchObject({ code: 0 });
    expect(installed(checkout)).toBe(true);
    rmSync(checkout.path("../cache"), { recursive: true });
    // Neither is what the environment asks for the project's.
    await checkout.run(["toolchain", "install"], { env: { ...env, GOTOOLCHAIN: `go${version}` } });
    expect(installed(checkout)).toBe(true);
    expect(checkout.exists("gowsl.lock")).toBe(false);
  });

  it("stops what has another digest, and nothing is installed", async () => {
    const checkout = projectAsking(`{ version: "${version}" }`);
    const database = databaseWith(fakeH1("another"));
    const { base } = await serve(proxyWith(database));
    const env = { GOPROXY: base, GOSUMDB: database.key };
    const { code, stderr } = await checkout.run(["toolchain", "install"], { env });
    expect(code).toBe(5);
    expect(stderr).toContain(h1);
    expect(stderr).toContain(fakeH1("another"));
    expect(installed(checkout)).toBe(false);
    expect(checkout.exists("gowsl.lock")).toBe(false);
    expect(readdirSync(checkout.path("../cache/downloads"))).toEqual([expect.stringMatching(/\.bad$/)]);
  });
});

describe("a Go that is installed already", () => {
  it("is not taken where gowsl.lock pins another archive, however it is found", async () => {
    const checkout = projectAsking(`{ version: "${version}" }`);
    const { base } = await serve(proxyWith(databaseWith(h1)));
    // Nobody vouches for what comes from a folder; another project may have fetched it so.
    const proxy = checkout.path(`../proxy/${module}/@v`);
    mkdirSync(proxy, { recursive: true });
    writeFileSync(`${proxy}/${moduleVersion}.info`, JSON.stringify({ Version: moduleVersion }));
    writeFileSync(`${proxy}/${moduleVersion}.zip`, moduleZip([], replaced, prefix));
    const local = { GOPROXY: `file://${checkout.path("../proxy")}` };
    expect(await checkout.run(["toolchain", "install", version], { env: local })).toMatchObject({ code: 0 });
    const goroot = checkout.path("../cache/go", folder);
    const lock = (digest: string) =>
      checkout.write(
        "gowsl.lock",
        JSON.stringify({ lock: 1, go: version, hosts: { "linux/amd64": { h1: digest } }, gaps: [] }),
      );

    lock(h1);
    expect(await checkout.run(["which", "go"])).toMatchObject({ code: 0, stdout: `${goroot}/bin/go\n` });
    lock(fakeH1("another"));
    const reason =
      `it was unpacked from an archive of file://${checkout.path("../proxy")} with the digest ${h1}, ` +
      `but gowsl.lock pins ${fakeH1("another")}`;
    const onPath = await checkout.run(["which", "go"], { env: { PATH: `${goroot}/bin:/usr/bin:/bin` } });
    expect([onPath.code, onPath.stderr]).toEqual([5, expect.stringContaining(reason)]);
    // No command would install it.
    expect(onPath.stderr).not.toContain("install it first");
    expect(onPath.stderr).toContain("It can't be fetched either: ");
    for (const argv of [["toolchain", "install", version], ["vet"]]) {
      const { code, stderr } = await checkout.run(argv, { env: { GOPROXY: base } });
      expect([code, stderr]).toEqual([5, expect.stringContaining(reason)]);
      expect(stderr).toContain(
        `If it is the installed one, remove ${goroot}; the right one is then fetched.`,
      );
    }
    expect(installed(checkout)).toBe(true);

    checkout.write("gowsl.lock", "{");
    const broken = await checkout.run(["which", "go"]);
    expect([broken.code, broken.stderr]).toEqual([3, expect.stringContaining("gowsl.lock: is no JSON")]);
    expect(broken.stderr).not.toContain("install it first");
  });
});

describe("go.mirrors of the config", () => {
  it("are asked in their order, and an archive of theirs is unpacked", async () => {
    const archive = officialTar([], undefined, replaced);
    const sha256 = createHash("sha256").update(archive).digest("hex");
    const filename = `go${version}.linux-amd64.tar.gz`;
    const file = {
      filename,
      os: "linux",
      arch: "amd64",
      version: `go${version}`,
      sha256,
      size: archive.length,
      kind: "archive",
    };
    const index = JSON.stringify([{ version: `go${version}`, stable: true, files: [file] }]);
    const empty = await serve(files({ "/go/?mode=json&include=all": "[]" }));
    const mirror = await serve(files({ "/go/?mode=json&include=all": index, [`/go/${filename}`]: archive }));
    const checkout = projectAsking(
      `{ version: "${version}", mirrors: ["${empty.base}/go", "${mirror.base}/go"] }`,
    );
    const { code, stderr } = await checkout.run(["toolchain", "install"]);
    expect(code).toBe(0);
    expect(stderr).toContain(
      `fetching Go ${version} for linux/amd64 from ${mirror.base}/go: go.version asks for`,
    );
    expect(stderr).toContain(`(proof: the index of ${mirror.base}/go)`);
    const { hosts } = JSON.parse(checkout.read("gowsl.lock")) as { hosts: unknown };
    expect(hosts).toEqual({ "linux/amd64": { "tar.gz": sha256 } });
    expect(installed(checkout)).toBe(true);
    expect(empty.requests.length).toBeGreaterThan(0);
  });

  it("must be a list of places", async () => {
    const checkout = projectAsking('{ mirrors: "https://mirror.example/go" }');
    const { code, stderr } = await checkout.run(["toolchain", "list"]);
    expect(code).toBe(3);
    expect(stderr).toContain(
      'go.mirrors: must be a list, not a string. Write ["https://mirror.example/go"].',
    );
  });
});
