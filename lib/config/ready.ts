/** How a service tells that it is ready, as it may stand in a config. Knows nothing of services. */
import { isRecord, nameOf, type Check } from "./checks.ts";

const next = 'Write port(8080), line(/listening/) or http("http://localhost:8080/health").';

export const ready: Check = (value, at, report) => {
  const kind = isRecord(value) ? value["kind"] : undefined;
  if (!isRecord(value) || (kind !== "port" && kind !== "line" && kind !== "http")) {
    return report(at, `must be made by port, line or http, not ${nameOf(value)}`, next);
  }
  const { port, pattern, flags, url } = value;
  if (kind === "port" && !(Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536)) {
    report(at, `${String(port)} is not a port`, "Write a number from 1 to 65535.");
  }
  if (kind === "line" && !(typeof pattern === "string" && typeof flags === "string")) {
    report(at, "is not a regular expression", next);
  }
  if (kind === "http" && !(typeof url === "string" && /^https?:\/\/\S+$/.test(url) && URL.canParse(url))) {
    report(at, `"${String(url)}" is not an address`, 'Write it like "http://localhost:8080/health".');
  }
};
