/** A child is not read on while nobody takes what it has printed, and loses nothing of it at its end. */
import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { Children } from "../../../lib/host/children.ts";
import { Guardian } from "../../../lib/host/guardian.ts";
import { isBehind, untilTaken, type Reader } from "../../../lib/host/unwritten.ts";

/** A reader that takes nothing before it is told to. */
function slowReader(): { stream: Writable & Reader; take: () => void } {
  let take = () => {};
  const stream = new Writable({ write: (_, __, done) => (take = done) });
  return { stream: stream as Writable & Reader, take: () => take() };
}

it("waits for a reader that is behind", async () => {
  const stdout = new PassThrough();
  const child = Object.assign(new EventEmitter(), { stdout, stderr: null, pid: undefined });
  const reader = slowReader();
  let read = "";
  const children = new Children("linux", new Guardian("win32"), () => [reader.stream]);
  const ended = children.follow(child as unknown as ChildProcess, (_, { text }) => (read += text));
  reader.stream.write("x".repeat(1 << 23));
  stdout.write("one ");
  await turn();
  stdout.write("two ");
  await turn();
  expect([read, stdout.isPaused()]).toEqual(["one ", true]);
  reader.take();
  await turn();
  await turn();
  expect(read).toBe("one two ");
  stdout.end("three");
  stdout.once("close", () => child.emit("close", 0, null));
  child.emit("exit", 0, null);
  expect(await ended).toEqual({ kind: "exited", code: 0 });
  expect(read).toBe("one two three");
});

it("goes on where little waits, and where the reader is gone", async () => {
  const { stream } = slowReader();
  stream.on("error", () => {});
  stream.write("x".repeat(1 << 20));
  expect(isBehind(stream)).toBe(false);
  stream.write("x".repeat(1 << 23));
  expect(isBehind(stream)).toBe(true);
  const waiting = untilTaken(stream);
  stream.destroy(new Error("EPIPE"));
  await waiting;
  expect(isBehind(stream)).toBe(false);
});
