/** Asks this machine whether a service is ready: a port, an address. Knows nothing of how services are run. */
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const pauseMs = 50;
/** A server that takes a connection and says nothing is asked again. */
const patienceMs = 2000;

/** Listens somebody on this port of this machine? */
export async function isListening(port: number): Promise<boolean> {
  // A server may listen for one of the two only.
  const taken = await Promise.all(["127.0.0.1", "::1"].map((host) => takesConnection(host, port)));
  return taken.includes(true);
}

function takesConnection(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

/** Is a request for this address answered, with a status below 400? */
async function answers(url: string): Promise<boolean> {
  const { request } = await (url.startsWith("https:") ? import("node:https") : import("node:http"));
  return new Promise((resolve) => {
    const sent = request(url, { timeout: patienceMs }, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 400);
    });
    sent.once("timeout", () => sent.destroy());
    sent.once("error", () => resolve(false));
    sent.end();
  });
}

/** Settles once the port or the address answers, or the signal comes. */
export async function untilAnswered(
  what: { kind: "port"; port: number } | { kind: "http"; url: string },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    if (await (what.kind === "port" ? isListening(what.port) : answers(what.url))) return;
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}
