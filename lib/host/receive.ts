/**
 * Receives what is behind an address, over and over until it is complete: what may pass is tried again, and a
 * broken answer goes on where it broke. Knows nothing of where the pieces go.
 */
import { createReadStream, statSync } from "node:fs";
import { elapsed } from "./clock.ts";
import { filePathOf } from "./file-address.ts";
import { fromSystem, mayPass, networkError, type NetworkAnswer, type NetworkError } from "./network-error.ts";
import { Pace } from "./pace.ts";
import { rangeHeaders, resumesAt, validatorOf, type Validator } from "./range.ts";
import { ReplyError, request, usualPatience, type Reach, type Reply } from "./request.ts";

/** A connection that breaks more often than this gives no hope. */
const mostRounds = 50;

/** Where the pieces of an answer go. */
export interface Receiver {
  /** All over again: what was taken so far does not count. */
  restart(): Promise<void>;
  take(piece: Buffer, totalBytes: number | undefined): Promise<void>;
}

/** What has been received of one address so far. */
interface State {
  receivedBytes: number;
  totalBytes?: number;
  validator?: Validator;
}

export async function receive(
  address: string,
  reach: Reach,
  limitBytes: number,
  receiver: Receiver,
): Promise<NetworkAnswer<undefined>> {
  if (/^file:/i.test(address)) return receiveFile(address, reach, limitBytes, receiver);
  const { tries, waitMs, paceBytes } = { ...usualPatience, ...reach.patience };
  const state: State = { receivedBytes: 0 };
  let failures = 0;
  for (let round = 1; ; round++) {
    const before = state.receivedBytes;
    const answer = await attempt(address, reach, limitBytes, receiver, state);
    if (answer.ok) return answer;
    // A download that goes on has not failed, however often its connection breaks; by drops it does not go on.
    failures = state.receivedBytes - before >= paceBytes ? 1 : failures + 1;
    if (!mayPass(answer.error) || failures >= tries || round === mostRounds) return answer;
    await wait(pause(answer.error, waitMs * 2 ** (failures - 1)), reach.signal);
  }
}

/** As long as the other side asks for, if that is not too long to sit and wait. */
function pause({ waitMs }: NetworkError, usualMs: number): number {
  return waitMs !== undefined && waitMs <= 30_000 ? Math.max(waitMs, usualMs) : usualMs;
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(handle);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const handle = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
    if (signal?.aborted === true) end();
  });
}

/** One request, from where the last one broke. */
async function attempt(
  address: string,
  reach: Reach,
  limitBytes: number,
  receiver: Receiver,
  state: State,
): Promise<NetworkAnswer<undefined>> {
  const reply = await request(address, rangeHeaders(state), reach);
  if (!reply.ok) return reply;
  const { status, header, body, close } = reply.value;
  try {
    if (status !== 200 && status !== 206 && !(status === 416 && state.receivedBytes > 0)) {
      return await refusal(address, reply.value);
    }
    if (!resumesAt(state, status, header)) {
      // Another file than before, or no part of it: from the start, with what is sent now or with the next try.
      const useless = status !== 200;
      Object.assign(state, { receivedBytes: 0, totalBytes: undefined, validator: undefined });
      await receiver.restart();
      if (useless) return networkError("truncated", address, "answered with another part than was asked for");
    }
    if (status === 200) {
      const length = header("content-length");
      if (length !== undefined) state.totalBytes = Number(length);
      const validator = validatorOf(header);
      if (validator !== undefined) state.validator = validator;
    }
    if ((state.totalBytes ?? 0) > limitBytes) {
      return networkError(
        "too-large",
        address,
        `has ${state.totalBytes} bytes, more than the ${limitBytes} allowed`,
      );
    }
    const pace = new Pace({ ...usualPatience, ...reach.patience }, elapsed);
    for await (const piece of body) {
      const slow = pace.came(piece.length);
      if (slow !== undefined && state.receivedBytes + piece.length !== state.totalBytes) {
        return networkError("slow", address, slow);
      }
      if (state.receivedBytes + piece.length > limitBytes) {
        return networkError("too-large", address, `has more than the ${limitBytes} bytes allowed`);
      }
      await receiver.take(piece, state.totalBytes);
      state.receivedBytes += piece.length;
      pace.wait();
    }
    if (state.totalBytes !== undefined && state.receivedBytes !== state.totalBytes) {
      const said = `${state.receivedBytes} of ${state.totalBytes} bytes came`;
      return networkError("truncated", address, `ended its answer too early: ${said}`);
    }
    return { ok: true, value: undefined };
  } catch (error) {
    if (error instanceof ReplyError) return error.answer;
    throw error;
  } finally {
    close();
  }
}

/** What a status that is not success says, with the first line of its text. */
async function refusal(address: string, { status, header, body }: Reply): Promise<NetworkAnswer<undefined>> {
  let text = "";
  if (/^text\/plain\b/i.test(header("content-type") ?? "")) {
    try {
      for await (const piece of body) {
        text += piece.toString("utf8");
        if (text.length > 1000) break;
      }
    } catch {
      // The status is the answer.
    }
  }
  // Control characters would reach a terminal.
  const line = text
    .split("\n")[0]
    ?.replaceAll(/\p{Cc}/gu, " ")
    .trim()
    // "403 Forbidden" behind a 403 says it twice.
    .replace(new RegExp(`^${status}\\b[\\s:-]*`), "")
    .slice(0, 200);
  const seconds = Number(header("retry-after") ?? "none");
  return networkError("status", address, `answers ${status}${line ? `: ${line}` : ""}`, {
    status,
    ...(Number.isFinite(seconds) ? { waitMs: seconds * 1000 } : {}),
  });
}

/** As getFile of cmd/go/internal/web: what is not there is a 404, what may not be read a 403. */
async function receiveFile(
  address: string,
  { platform }: Reach,
  limitBytes: number,
  receiver: Receiver,
): Promise<NetworkAnswer<undefined>> {
  const found = filePathOf(address, platform);
  if (!found.ok) return networkError("address", address, `is no address of a file: ${found.reason}`);
  try {
    const { size } = statSync(found.path);
    if (size > limitBytes) {
      return networkError("too-large", address, `has ${size} bytes, more than the ${limitBytes} allowed`);
    }
    for await (const piece of createReadStream(found.path, { highWaterMark: 1 << 20, end: limitBytes })) {
      await receiver.take(piece as Buffer, size);
    }
    return { ok: true, value: undefined };
  } catch (error) {
    if (error instanceof ReplyError) return error.answer;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") {
      return networkError("status", address, "is not there", { status: 404 });
    }
    if (code === "EACCES" || code === "EPERM") {
      return networkError("status", address, "may not be read", { status: 403 });
    }
    return fromSystem(error, address);
  }
}
