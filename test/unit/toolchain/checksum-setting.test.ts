import { describe, expect, it } from "vitest";
import { databaseAddress, parseGosumdb } from "../../../lib/toolchain/checksum-setting.ts";
import { parseProxyList, type ProxyEntry } from "../../../lib/toolchain/proxy-list.ts";
import { files, impatient, nobody, serve, status } from "./servers.ts";
import { TestDatabase } from "./test-database.ts";

const own = new TestDatabase("sum.example.com/go").key;

describe("parseGosumdb", () => {
  const parsed = (text: string) => {
    const found = parseGosumdb(text);
    if (!found.ok) return `${found.off ? "off" : "invalid"}: ${found.reason}`;
    const { verifier, url } = found.setting;
    return `${verifier.name} ${url ?? "by itself"}`;
  };

  it.each([
    ["sum.golang.org", "sum.golang.org by itself"],
    ["sum.golang.org https://mirror.example.com/sum/", "sum.golang.org https://mirror.example.com/sum"],
    ["sum.golang.google.cn", "sum.golang.org https://sum.golang.google.cn"],
    [own, "sum.example.com/go by itself"],
    [`  ${own}   http://127.0.0.1:1 `, "sum.example.com/go http://127.0.0.1:1"],
    ["off", "off: the checksum database is disabled"],
    [" ", "invalid: names no checksum database"],
    ["sum.golang.org https://a https://b", "invalid: has more than a key and a URL"],
    ["sum.golang.org mirror", 'invalid: "mirror" is no URL'],
    ["sum.unknown.org", 'invalid: "sum.unknown.org" is no key of the form name+hash+key'],
    [own.replace("go+", "gp+"), `invalid: "${own.replace("go+", "gp+")}" has a hash of another key`],
    [new TestDatabase("host/").key, 'invalid: "host/" is no host or host/path'],
    [new TestDatabase("host?x").key, 'invalid: "host?x" is no host or host/path'],
    [new TestDatabase("me@host").key, 'invalid: "me@host" is no host or host/path'],
  ])("%s", (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });
});

describe("databaseAddress", () => {
  const setting = (text: string) => {
    const parsed = parseGosumdb(text);
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.setting;
  };
  const entries = (text: string): ProxyEntry[] => {
    const list = parseProxyList(text);
    if (!list.ok) throw new Error(list.reason);
    return list.entries;
  };
  const addressOf = async (list: string, text = own) => {
    const found = await databaseAddress(setting(text), list === "" ? [] : entries(list), impatient);
    return found.ok ? found.address : "unreachable";
  };
  const direct = "https://sum.example.com/go";

  it("is the URL of the setting, whatever proxies there are", async () => {
    const { base, requests } = await serve(status(200));
    expect(await addressOf(base, `${own} https://mirror.example.com`)).toBe("https://mirror.example.com");
    expect(requests).toEqual([]);
  });

  it("is the first proxy that supports it", async () => {
    const { base } = await serve(files({ "/mod/sumdb/sum.example.com/go/supported": "" }));
    const other = await serve(status(404));
    expect(await addressOf(`${other.base},${base}/mod,direct`)).toBe(`${base}/mod/sumdb/sum.example.com/go`);
  });

  it("is the database itself where no proxy supports it, or the list says direct or off", async () => {
    const { base } = await serve(status(404));
    const gone = await serve(status(410));
    expect(await addressOf("")).toBe(direct);
    expect(await addressOf("direct")).toBe(direct);
    expect(await addressOf(`${base},${gone.base}`)).toBe(direct);
    expect(await addressOf(`${base},off`)).toBe(direct);
    expect(await addressOf(`${await nobody()}|direct`)).toBe(direct);
  });

  it("is nowhere where a proxy has other troubles", async () => {
    const { base } = await serve(status(403));
    expect(await addressOf(base)).toBe("unreachable");
    expect(await addressOf(`${base},direct`)).toBe("unreachable");
    expect(await addressOf(`${base}|${await nobody()}`)).toBe("unreachable");
    expect(await addressOf(`${await nobody()},direct`)).toBe("unreachable");
  });
});
