/** What can go wrong when something is fetched, as data. Knows nothing of who asked, or of what for. */
import { describeError } from "./files.ts";

export type NetworkErrorKind =
  /** There is no such name, as far as the resolver knows: that of a wrong address, or there is no network. */
  | "unknown-host"
  /** The resolver does not answer, or there is no way to the address. */
  | "offline"
  | "refused"
  /** No answer, or none any more, for as long as one was waited for. */
  | "timeout"
  /** An answer comes, but so slowly that another source is better asked. */
  | "slow"
  /** The answer ended before it was complete. */
  | "truncated"
  /** The answer has a status that is not success: `status` says which. A missing file of a file:// URL is a 404. */
  | "status"
  | "too-large"
  /** Redirects in a circle, too many of them, or one from https to what is not. */
  | "redirect"
  /** TLS: a certificate that nobody here trusts, a protocol that is not spoken. */
  | "certificate"
  /** The address is none that can be asked. */
  | "address"
  /** This disk, not the other side. */
  | "disk"
  | "cancelled"
  /** What is none of these; `reason` has the system's own words. */
  | "broken";

export interface NetworkError {
  kind: NetworkErrorKind;
  /** The address that was asked, without a password. */
  address: string;
  /** What is wrong there, as the rest of a sentence after the address. */
  reason: string;
  status?: number;
  /** How long the other side asks to be left alone (Retry-After). */
  waitMs?: number;
}

export type NetworkAnswer<Value> = { ok: true; value: Value } | { ok: false; error: NetworkError };

export function networkError(
  kind: NetworkErrorKind,
  address: string,
  reason: string,
  more: Pick<NetworkError, "status" | "waitMs"> = {},
): { ok: false; error: NetworkError } {
  return { ok: false, error: { kind, address: redacted(address), reason, ...more } };
}

/** The sentence of an error. */
export function networkSentence({ address, reason }: NetworkError): string {
  return `${address} ${reason}`;
}

/** May it pass if nothing is done but to wait? Of the statuses, as curl's --retry has them. */
export function mayPass({ kind, status = 0 }: NetworkError): boolean {
  if (kind === "status") return [408, 429, 500, 502, 503, 504].includes(status);
  return ["offline", "refused", "timeout", "truncated", "broken"].includes(kind);
}

/** Is it the answer that there is no such thing? As in cmd/go/internal/web: 404 and 410. */
export function isMissing({ status }: NetworkError): boolean {
  return status === 404 || status === 410;
}

/** An address without its password, in the form of net/url's Redacted. */
export function redacted(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*):[^/?#@]*@/i, "$1:xxxxx@");
}

/** An error of Node's net, tls, dns or http, or of node-fetch, which wraps them. */
export function fromSystem(error: unknown, address: string): { ok: false; error: NetworkError } {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  const host = /^[a-z]+:\/\/(?:[^/?#@]*@)?([^/?#:]+|\[[^\]]*\])/i.exec(address)?.[1] ?? "the host";
  switch (code) {
    case "ENOTFOUND":
      return networkError("unknown-host", address, `cannot be reached: the name ${host} is unknown here`);
    case "EAI_AGAIN":
      return networkError("offline", address, `cannot be reached: nobody answers what ${host} is`);
    case "ENETUNREACH":
    case "EHOSTUNREACH":
    case "ENETDOWN":
    case "EADDRNOTAVAIL":
      return networkError("offline", address, "cannot be reached: there is no way to it");
    case "ECONNREFUSED":
      return networkError("refused", address, "refuses the connection");
    case "ETIMEDOUT":
    case "ESOCKETTIMEDOUT":
      return networkError("timeout", address, "does not answer");
    case "ECONNRESET":
    case "EPIPE":
    case "ERR_STREAM_PREMATURE_CLOSE":
      return networkError("truncated", address, "closed the connection before the answer was complete");
    default:
      if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(code)) {
        const own = /SELF_SIGNED|UNABLE_TO_/.test(code) ? ` (${ownCertificates})` : "";
        return networkError("certificate", address, `cannot be trusted: ${plain(message)}${own}`);
      }
      return networkError("broken", address, `cannot be fetched: ${plain(message)}`);
  }
}

/** Node has a list of its own, and does not look into that of the system. */
const ownCertificates =
  "if your network has a certificate of its own, set NODE_EXTRA_CA_CERTS to the file that holds it";

/** An error of this disk while what came from there was written to it. */
export function fromDisk(error: unknown, address: string, file: string): { ok: false; error: NetworkError } {
  return networkError("disk", address, `cannot be stored as ${file}: ${describeError(error)}`);
}

/** node-fetch puts the address before the message of the system. */
function plain(message: string): string {
  return redacted(message.replace(/^request to \S+ failed, reason: /, "").replaceAll(/\s+/g, " "));
}
