/** How a service tells that it is ready: plain data, as it stands in the config and in the plan. */
export type Ready =
  /** Something listens on a port of this machine. */
  | { kind: "port"; port: number }
  /** A line of its output matches: a regular expression, and its flags. */
  | { kind: "line"; pattern: string; flags: string }
  /** A request is answered, with a status below 400. */
  | { kind: "http"; url: string };

/** For messages: `nothing listens on port 8080`. */
export function notReady(ready: Ready): string {
  switch (ready.kind) {
    case "port":
      return `nothing listens on port ${ready.port}`;
    case "line":
      return `no line of its output matches /${ready.pattern}/${ready.flags}`;
    case "http":
      return `${ready.url} does not answer`;
  }
}
