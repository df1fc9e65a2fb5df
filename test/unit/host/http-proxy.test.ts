import { describe, expect, it } from "vitest";
import { proxyFor } from "../../../lib/host/http-proxy.ts";

function choice(address: string, environment: Record<string, string>, platform: NodeJS.Platform = "linux") {
  const found = proxyFor(new URL(address), environment, platform);
  return found.ok ? (found.proxy?.href ?? "direct") : found.reason;
}

describe("proxyFor", () => {
  it.each<[what: string, address: string, environment: Record<string, string>, expected: string]>([
    ["nothing is set", "https://example.com/", {}, "direct"],
    [
      "https has its own",
      "https://example.com/",
      { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://q:2" },
      "http://p:1/",
    ],
    [
      "http has its own",
      "http://example.com/",
      { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://q:2" },
      "http://q:2/",
    ],
    ["one does not stand for the other", "https://example.com/", { HTTP_PROXY: "http://q:2" }, "direct"],
    ["small letters count", "https://example.com/", { https_proxy: "http://p:1" }, "http://p:1/"],
    [
      "capitals win",
      "https://example.com/",
      { HTTPS_PROXY: "http://p:1", https_proxy: "http://q:2" },
      "http://p:1/",
    ],
    [
      "an empty one is none",
      "https://example.com/",
      { HTTPS_PROXY: "", https_proxy: "http://q:2" },
      "http://q:2/",
    ],
    ["no scheme means http", "https://example.com/", { HTTPS_PROXY: "p:3128" }, "http://p:3128/"],
    ["a password stays", "https://example.com/", { HTTPS_PROXY: "http://me:pw@p:1" }, "http://me:pw@p:1/"],
    ["ALL_PROXY is curl's only", "https://example.com/", { ALL_PROXY: "http://p:1" }, "direct"],
    ["this machine is not proxied", "http://127.0.0.1:80/", { HTTP_PROXY: "http://p:1" }, "direct"],
    ["nor by name", "http://localhost/", { HTTP_PROXY: "http://p:1" }, "direct"],
    ["nor by IPv6", "http://[::1]/", { HTTP_PROXY: "http://p:1" }, "direct"],
    [
      "no address",
      "http://example.com/",
      { HTTP_PROXY: "a b" },
      "is to be reached through HTTP_PROXY, which is no address",
    ],
    [
      "SOCKS",
      "http://example.com/",
      { HTTP_PROXY: "socks5://p:1" },
      "is to be reached through HTTP_PROXY, and socks5:// proxies are not spoken here",
    ],
    [
      "a CGI program",
      "http://example.com/",
      { HTTP_PROXY: "http://p:1", REQUEST_METHOD: "GET" },
      "is to be reached through HTTP_PROXY, which is not used in a CGI program",
    ],
  ])("%s", (_what, address, environment, expected) => {
    expect(choice(address, environment)).toBe(expected);
  });

  it("knows variables by any case on Windows", () => {
    expect(choice("https://example.com/", { Https_Proxy: "http://p:1" }, "win32")).toBe("http://p:1/");
  });

  /** As in TestUseProxy of golang.org/x/net/http/httpproxy. */
  it.each<[except: string, address: string, direct: boolean]>([
    ["*", "http://example.com/", true],
    ["example.com", "http://example.com/", true],
    ["example.com", "http://www.example.com/", true],
    ["example.com", "http://notexample.com/", false],
    [".example.com", "http://www.example.com/", true],
    [".example.com", "http://example.com/", false],
    ["*.example.com", "http://www.example.com/", true],
    ["*.example.com", "http://example.com/", false],
    ["EXAMPLE.com", "http://example.COM/", true],
    ["other.org, example.com ", "http://example.com/", true],
    ["example.com:80", "http://example.com/", true],
    ["example.com:443", "https://example.com/", true],
    ["example.com:8080", "http://example.com/", false],
    ["example.com:8080", "http://example.com:8080/", true],
    ["192.168.1.1", "http://192.168.1.1/", true],
    ["192.168.1.1:81", "http://192.168.1.1/", false],
    ["192.168.1.0/24", "http://192.168.1.9/", true],
    ["192.168.1.0/24", "http://192.168.2.9/", false],
    ["10.0.0.0/8", "http://example.com/", false],
    ["[2001:db8::1]:80", "http://[2001:db8::1]/", true],
    ["2001:db8::1", "http://[2001:db8::1]/", true],
    ["2001:db8::/32", "http://[2001:db8::99]/", true],
    ["2001:db8::/32", "http://[2001:db9::99]/", false],
    ["192.168.1.0/99", "http://192.168.1.9/", false],
    [",,", "http://example.com/", false],
    [":80", "http://example.com/", false],
  ])("NO_PROXY=%s %s", (except, address, direct) => {
    const environment = { HTTP_PROXY: "http://p:1", HTTPS_PROXY: "http://p:1", no_proxy: except };
    expect(choice(address, environment)).toBe(direct ? "direct" : "http://p:1/");
  });
});
