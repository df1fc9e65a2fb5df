import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { download, fetchBytes, networkSentence, type Reach } from "../../../lib/host/network.ts";
import {
  dripping,
  files,
  hasty,
  impatient,
  nobody,
  serve,
  status,
  temporaryFolder,
} from "../toolchain/servers.ts";

const limitBytes = 1 << 20;

/** Text of an answer, or kind and sentence of its error with the server's address as BASE. */
async function asked(address: string, reach: Reach = impatient, limit = limitBytes): Promise<string> {
  const answer = await fetchBytes(address, { reach, limitBytes: limit });
  if (answer.ok) return answer.value.toString();
  return `${answer.error.kind}: ${networkSentence(answer.error).replace(/http:\/\/127\.0\.0\.1:\d+/g, "BASE")}`;
}

describe("fetchBytes", () => {
  it("gives what is there", async () => {
    const { base } = await serve(files({ "/a": "hello", "/empty": "" }));
    expect(await asked(`${base}/a`)).toBe("hello");
    expect(await asked(`${base}/empty`)).toBe("");
  });

  it.each([400, 401, 403, 404, 410, 501])("takes %i for an answer at once", async (code) => {
    const { base, requests } = await serve(status(code));
    expect(await asked(`${base}/a`)).toBe(`status: BASE/a answers ${code}`);
    expect(requests).toEqual(["/a"]);
  });

  it.each([408, 429, 500, 502, 503, 504])("tries again after %i", async (code) => {
    const { base, requests } = await serve((request, response) => {
      if (requests.length === 1) status(code)(request, response);
      else response.end("later");
    });
    expect(await asked(`${base}/a`)).toBe("later");
    expect(await asked(`${base}/a`)).toBe("later");
    expect(requests).toHaveLength(3);
  });

  it("gives up when it does not get better", async () => {
    const { base, requests } = await serve(status(503));
    expect(await asked(`${base}/a`)).toBe("status: BASE/a answers 503");
    expect(requests).toHaveLength(2);
  });

  it("shows the first line of a refusal's text without control characters", async () => {
    const { base } = await serve((_request, response) => {
      response.writeHead(404, { "content-type": "text/plain; charset=utf-8" });
      response.end("not found: \u001b[31mred\nsecond line");
    });
    expect(await asked(`${base}/a`)).toBe("status: BASE/a answers 404: not found:  [31mred");
  });

  it("says the words of a status once", async () => {
    const { base } = await serve((_request, response) => {
      response.writeHead(403, { "content-type": "text/plain" }).end("403 Forbidden\n");
    });
    expect(await asked(`${base}/a`)).toBe("status: BASE/a answers 403: Forbidden");
  });

  it("says that nobody listens, that a name is unknown, that an address is none", async () => {
    expect(await asked(`${await nobody()}/a`)).toBe("refused: BASE/a refuses the connection");
    expect(await asked("http://no-such-host.invalid/a")).toMatch(
      /^(unknown-host|offline): http:\/\/no-such-host\.invalid\/a cannot be reached: /,
    );
    expect(await asked("gopher://example.com/")).toBe(
      "address: gopher://example.com/ is neither an http nor an https address",
    );
    expect(await asked("http://")).toBe("address: http:// is no address");
  });

  it("does not wait forever for an answer, nor for its rest", async () => {
    const silent = await serve(() => {});
    expect(await asked(`${silent.base}/a`, hasty)).toBe("timeout: BASE/a did not go on for 1.5 s");
    const stuck = await serve((_request, response) => void response.writeHead(200).write("begin"));
    expect(await asked(`${stuck.base}/a`, hasty)).toBe("timeout: BASE/a did not go on for 1.5 s");
  });

  it("does not wait for one that sends a byte now and then, and asks it no second time", async () => {
    const { base, requests } = await serve(dripping);
    const reach = { ...impatient, patience: { ...impatient.patience, paceMs: 30, paceBytes: 1000 } };
    expect(await asked(`${base}/a`, reach)).toMatch(
      /^slow: BASE\/a sends too slowly: \d+ bytes in [\d.]+ s, where 1000 would be the least$/,
    );
    expect(requests).toEqual(["/a"]);
  });

  it("does not take drops behind which the connection breaks for a download that goes on", async () => {
    const { base, requests } = await serve((request, response) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
      const headers = { etag: '"1"', "content-length": 1000 - start };
      response.writeHead(start === 0 ? 200 : 206, {
        ...headers,
        ...(start === 0 ? {} : { "content-range": `bytes ${start}-999/1000` }),
      });
      response.write("x");
      setImmediate(() => response.destroy());
    });
    const reach = { ...impatient, patience: { ...impatient.patience, paceBytes: 100, tries: 3 } };
    expect(await asked(`${base}/a`, reach)).toMatch(/^truncated: /);
    expect(requests).toHaveLength(3);
  });

  it("ends when it is told to", async () => {
    const controller = new AbortController();
    const { base } = await serve((_request, response) => {
      response.writeHead(200).write("begin");
      setImmediate(() => controller.abort());
    });
    const reach = { ...impatient, signal: controller.signal };
    expect(await asked(`${base}/a`, reach)).toMatch(/^cancelled: BASE\/a /);
    expect(await asked(`${base}/a`, reach)).toBe("cancelled: BASE/a was not asked any more");
  });

  it("refuses more than it was prepared for, announced or not", async () => {
    const announced = await serve(files({ "/a": "x".repeat(100) }));
    expect(await asked(`${announced.base}/a`, impatient, 99)).toBe(
      "too-large: BASE/a has 100 bytes, more than the 99 allowed",
    );
    expect(await asked(`${announced.base}/a`, impatient, 100)).toBe("x".repeat(100));
    const endless = await serve((_request, response) => {
      const timer = setInterval(() => response.write("x".repeat(1000)), 1);
      response.on("close", () => clearInterval(timer));
    });
    expect(await asked(`${endless.base}/a`, impatient, 5000)).toBe(
      "too-large: BASE/a has more than the 5000 bytes allowed",
    );
  });

  it("notices an answer that is shorter than announced", async () => {
    const { base } = await serve((_request, response) => {
      response.writeHead(200, { "content-length": 100, "content-type": "text/plain" }).write("short");
      setImmediate(() => response.destroy());
    });
    expect(await asked(`${base}/a`)).toBe(
      "truncated: BASE/a closed the connection before the answer was complete",
    );
  });

  it("notices a chunked answer that breaks off", async () => {
    const { base } = await serve((_request, response) => {
      response.writeHead(200).write("short");
      setImmediate(() => response.destroy());
    });
    expect(await asked(`${base}/a`)).toMatch(/^truncated: BASE\/a /);
  });

  it("takes no answer that is no HTTP", async () => {
    const server = net.createServer((socket) => socket.resume().end("SSH-2.0-OpenSSH_9.6\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    expect(await asked(`http://127.0.0.1:${port}/a`)).toMatch(/^broken: BASE\/a cannot be fetched: /);
    await new Promise((resolve) => server.close(resolve));
  });

  it("follows redirects, but neither in circles, nor endlessly, nor to other kinds of addresses", async () => {
    const to = (location: string) => (_request: http.IncomingMessage, response: http.ServerResponse) =>
      void response.writeHead(302, { location }).end();
    const { base } = await serve((request, response) => {
      const url = request.url ?? "";
      if (url.startsWith("/count")) return to(`/count${Number(url.slice(6)) + 1}`)(request, response);
      files({
        "/a": to("b"),
        "/b": to("/c"),
        "/c": "there",
        "/circle": to("/circle2"),
        "/circle2": to("/circle"),
        "/file": to("file:///etc/passwd"),
        "/odd": to("http://["),
      })(request, response);
    });
    expect(await asked(`${base}/a`)).toBe("there");
    expect(await asked(`${base}/circle`)).toBe("redirect: BASE/circle is redirected in a circle");
    expect(await asked(`${base}/count0`)).toBe(
      "redirect: BASE/count0 is redirected on and on, more than 10 times",
    );
    expect(await asked(`${base}/file`)).toBe(
      "address: file:///etc/passwd is neither an http nor an https address",
    );
    expect(await asked(`${base}/odd`)).toBe("redirect: BASE/odd is redirected to what is no address");
  });

  it("gives a password to the host that it is for, and shows it to nobody", async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(403).end();
    });
    const { base } = await serve((request, response) => {
      seen.push(request.headers.authorization);
      if (request.url === "/a") response.writeHead(302, { location: "/b" }).end();
      else response.writeHead(302, { location: `${other.base}/c` }).end();
    });
    const address = base.replace("http://", "http://me:s%40cret@");
    const answer = await fetchBytes(`${address}/a`, { reach: impatient, limitBytes });
    const basic = `Basic ${Buffer.from("me:s@cret").toString("base64")}`;
    expect(seen).toEqual([basic, basic, undefined]);
    expect(answer.ok ? "" : networkSentence(answer.error)).toBe(
      `${base.replace("http://", "http://me:xxxxx@")}/a answers 403`,
    );
  });

  it("goes through the proxy that the environment names, unless it is this machine that is asked", async () => {
    const proxy = await serve((request, response) => void response.end(`for ${request.url}`));
    const reach = { ...impatient, environment: { http_proxy: proxy.base.replace("http://", "") } };
    expect(await asked("http://example.invalid/x", reach)).toBe("for http://example.invalid/x");
    const here = await serve(files({ "/a": "direct" }));
    expect(await asked(`${here.base}/a`, reach)).toBe("direct");
    const broken = { ...impatient, environment: { HTTP_PROXY: "http://[" } };
    expect(await asked("http://example.invalid/x", broken)).toBe(
      "address: http://example.invalid/x is to be reached through HTTP_PROXY, which is no address",
    );
  });

  it("reads files", async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "a b"), "hello");
    const base = pathToFileURL(folder).href;
    expect(await asked(`${base}/a%20b`)).toBe("hello");
    expect(await asked(`${base}/none`)).toBe(`status: ${base}/none is not there`);
    expect(await asked(`${base}/a%20b/none`)).toBe(`status: ${base}/a%20b/none is not there`);
    expect(await asked(`${base}/a%20b`, impatient, 4)).toMatch(/^too-large: /);
    expect(await asked(base)).toMatch(/^broken: /);
    expect(await asked("file://elsewhere/a")).toBe(
      "address: file://elsewhere/a is no address of a file: file URL specifies non-local host",
    );
  });
});

describe("download", () => {
  const content = randomBytes(3_000_000);
  const sha256 = createHash("sha256").update(content).digest("hex");

  /** Sends a part of the content and then breaks the connection, `times` times; `more` headers. */
  function breaking(times: number, more: http.OutgoingHttpHeaders, ranges: (string | undefined)[]) {
    return serve((request, response) => {
      const { range } = request.headers;
      ranges.push(range);
      const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
      response.writeHead(start > 0 ? 206 : 200, {
        ...more,
        "content-length": content.length - start,
        ...(start > 0 ? { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
      });
      if (times-- <= 0) return void response.end(content.subarray(start));
      response.write(content.subarray(start, start + 700_000), () => setImmediate(() => response.destroy()));
    });
  }

  async function fetched(base: string, limit = limitBytes * 8) {
    const file = path.join(temporaryFolder(), "x", "a.part");
    const sizes: [number, number | undefined][] = [];
    const answer = await download(`${base}/a`, file, {
      reach: impatient,
      limitBytes: limit,
      progress: (received, total) => void sizes.push([received, total]),
    });
    return { answer, file, sizes };
  }

  it("streams into the file, digests on the way and tells how far it is", async () => {
    const { base } = await serve(files({ "/a": content }));
    const { answer, file, sizes } = await fetched(base);
    expect(answer).toEqual({ ok: true, value: { file, sizeBytes: content.length, sha256 } });
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(sizes.at(-1)).toEqual([content.length, content.length]);
    expect(sizes.length).toBeGreaterThan(1);
  });

  it.each<[string, http.OutgoingHttpHeaders]>([
    ["a strong ETag", { etag: '"v1"' }],
    ["a date", { "last-modified": "Tue, 01 Sep 2026 20:03:23 GMT" }],
    ["ranges and a length", { "accept-ranges": "bytes" }],
  ])("goes on where a connection broke, given %s", async (_what, headers) => {
    const ranges: (string | undefined)[] = [];
    const { base } = await breaking(3, headers, ranges);
    const { answer, file } = await fetched(base);
    expect(answer).toMatchObject({ ok: true, value: { sha256 } });
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(ranges).toHaveLength(4);
    const starts = ranges.map((range) => Number(range?.slice("bytes=".length, -1) ?? 0));
    expect(starts).toEqual(starts.toSorted((left, right) => left - right));
    expect(starts.slice(1).every((start) => start > 0)).toBe(true);
  });

  it("begins anew where nothing says that it is the same file", async () => {
    const ranges: (string | undefined)[] = [];
    const { base } = await breaking(1, { etag: 'W/"v1"' }, ranges);
    const { answer } = await fetched(base);
    expect(answer).toMatchObject({ ok: true, value: { sha256 } });
    expect(ranges).toEqual([undefined, undefined]);
  });

  it("begins anew if the file is another one by now, or the rest is not the one asked for", async () => {
    for (const second of [200, 206, 416]) {
      let round = 0;
      const { base } = await serve((_request, response) => {
        round++;
        if (round === 1) {
          response.writeHead(200, { etag: '"v1"', "content-length": 1000 });
          return void response.write("old".repeat(100), () => setImmediate(() => response.destroy()));
        }
        if (round === 2 && second === 416) return void response.writeHead(416).end();
        if (round === 2 && second === 206) {
          response.writeHead(206, { "content-range": "bytes 5-9/1000", "content-length": 5 });
          return void response.end("wrong");
        }
        response.writeHead(200, { etag: '"v2"', "content-length": content.length });
        response.end(content);
      });
      const reach = { ...impatient, patience: { ...impatient.patience, tries: 4 } };
      const file = path.join(temporaryFolder(), "a.part");
      const answer = await download(`${base}/a`, file, { reach, limitBytes: limitBytes * 8 });
      expect(answer).toEqual({ ok: true, value: { file, sizeBytes: content.length, sha256 } });
      expect(readFileSync(file).equals(content)).toBe(true);
    }
  });

  it("leaves nothing behind when it fails", async () => {
    const { base } = await breaking(99, {}, []);
    const { answer, file } = await fetched(base);
    expect(answer.ok ? "" : answer.error.kind).toBe("truncated");
    expect(readdirSync(path.dirname(file))).toEqual([]);
    const large = await fetched((await serve(files({ "/a": content }))).base, 1000);
    expect(large.answer.ok ? "" : large.answer.error.kind).toBe("too-large");
    expect(existsSync(large.file)).toBe(false);
  });

  it("says what is wrong with the disk, and asks no second time", async () => {
    const { base, requests } = await serve(files({ "/a": content }));
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "file"), "");
    const answer = await download(`${base}/a`, path.join(folder, "file", "a.part"), {
      reach: impatient,
      limitBytes,
    });
    expect(answer.ok ? "" : answer.error.kind).toBe("disk");
    expect(requests).toEqual([]);
    // A disk that is full while it is written to: Linux has one.
    if (existsSync("/dev/full")) {
      const full = await download(`${base}/a`, "/dev/full", { reach: impatient, limitBytes: limitBytes * 8 });
      expect(full.ok ? "" : full.error.reason).toBe(
        "cannot be stored as /dev/full: no space left on the disk",
      );
    }
  });
});
