/**
 * Through which HTTP proxy an address is reached: HTTP_PROXY, HTTPS_PROXY and NO_PROXY as Go reads them
 * (golang.org/x/net/http/httpproxy), which is how curl does, too, but for ALL_PROXY. Pure.
 */
import { BlockList, isIP } from "node:net";
import { variable } from "../model/environment.ts";
import type { Environment } from "../model/host.ts";

/** The proxy, if there is one to use; or why what is set for it is none, as the rest of a sentence. */
export type ProxyChoice = { ok: true; proxy?: URL } | { ok: false; reason: string };

/** The capitals win, as in Go; an empty variable is as good as none. */
export function proxyFor(url: URL, environment: Environment, platform: NodeJS.Platform): ProxyChoice {
  const names = url.protocol === "https:" ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"];
  const name = names.find((each) => variable(environment, platform, each) !== undefined);
  if (name === undefined) return { ok: true };
  const text = variable(environment, platform, name) ?? "";
  const proxy = parseProxy(text);
  if (proxy === undefined)
    return { ok: false, reason: `is to be reached through ${name}, which is no address` };
  // Within a CGI program a client's header Proxy: arrives as HTTP_PROXY (https://httpoxy.org).
  if (name === "HTTP_PROXY" && variable(environment, platform, "REQUEST_METHOD") !== undefined) {
    return { ok: false, reason: "is to be reached through HTTP_PROXY, which is not used in a CGI program" };
  }
  const except =
    variable(environment, platform, "NO_PROXY") ?? variable(environment, platform, "no_proxy") ?? "";
  if (!isProxied(url, except)) return { ok: true };
  if (proxy.protocol !== "http:" && proxy.protocol !== "https:") {
    return {
      ok: false,
      reason: `is to be reached through ${name}, and ${proxy.protocol}// proxies are not spoken here`,
    };
  }
  return { ok: true, proxy };
}

/** `host:port` without a scheme means http. */
function parseProxy(text: string): URL | undefined {
  const address = text.includes("://") ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.host === "" ? undefined : url;
}

/** Is this address not one of those in NO_PROXY, and not this machine? */
function isProxied(url: URL, except: string): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  if (host === "localhost" || loopback.check(host, isIP(host) === 6 ? "ipv6" : "ipv4")) return false;
  return !except.split(",").some((entry) => matches(entry.trim().toLowerCase(), host, port));
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** One entry of NO_PROXY: `*`, an address, a network, a domain, each with a port or without. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  const family = isIP(host);
  const network = /^([0-9a-f.:]+)\/(\d+)$/.exec(entry);
  if (network !== null) return family !== 0 && isWithin(host, network[1]!, Number(network[2]));
  const [, bracketed, bare, entryPort] = /^(?:\[(.*)\]|([^:]*))(?::(\d*))?$/.exec(entry) ?? [];
  const named = isIP(entry) === 6 ? entry : (bracketed ?? bare ?? "");
  if (named === "" || (entryPort !== undefined && isIP(entry) === 0 && entryPort !== port)) return false;
  if (isIP(named) !== 0) return family !== 0 && isWithin(host, named, isIP(named) === 6 ? 128 : 32);
  if (family !== 0) return false;
  const domain = named.replace(/^\*\./, ".");
  // `.example.com` means what is below it, `example.com` itself, too.
  return domain.startsWith(".") ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function isWithin(host: string, network: string, prefix: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || prefix > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family === 6 ? "ipv6" : "ipv4");
  return list.check(host, family === 6 ? "ipv6" : "ipv4");
}
