/**
 * Which checksum database is asked, with which key and where: GOSUMDB and the proxies in front of it, as in
 * dbDial and initBase of cmd/go/internal/modfetch/sumdb.go. Knows nothing of what it answers.
 */
import { fetchBytes, type Reach } from "../host/network.ts";
import { parseVerifier, type Verifier } from "./note.ts";
import { below, walkProxies, type ProxyEntry } from "./proxy-list.ts";

/** The database that Go asks where nothing else is said, with the key that Go knows (modfetch/key.go). */
export const defaultGosumdb = "sum.golang.org";

const knownKeys: Readonly<Record<string, string>> = {
  "sum.golang.org": "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
};

/** Names of the same database at another address. */
const aliases: Readonly<Record<string, string>> = {
  "sum.golang.google.cn": "sum.golang.org https://sum.golang.google.cn",
};

export interface DatabaseSetting {
  verifier: Verifier;
  /** Where it is asked, and nowhere else. */
  url?: string;
}

export type ParsedSetting =
  { ok: true; setting: DatabaseSetting } | { ok: false; off: boolean; reason: string };

/** Reads the value of GOSUMDB: `off`, a name, `name+hash+key`, each with the URL to ask or without. */
export function parseGosumdb(text: string): ParsedSetting {
  const value = aliases[text] ?? text;
  if (value === "off") return { ok: false, off: true, reason: "the checksum database is disabled" };
  const [name, url, ...rest] = value.split(/\s+/).filter((word) => word !== "");
  const invalid = (reason: string): ParsedSetting => ({ ok: false, off: false, reason });
  if (name === undefined) return invalid("names no checksum database");
  if (rest.length > 0) return invalid("has more than a key and a URL");
  const key = parseVerifier(knownKeys[name] ?? name);
  if (!key.ok) return invalid(`"${name}" ${key.reason}`);
  if (!isDatabaseName(key.verifier.name)) return invalid(`"${key.verifier.name}" is no host or host/path`);
  if (url === undefined) return { ok: true, setting: { verifier: key.verifier } };
  if (!/^(https?:\/\/|file:\/\/\/)/.test(url)) return invalid(`"${url}" is no URL`);
  return { ok: true, setting: { verifier: key.verifier, url: url.replace(/\/$/, "") } };
}

/** The name is a part of addresses: nothing but a host and a path. */
function isDatabaseName(name: string): boolean {
  if (name.endsWith("/") || !URL.canParse(`https://${name}`)) return false;
  const { host, pathname } = new URL(`https://${name}`);
  return `${host}${pathname === "/" ? "" : pathname}` === name;
}

/**
 * Where the database is asked: at the URL of the setting, at the first proxy that says to support it, else at
 * itself. A proxy that has other troubles than 404 and 410 makes it unreachable, as the list says.
 */
export async function databaseAddress(
  { verifier, url }: DatabaseSetting,
  proxies: readonly ProxyEntry[],
  reach: Reach,
): Promise<{ ok: true; address: string } | { ok: false; reason: string }> {
  if (url !== undefined) return { ok: true, address: url };
  const direct = { ok: true as const, address: `https://${verifier.name}` };
  if (proxies.length === 0) return direct;
  const found = await walkProxies(proxies, async (proxy) => {
    const supported = below(proxy, `sumdb/${verifier.name}/supported`);
    const answer = await fetchBytes(supported, { reach, limitBytes: 1 << 20 });
    return answer.ok ? { ok: true, value: below(proxy, `sumdb/${verifier.name}`) } : answer;
  });
  if (found.ok) return { ok: true, address: found.value };
  if (found.missing || found.direct) return direct;
  return { ok: false, reason: found.reasons.join("; ") };
}
