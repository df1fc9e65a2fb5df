/**
 * Go from the index of a download page: a server that has a real release as the archive that the official page would
 * have, and one whose archive is not the one of the index.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { serve } from "../unit/toolchain/servers.ts";
import { Checkout, realModule, realRelease, realToolchains } from "./rig.ts";

const name = `go${realRelease}.linux-amd64.tar.gz`;

/** The tree that go has made of the module, as the official archive has it: below `go/`, with each go.mod in its place. */
function officialArchive(folder: string): Buffer {
  const file = path.join(folder, name);
  const tree = path.join(realToolchains, `golang.org/toolchain@${realModule}`);
  const options = ["--exclude=_go.mod", "--mode=u+w", "--use-compress-program=gzip -1"];
  execFileSync("tar", [...options, "--transform=s,^\\.,go,", "-cf", file, "-C", tree, "."]);
  return readFileSync(file);
}

/** What the page says of the archive. */
function indexOf(archive: Buffer): string {
  const version = `go${realRelease}`;
  const sha256 = createHash("sha256").update(archive).digest("hex");
  const file = { filename: name, os: "linux", arch: "amd64", version, sha256, size: archive.length };
  return JSON.stringify([{ version, stable: true, files: [{ ...file, kind: "archive" }] }]);
}

describe("a release from the index of a download page", () => {
  it("is proven by its SHA-256, pinned, and runs; another archive of that name is refused", async () => {
    const checkout = Checkout.of("greeting");
    const archive = officialArchive(checkout.path(".."));
    const index = indexOf(archive);
    let served = archive;
    const { base, requests } = await serve((request, response) => {
      const isIndex = request.url === "/go/?mode=json&include=all";
      const body = isIndex ? index : request.url === `/go/${name}` ? served : undefined;
      response.writeHead(body === undefined ? 404 : 200);
      response.end(body);
    });
    const series = realRelease.replace(/\.\d+$/, ".x");
    checkout.write(
      "gowsl.config.ts",
      `export default { go: { version: "${series}", mirrors: ["${base}/go"] } };\n`,
    );
    const goroot = checkout.path("../cache/go", `${realRelease}.linux-amd64`);

    const built = await checkout.run(["build"]);
    expect(built.code).toBe(0);
    expect(built.stderr).toContain(`asks for ${series}`);
    expect(built.stderr).toContain(`fetching Go ${realRelease} for linux/amd64 from ${base}/go`);
    expect(checkout.tool("go", ["version", "bin/greet"])).toContain(`go${realRelease}`);
    expect(checkout.printed("bin/greet")).toContain("ello");
    const sha256 = createHash("sha256").update(archive).digest("hex");
    expect(JSON.parse(checkout.read("gowsl.lock"))).toMatchObject({
      go: realRelease,
      hosts: { "linux/amd64": { "tar.gz": sha256 } },
    });

    // With the lock nobody is asked what is newest, and the archive must be the one that was pinned.
    const wrong = Buffer.from(archive);
    wrong[wrong.length >> 1]! ^= 1;
    served = wrong;
    const cache = checkout.path("../other-cache");
    const refused = await checkout.run(["toolchain", "install"], { env: { GOWSL_CACHE_DIR: cache } });
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain(sha256);
    expect(refused.stderr).toContain(createHash("sha256").update(wrong).digest("hex"));
    expect(checkout.tool(path.join(goroot, "bin/go"), ["version"], { GOTOOLCHAIN: "local" })).toContain(
      `go${realRelease}`,
    );
    const again = await checkout.run(["build", "--offline"]);
    expect(again).toMatchObject({ code: 0 });
    expect(requests.filter((url) => url === `/go/${name}`)).toHaveLength(2);
  });
});
