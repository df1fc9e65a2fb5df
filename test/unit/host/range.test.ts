import { describe, expect, it } from "vitest";
import { rangeHeaders, resumesAt, validatorOf } from "../../../lib/host/range.ts";

const header = (headers: Record<string, string>) => (name: string) => headers[name];

describe("rangeHeaders", () => {
  it.each<[headers: Record<string, string>, totalBytes: number | undefined, expected: object]>([
    [{ etag: '"v1"' }, undefined, { range: "bytes=5-", "if-range": '"v1"' }],
    [{ etag: '"v1"', "last-modified": "then" }, 9, { range: "bytes=5-", "if-range": '"v1"' }],
    [{ etag: 'W/"v1"', "last-modified": "then" }, 9, { range: "bytes=5-", "if-range": "then" }],
    [{ etag: 'W/"v1"' }, 9, {}],
    [{ "accept-ranges": "bytes" }, 9, { range: "bytes=5-" }],
    [{ "accept-ranges": "bytes" }, undefined, {}],
    [{ "accept-ranges": "none" }, 9, {}],
    [{}, 9, {}],
  ])("%j of %s bytes", (headers, totalBytes, expected) => {
    const validator = validatorOf(header(headers));
    expect(rangeHeaders({ receivedBytes: 5, totalBytes, validator })).toEqual(expected);
    expect(rangeHeaders({ receivedBytes: 0, totalBytes, validator })).toEqual({});
  });
});

describe("resumesAt", () => {
  it.each<
    [receivedBytes: number, totalBytes: number | undefined, status: number, range: string, expected: boolean]
  >([
    [0, undefined, 200, "", true],
    [5, 10, 200, "", false],
    [5, 10, 206, "bytes 5-9/10", true],
    [5, 10, 206, "bytes 5-9/*", true],
    [5, undefined, 206, "bytes 5-9/10", true],
    [5, 10, 206, "bytes 4-9/10", false],
    [5, 10, 206, "bytes 6-9/10", false],
    [5, 10, 206, "bytes 5-8/10", false],
    [5, 10, 206, "bytes 5-10/11", false],
    [5, 10, 206, "", false],
    [5, 10, 206, "lines 5-9/10", false],
    [0, undefined, 206, "bytes 0-9/10", false],
    [5, 10, 416, "bytes */10", false],
  ])("%i of %s, %i %s", (receivedBytes, totalBytes, status, range, expected) => {
    const headers = range === "" ? {} : { "content-range": range };
    expect(resumesAt({ receivedBytes, totalBytes }, status, header(headers))).toBe(expected);
  });
});
