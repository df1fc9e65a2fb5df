/**
 * The list in GOPROXY and the rules by which it is walked, as in cmd/go/internal/modfetch/proxy.go. Knows
 * nothing of what the proxies are asked for.
 */
import { isMissing, networkSentence, redacted, type NetworkError } from "../host/network.ts";

/** A proxy, or one of the words that end the list. */
export interface ProxyEntry {
  /** Base URL, `direct` or `off`. */
  url: string;
  /** After `|` the next one is asked after any error, else only after 404 and 410. */
  onAnyError: boolean;
}

/** What Go's own download page serves in the form of a module proxy; for hosts where no Go says another one. */
export const defaultGoproxy = "https://go.dev/dl/mod";

export type ProxyList = { ok: true; entries: ProxyEntry[] } | { ok: false; reason: string };

/** Reads the value of GOPROXY. */
export function parseProxyList(text: string): ProxyList {
  const entries: ProxyEntry[] = [];
  for (const [, word = "", separator] of text.matchAll(/([^,|]*)([,|]|$)/g)) {
    const url = withScheme(word.trim());
    if (url === "") continue;
    if (url === "off" || url === "direct") {
      entries.push({ url, onAnyError: false });
      break;
    }
    const reason = unfit(url);
    if (reason !== undefined) return { ok: false, reason: `${reason}: ${redacted(url)}` };
    entries.push({ url, onAnyError: separator === "|" });
  }
  if (entries.length > 0) return { ok: true, entries };
  return { ok: false, reason: "the list is not empty, but contains no entries" };
}

/** Go takes `goproxy.example.com` for https; single words are reserved. */
function withScheme(url: string): string {
  const bare = /[.:/]/.test(url) && !url.includes(":/") && !/^([a-z]:)?[\\/]/i.test(url);
  return bare ? `https://${url}` : url;
}

function unfit(url: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return "invalid proxy URL missing scheme";
  if (scheme === "file") {
    return /^file:\/\/\/[^?#]*$/i.test(url) ? undefined : "invalid file:// proxy URL with non-path elements";
  }
  if (scheme !== "http" && scheme !== "https") {
    return "invalid proxy URL scheme (must be https, http, file)";
  }
  return URL.canParse(url) ? undefined : "invalid proxy URL";
}

/** The one case in which Go asks no checksum database for a toolchain: GOPROXY is a folder and nothing else. */
export function isOnlyAFolder(text: string): boolean {
  return text.startsWith("file://") && !/[,|]/.test(text);
}

/** An address below a proxy; what stands behind `?` in its URL stays there. */
export function below(base: string, path: string): string {
  const [, stem = "", query = ""] = /^([^?#]*)(.*)$/.exec(base) ?? [];
  return `${stem.replace(/\/$/, "")}/${path}${query}`;
}

export type Walk<Value> =
  | { ok: true; value: Value; proxy: string }
  | {
      ok: false;
      reasons: string[];
      /** Nobody has it, and nobody who was asked had other troubles. */
      missing: boolean;
      /** The same, where a refusal (403) counts as well: some proxies give that answer for what they don't have. */
      refused: boolean;
      /** The list was walked up to `direct`. */
      direct: boolean;
    };

/** What one proxy says: a value, a network's error, or that its answer is no good. */
export type ProxyAnswer<Value> =
  { ok: true; value: Value } | { ok: false; error: NetworkError } | { ok: false; reason: string };

/** Asks one proxy after the other as long as the list allows, and keeps each one's reason. */
export async function walkProxies<Value>(
  entries: readonly ProxyEntry[],
  ask: (proxy: string) => Promise<ProxyAnswer<Value>>,
): Promise<Walk<Value>> {
  const reasons: string[] = [];
  let missing = true;
  let refused = true;
  let direct = false;
  for (const [place, { url, onAnyError }] of entries.entries()) {
    if (url === "off") {
      reasons.push("off: GOPROXY forbids to ask anywhere else");
      missing = missing && place > 0;
      refused = refused && place > 0;
      break;
    }
    if (url === "direct") {
      direct = true;
      reasons.push("direct: toolchains are in no repository that could be asked directly");
      break;
    }
    const answer = await ask(url);
    if (answer.ok) return { ...answer, proxy: url };
    const absent = "error" in answer && isMissing(answer.error);
    missing &&= absent;
    refused &&= absent || ("error" in answer && answer.error.status === 403);
    const reason = "error" in answer ? networkSentence(answer.error) : answer.reason;
    const stops = !absent && !onAnyError && place < entries.length - 1;
    reasons.push(stops ? `${reason} (behind a comma the next one is asked only after 404 and 410)` : reason);
    if (!absent && !onAnyError) break;
  }
  return { ok: false, reasons, missing, refused, direct };
}
