/** Servers on the loopback interface, right and hostile ones. Each one ends with its test. */
import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Reach } from "../../../lib/host/network.ts";

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export interface Server {
  /** Without a slash at its end. */
  base: string;
  /** `GET /path` of every request, in order. */
  requests: string[];
}

/** Starts a server. */
export async function serve(handler: Handler): Promise<Server> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request.url ?? "");
    handler(request, response);
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Serves files by path; what is not there is a 404. A function makes its own answer. */
export function files(content: Record<string, Buffer | string | Handler>): Handler {
  return (request, response) => {
    const found = content[request.url ?? ""];
    if (typeof found === "function") return found(request, response);
    if (found === undefined) {
      response.writeHead(404, { "content-type": "text/plain" });
      return void response.end("not found: no such thing\n");
    }
    response.writeHead(200, { "content-length": Buffer.byteLength(found) });
    response.end(found);
  };
}

/** A status and nothing else. */
export function status(code: number): Handler {
  return (_request, response) => void response.writeHead(code).end();
}

/** A byte now and then, as long as somebody listens. */
export const dripping: Handler = (_request, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write("x"), 5);
  response.on("close", () => clearInterval(timer));
};

/** An address at which nobody listens. */
export async function nobody(): Promise<string> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** The network as it is here, with nothing set and little patience. */
export const impatient: Reach = {
  environment: {},
  platform: process.platform,
  patience: { connectMs: 5000, answerMs: 5000, chunkMs: 5000, paceBytes: 1, tries: 2, waitMs: 0 },
};

/** Gives up on a server that says nothing after a moment. */
export const hasty: Reach = {
  ...impatient,
  patience: { ...impatient.patience, answerMs: 1500, chunkMs: 1500, tries: 1 },
};

/** A folder that ends with the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "gowsl-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
