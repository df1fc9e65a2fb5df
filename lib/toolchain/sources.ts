/**
 * Where releases of Go come from, in order: indexes of the download page and lists of module proxies. Reads the
 * settings; asks nobody.
 */
import type { Reach } from "../host/network.ts";
import { failure, success, type Result } from "../model/failure.ts";
import { defaultGosumdb } from "./checksum-setting.ts";
import { officialIndex } from "./download-index.ts";
import { defaultGoproxy, parseProxyList, type ProxyEntry } from "./proxy-list.ts";

/** One place to ask. */
export type Source =
  /** The download page, or a mirror of it: base URL, or the address of an index in JSON. */
  | { kind: "index"; base: string }
  /** Module proxies by the rules of GOPROXY. */
  | { kind: "proxy"; list: string; entries: readonly ProxyEntry[] };

/** Everything that is needed to ask for a release. */
export interface Sources {
  order: readonly Source[];
  /** Value of GOSUMDB. */
  gosumdb: string;
  /** The proxies through which the checksum database may be asked. */
  databaseProxies: readonly ProxyEntry[];
  /** gowsl's cache directory, for what is remembered of the checksum database. */
  cacheFolder: string;
  reach: Reach;
}

/** What the settings say. Values of Go's variables are the ones that win: environment, go env file, GOROOT/go.env. */
export interface SourceSettings {
  goproxy?: string | undefined;
  gosumdb?: string | undefined;
  /** Mirrors of the config: each one the base URL of an index, or `goproxy` for the list in GOPROXY. */
  mirrors?: readonly string[] | undefined;
  cacheFolder: string;
  reach: Reach;
}

/** The word among the mirrors that stands for GOPROXY. */
export const goproxyWord = "goproxy";

/**
 * The sources that the settings name. Without mirrors: where nobody has set GOPROXY, the official index and then
 * the module form of the same page; where somebody has, that list, and the official index only if the list ends
 * in `direct`, which says that the origin may be asked.
 */
export function sourcesOf(settings: SourceSettings): Result<Sources> {
  const { goproxy, gosumdb, mirrors, cacheFolder, reach } = settings;
  const text = goproxy === undefined || goproxy === "" ? undefined : goproxy;
  const list = text ?? defaultGoproxy;
  const parsed = parseProxyList(list);
  if (!parsed.ok) {
    return failure({
      family: "toolchain",
      place: "GOPROXY",
      thing: parsed.reason,
      next: "Set it as `go help goproxy` says.",
    });
  }
  const proxy: Source = { kind: "proxy", list, entries: parsed.entries };
  const index: Source = { kind: "index", base: officialIndex };
  const direct = parsed.entries.at(-1)?.url === "direct";
  const usual = text === undefined ? [index, proxy] : direct ? [proxy, index] : [proxy];
  const order =
    mirrors?.map((mirror): Source => (mirror === goproxyWord ? proxy : { kind: "index", base: mirror })) ??
    usual;
  return success({
    order,
    gosumdb: gosumdb === undefined || gosumdb === "" ? defaultGosumdb : gosumdb,
    databaseProxies: parsed.entries,
    cacheFolder,
    reach,
  });
}
