/**
 * One request over HTTP through node-fetch: proxies, redirects, credentials in the address and patience.
 * Knows nothing of retries, and nothing of what is done with the answer.
 */
import type { Environment } from "../model/host.ts";
import { agentFor } from "./agents.ts";
import { proxyFor } from "./http-proxy.ts";
import { fromSystem, networkError, type NetworkAnswer } from "./network-error.ts";
import type { PaceLimits } from "./pace.ts";

/** How long is waited, and how often is tried. */
export interface Patience extends PaceLimits {
  /** For a connection. */
  connectMs: number;
  /** For an answer to begin: a module proxy may have to fetch first what it is asked for. */
  answerMs: number;
  /** From one piece of the answer to the next. */
  chunkMs: number;
  /** How often is tried in a row without a byte gained. */
  tries: number;
  /** Before the second try; twice as long before the next. */
  waitMs: number;
}

export const usualPatience: Patience = {
  connectMs: 10_000,
  answerMs: 60_000,
  chunkMs: 30_000,
  // At this pace a Go takes most of a day. cargo has http.low-speed-limit for the same.
  paceMs: 30_000,
  paceBytes: 30 << 10,
  tries: 3,
  waitMs: 500,
};

/** How the network is reached from here. */
export interface Reach {
  environment: Environment;
  platform: NodeJS.Platform;
  patience?: Partial<Patience>;
  /** Ends what is under way. */
  signal?: AbortSignal;
}

/** An answer whose body has not been read. `close` must be called once it is not wanted any more. */
export interface Reply {
  status: number;
  header(name: string): string | undefined;
  /** Its errors are turned into values by `readReply`. */
  body: AsyncIterable<Buffer>;
  close(): void;
}

const mostRedirects = 10;

/** Asks an address and follows its redirects. The answer may have any status. */
export async function request(
  address: string,
  headers: Readonly<Record<string, string>>,
  reach: Reach,
): Promise<NetworkAnswer<Reply>> {
  const seen = new Set<string>();
  let current = address;
  for (;;) {
    if (!URL.canParse(current)) return networkError("address", address, "is no address");
    const url = new URL(current);
    if (url.protocol !== "http:" && url.protocol !== "https:") {
      return networkError("address", current, "is neither an http nor an https address");
    }
    if (seen.size > mostRedirects || seen.has(current)) {
      const many = seen.has(current) ? "in a circle" : `on and on, more than ${mostRedirects} times`;
      return networkError("redirect", address, `is redirected ${many}`);
    }
    seen.add(current);
    const reply = await ask(url, headers, reach);
    if (!reply.ok) return reply;
    const location = reply.value.header("location");
    if (![301, 302, 303, 307, 308].includes(reply.value.status) || location === undefined) return reply;
    reply.value.close();
    if (!URL.canParse(location, current)) {
      return networkError("redirect", address, "is redirected to what is no address");
    }
    const next = new URL(location, current);
    // As cmd/go/internal/web does: what was asked securely is not answered otherwise.
    if (url.protocol === "https:" && next.protocol !== "https:") {
      return networkError("redirect", address, `is redirected to an insecure address: ${next.origin}`);
    }
    // A password is meant for the host that it was given for.
    if (next.host === url.host && next.username === "") {
      [next.username, next.password] = [url.username, url.password];
    }
    current = next.href;
  }
}

/** One hop. */
async function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { environment, platform, patience, signal }: Reach,
): Promise<NetworkAnswer<Reply>> {
  const { connectMs, answerMs, chunkMs } = { ...usualPatience, ...patience };
  const address = url.href;
  if (signal?.aborted === true) return networkError("cancelled", address, "was not asked any more");
  const choice = proxyFor(url, environment, platform);
  if (!choice.ok) return networkError("address", address, choice.reason);
  const bare = new URL(url);
  [bare.username, bare.password] = ["", ""];
  const timer = new Timer();
  const cancel = () => timer.abort("cancelled");
  signal?.addEventListener("abort", cancel);
  const close = () => {
    signal?.removeEventListener("abort", cancel);
    timer.stop();
    timer.abort("closed");
  };
  /** What ended it: patience, somebody's wish, or the other side. */
  const failed = (error: unknown) => {
    close();
    if (timer.cause === "cancelled") return networkError("cancelled", address, "was not waited for any more");
    if (timer.cause === "late")
      return networkError("timeout", address, `did not go on for ${timer.ms / 1000} s`);
    return fromSystem(error, address);
  };
  try {
    const { default: fetch } = await import("node-fetch/src/index.js");
    timer.start(answerMs);
    const response = await fetch(bare, {
      headers: { "user-agent": "gowsl", "accept-encoding": "identity", ...authorization(url), ...headers },
      redirect: "manual",
      compress: false,
      agent: await agentFor(url, choice.proxy, connectMs),
      signal: timer.signal,
    });
    timer.stop();
    const source = response.body;
    // Without a listener an error between here and the first read would end the process.
    source?.on("error", () => {});
    const body = async function* (): AsyncGenerator<Buffer> {
      try {
        timer.start(chunkMs);
        for await (const chunk of source ?? []) {
          timer.stop();
          yield chunk as Buffer;
          timer.start(chunkMs);
        }
      } catch (error) {
        throw new ReplyError(failed(error));
      } finally {
        close();
      }
    };
    const header = (name: string) => response.headers.get(name) ?? undefined;
    return { ok: true, value: { status: response.status, header, body: body(), close } };
  } catch (error) {
    return failed(error);
  }
}

/** Carries the error of a reply's body out of its iterator; who reads the body takes it out. */
export class ReplyError extends Error {
  readonly answer: ReturnType<typeof networkError>;
  constructor(answer: ReturnType<typeof networkError>) {
    super(answer.error.reason);
    this.answer = answer;
  }
}

/** One deadline at a time. */
class Timer {
  readonly #controller = new AbortController();
  #handle: NodeJS.Timeout | undefined;
  ms = 0;
  cause: "late" | "cancelled" | "closed" | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  start(ms: number): void {
    this.stop();
    this.ms = ms;
    this.#handle = setTimeout(() => this.abort("late"), ms);
  }

  stop(): void {
    clearTimeout(this.#handle);
  }

  abort(cause: "late" | "cancelled" | "closed"): void {
    this.cause ??= cause;
    this.#controller.abort();
  }
}

function authorization(url: URL): Record<string, string> {
  if (url.username === "" && url.password === "") return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
