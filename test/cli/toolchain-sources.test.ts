/**
 * Fetching and proving with the real thing: the module proxy that this machine's go uses, the checksum database
 * behind it, real toolchains, https with a certificate of its own.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { fetchRelease } from "../../lib/toolchain/fetch.ts";
import { moduleVersion } from "../../lib/toolchain/go-proxy.ts";
import { knownReleases } from "../../lib/toolchain/known-releases.ts";
import { zipHash } from "../../lib/toolchain/module-hash.ts";
import { sourcesOf } from "../../lib/toolchain/sources.ts";
import type { Archive, Release } from "../../lib/model/release.ts";
import { sentence, type Result } from "../../lib/model/failure.ts";
import { goEnvironment, machineGoroot, oldRelease, realToolchains, repository } from "./rig.ts";

const release: Release = { version: oldRelease, os: "linux", arch: "amd64" };

interface Downloaded {
  Version: string;
  Zip: string;
  Sum: string;
}

/** What go itself has fetched and proven. */
function fetchedByGo(wanted: Release): Downloaded {
  const argv = ["mod", "download", "-json", `golang.org/toolchain@${moduleVersion(wanted)}`];
  const env = { ...goEnvironment(), GOMODCACHE: realToolchains };
  return JSON.parse(execFileSync("go", argv, { encoding: "utf8", env, cwd: os.tmpdir() })) as Downloaded;
}

/** GOPROXY and GOSUMDB as go itself has them here. */
function goSetting(name: string): string {
  return execFileSync("go", ["env", name], {
    encoding: "utf8",
    env: goEnvironment(),
    cwd: os.tmpdir(),
  }).trim();
}

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function sources(goproxy: string, gosumdb: string, cacheFolder: string) {
  const reach = { environment: { ...process.env }, platform: process.platform };
  const found = sourcesOf({ goproxy, gosumdb, mirrors: ["goproxy"], cacheFolder, reach });
  if (!found.ok) throw new Error(found.failures[0]?.thing);
  return found.value;
}

function archiveOf(result: Result<Archive>): Archive {
  if (!result.ok)
    throw new Error(result.failures.map((each) => `${sentence(each)}\n${each.detail}`).join("\n"));
  return result.value;
}

let byGo: Downloaded;
beforeAll(() => {
  byGo = fetchedByGo(release);
});

describe("a real toolchain", () => {
  it("has the h1 that go computes and the checksum database has", async () => {
    const hash = await zipHash(byGo.Zip, `golang.org/toolchain@${byGo.Version}/`);
    expect(hash).toEqual({ ok: true, value: byGo.Sum });
    expect(readFileSync(byGo.Zip.replace(/zip$/, "ziphash"), "utf8").trim()).toBe(byGo.Sum);
  });

  it("comes from go's own module cache as a file proxy", async () => {
    // <GOMODCACHE>/cache/download is a proxy: `go help goproxy`.
    const cache = path.resolve(path.dirname(byGo.Zip), "../../..");
    const folder = temporaryFolder();
    const setting = { sources: sources(pathToFileURL(cache).href, "off", folder), folder, emit: () => {} };
    const archive = archiveOf(await fetchRelease(release, setting));
    expect(archive.h1).toBe(byGo.Sum);
    expect(archive.sha256).toBe(createHash("sha256").update(readFileSync(byGo.Zip)).digest("hex"));
  });

  it("comes from the proxy of this machine, proven by the checksum database", async (context) => {
    const gosumdb = goSetting("GOSUMDB");
    context.skip(gosumdb === "off", "GOSUMDB=off on this machine");
    const folder = temporaryFolder();
    let receivedBytes = 0;
    const found = sources(goSetting("GOPROXY"), gosumdb, folder);
    const result = await fetchRelease(release, {
      sources: found,
      folder,
      emit: (event) => {
        if (event.type === "downloading") receivedBytes = event.receivedBytes;
      },
    });
    const archive = archiveOf(result);
    expect(archive).toMatchObject({ form: "module-zip", h1: byGo.Sum });
    expect(archive.proof).toMatch(/^the checksum database \S+ \(record \d+ of \d+\)$/);
    expect(receivedBytes).toBe(readFileSync(archive.file).length);
    const list = await knownReleases(found);
    expect(list.ok && list.known.releases.some(({ version }) => version === release.version)).toBe(true);
  });
});

/** Asks in a process of its own, which trusts the certificate. */
function fetchElsewhere(address: string, environment: Record<string, string>): string {
  const script = `
    const { fetchBytes, networkSentence } = await import(${JSON.stringify(pathToFileURL(path.join(repository, "lib/host/network.ts")).href)});
    const reach = { environment: process.env, platform: process.platform, patience: { tries: 1, connectMs: 9000 } };
    const answer = await fetchBytes(process.argv[1], { reach, limitBytes: 1000 });
    process.stdout.write(answer.ok ? "ok: " + answer.value : answer.error.kind + ": " + networkSentence(answer.error));`;
  const argv = ["--import", "tsx", "--input-type=module", "-e", script, address];
  const { PATH = "" } = process.env;
  const ended = spawnSync(process.execPath, argv, {
    cwd: repository,
    encoding: "utf8",
    env: { PATH, ...environment },
    timeout: 60_000,
  });
  return `${ended.stdout}${ended.status === 0 ? "" : ended.stderr}`;
}

describe("https", () => {
  let keys: { cert: string; key: string };
  let certificate: string;

  beforeAll(() => {
    // Go's own generator: https://pkg.go.dev/crypto/tls, generate_cert.go.
    certificate = mkdtempSync(path.join(os.tmpdir(), "gowsl-test-"));
    const generator = path.join(machineGoroot(), "src/crypto/tls/generate_cert.go");
    execFileSync("go", ["run", generator, "-host", "127.0.0.1,gowsl.test", "-ca", "-ecdsa-curve", "P256"], {
      cwd: certificate,
      env: goEnvironment(),
      stdio: "ignore",
    });
    const read = (name: string) => readFileSync(path.join(certificate, name), "utf8");
    keys = { cert: read("cert.pem"), key: read("key.pem") };
    return () => rmSync(certificate, { recursive: true });
  });
  const trusting = () => ({ NODE_EXTRA_CA_CERTS: path.join(certificate, "cert.pem") });

  /** A server in a process of its own, as this one waits for the children that ask it. */
  async function secureServer(script: string): Promise<{ port: number; log: () => string }> {
    const folder = temporaryFolder();
    const log = path.join(folder, "log");
    writeFileSync(log, "");
    const whole = `
      const { appendFileSync } = require("node:fs");
      const note = (text) => appendFileSync(${JSON.stringify(log)}, text + "\\n");
      const keys = ${JSON.stringify(keys)};
      ${script}`;
    const child = spawn(process.execPath, ["-e", whole], { stdio: ["pipe", "pipe", "inherit"] });
    onTestFinished(() => void child.kill());
    const port = await new Promise<number>((resolve) => {
      child.stdout.once("data", (text: Buffer) => resolve(Number(text.toString())));
    });
    return { port, log: () => readFileSync(log, "utf8") };
  }

  const page = `
    const server = require("node:https").createServer(keys, (request, response) => {
      if (request.url === "/down") return response.writeHead(302, { location: "http://127.0.0.1:9/x" }).end();
      response.end("secure " + request.url);
    }).listen(0, "127.0.0.1", () => console.log(server.address().port));`;

  it("needs a certificate that this machine trusts", async () => {
    const { port } = await secureServer(page);
    const address = `https://127.0.0.1:${port}/a`;
    expect(fetchElsewhere(address, {})).toMatch(
      /^certificate: https:\/\/127\.0\.0\.1:\d+\/a cannot be trusted: /,
    );
    expect(fetchElsewhere(address, trusting())).toBe("ok: secure /a");
  });

  it("is not left for http", async () => {
    const { port } = await secureServer(page);
    expect(fetchElsewhere(`https://127.0.0.1:${port}/down`, trusting())).toBe(
      `redirect: https://127.0.0.1:${port}/down is redirected to an insecure address: http://127.0.0.1:9`,
    );
  });

  it("goes through an HTTP proxy by CONNECT, with the proxy's password", async () => {
    const { port } = await secureServer(page);
    const proxy = await secureServer(`
      const server = require("node:http").createServer().listen(0, "127.0.0.1", () => console.log(server.address().port));
      server.on("connect", (request, socket) => {
        note(request.url + " " + request.headers["proxy-authorization"]);
        const there = require("node:net").connect(${port}, "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 OK\\r\\n\\r\\n");
          there.pipe(socket).pipe(there);
        });
      });`);
    const environment = { ...trusting(), https_proxy: `http://me:pw@127.0.0.1:${proxy.port}` };
    expect(fetchElsewhere("https://gowsl.test/b", environment)).toBe("ok: secure /b");
    const password = `Basic ${Buffer.from("me:pw").toString("base64")}`;
    expect(proxy.log()).toBe(`gowsl.test:443 ${password}\n`);
  });
});
