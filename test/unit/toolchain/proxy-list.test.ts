import { describe, expect, it } from "vitest";
import { networkError } from "../../../lib/host/network-error.ts";
import { below, isOnlyAFolder, parseProxyList, walkProxies } from "../../../lib/toolchain/proxy-list.ts";

describe("parseProxyList", () => {
  const parsed = (text: string) => {
    const list = parseProxyList(text);
    return list.ok
      ? list.entries.map(({ url, onAnyError }) => `${url}${onAnyError ? " |" : ""}`)
      : list.reason;
  };

  it.each<[text: string, expected: string[] | string]>([
    ["https://a.example,direct", ["https://a.example", "direct"]],
    ["https://a.example|https://b.example", ["https://a.example |", "https://b.example"]],
    [" https://a.example , ,| b.example/x ", ["https://a.example", "https://b.example/x"]],
    ["off", ["off"]],
    ["off,https://a.example", ["off"]],
    ["https://a.example|direct,https://b.example", ["https://a.example |", "direct"]],
    ["localhost:3000", ["https://localhost:3000"]],
    ["file:///srv/mod", ["file:///srv/mod"]],
    ["file:///D:/mod", ["file:///D:/mod"]],
    [",", "the list is not empty, but contains no entries"],
    ["", "the list is not empty, but contains no entries"],
    ["proxy", "invalid proxy URL missing scheme: proxy"],
    ["/srv/mod", "invalid proxy URL missing scheme: /srv/mod"],
    ["file://host/mod", "invalid file:// proxy URL with non-path elements: file://host/mod"],
    ["file:///mod?x=1", "invalid file:// proxy URL with non-path elements: file:///mod?x=1"],
    [
      "ftp://me:secret@a.example",
      "invalid proxy URL scheme (must be https, http, file): ftp://me:xxxxx@a.example",
    ],
    ["http://[", "invalid proxy URL: http://["],
  ])("%j", (text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });
});

describe("walkProxies", () => {
  const answers: Record<string, Parameters<typeof networkError> | string | 1> = {
    "https://has": 1,
    "https://missing": ["status", "https://missing", "answers 404", { status: 404 }],
    "https://gone": ["status", "https://gone", "answers 410", { status: 410 }],
    "https://forbids": ["status", "https://forbids", "answers 403", { status: 403 }],
    "https://off-line": ["refused", "https://off-line", "refuses the connection"],
    "https://odd": "https://odd answers oddly",
  };

  async function walk(text: string) {
    const list = parseProxyList(text);
    if (!list.ok) throw new Error(list.reason);
    const asked: string[] = [];
    const walked = await walkProxies(list.entries, async (proxy) => {
      asked.push(proxy.slice("https://".length));
      const answer = answers[proxy]!;
      if (answer === 1) return { ok: true, value: 1 };
      return typeof answer === "string" ? { ok: false, reason: answer } : networkError(...answer);
    });
    return { asked: asked.join(" "), walked };
  }

  it.each<[list: string, asked: string, result: object]>([
    ["https://has,https://odd", "has", { ok: true, value: 1, proxy: "https://has" }],
    ["https://missing,https://gone,https://has", "missing gone has", { ok: true }],
    ["https://missing|https://has", "missing has", { ok: true }],
    ["https://forbids|https://off-line|https://odd|https://has", "forbids off-line odd has", { ok: true }],
    ["https://missing,direct", "missing", { ok: false, missing: true, direct: true }],
    ["https://missing,https://gone", "missing gone", { ok: false, missing: true, direct: false }],
    ["https://missing,off", "missing", { ok: false, missing: true }],
    ["https://off-line|direct", "off-line", { ok: false, missing: false, direct: true }],
    ["off", "", { ok: false, missing: false, reasons: ["off: GOPROXY forbids to ask anywhere else"] }],
    [
      "https://off-line",
      "off-line",
      { ok: false, missing: false, reasons: ["https://off-line refuses the connection"] },
    ],
    [
      "https://forbids,https://has",
      "forbids",
      {
        ok: false,
        missing: false,
        reasons: [
          "https://forbids answers 403 (behind a comma the next one is asked only after 404 and 410)",
        ],
      },
    ],
    ["https://odd,https://has", "odd", { ok: false, missing: false }],
  ])("%s", async (list, asked, result) => {
    const found = await walk(list);
    expect(found.asked).toBe(asked);
    expect(found.walked).toMatchObject(result);
  });
});

describe("below", () => {
  it.each([
    ["https://a.example", "https://a.example/x/y"],
    ["https://a.example/", "https://a.example/x/y"],
    ["https://a.example/b?key=1", "https://a.example/b/x/y?key=1"],
    ["file:///srv/mod/", "file:///srv/mod/x/y"],
  ])("%s", (base, expected) => {
    expect(below(base, "x/y")).toBe(expected);
  });
});

describe("isOnlyAFolder", () => {
  it.each([
    ["file:///srv/mod", true],
    ["file:///srv/mod,direct", false],
    ["file:///srv/mod|https://a.example", false],
    ["https://a.example", false],
  ])("%s", (list, expected) => {
    expect(isOnlyAFolder(list)).toBe(expected);
  });
});
