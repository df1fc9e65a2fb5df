import { describe, expect, it } from "vitest";
import { archiveFor, indexAddress, parseIndex, readIndex } from "../../../lib/toolchain/download-index.ts";
import { files, impatient, serve } from "./servers.ts";

const sha256 = "ab".repeat(32);

function file(more: object = {}): object {
  return {
    filename: "go1.26.8.linux-amd64.tar.gz",
    os: "linux",
    arch: "amd64",
    version: "go1.26.8",
    sha256,
    size: 65_000_000,
    kind: "archive",
    ...more,
  };
}

const index = (...list: object[]) => JSON.stringify([{ version: "go1.26.8", stable: true, files: list }]);

describe("parseIndex", () => {
  it("gives the archives with their address", () => {
    expect(parseIndex(index(file()), "https://go.dev/dl/")).toEqual([
      {
        release: { version: "1.26.8", os: "linux", arch: "amd64" },
        form: "tar.gz",
        address: "https://go.dev/dl/go1.26.8.linux-amd64.tar.gz",
        sha256,
        sizeBytes: 65_000_000,
      },
    ]);
  });

  it("knows that linux/arm is armv6l there", () => {
    const arm = file({ arch: "armv6l", filename: "go1.26.8.linux-armv6l.tar.gz" });
    const [found] = parseIndex(index(arm), "https://go.dev/dl") ?? [];
    expect(found?.release.arch).toBe("arm");
    expect(found?.address).toBe("https://go.dev/dl/go1.26.8.linux-armv6l.tar.gz");
  });

  it.each<[what: string, more: object]>([
    ["an installer", { kind: "installer", filename: "go1.26.8.darwin-arm64.pkg" }],
    ["the sources", { kind: "source", filename: "go1.26.8.src.tar.gz", os: "", arch: "" }],
    ["another name than its own", { filename: "go1.26.7.linux-amd64.tar.gz" }],
    ["a name that leads elsewhere", { version: "go1/../../x", filename: "go1/../../x.linux-amd64.tar.gz" }],
    ["a system that leads elsewhere", { os: "../x", filename: "go1.26.8.../x-amd64.tar.gz" }],
    ["no digest", { sha256: "" }],
    ["a digest of capitals", { sha256: sha256.toUpperCase() }],
    ["no size", { size: 0 }],
    ["half a byte", { size: 1.5 }],
    ["more than any release has", { size: 2 ** 40 }],
    ["a version that is none", { version: "gopher", filename: "gopher.linux-amd64.tar.gz" }],
    ["a number for a name", { filename: 5 }],
  ])("leaves out %s", (_what, more) => {
    expect(parseIndex(index(file(more)), "https://go.dev/dl")).toEqual([]);
  });

  it.each(["", "<html>", "{}", "null", "5"])("takes %j for none", (text) => {
    expect(parseIndex(text, "https://go.dev/dl")).toBeUndefined();
  });

  it("is not led astray by odd lists", () => {
    expect(parseIndex('[null, 5, {"files": 5}, {"files": [null, 5, []]}]', "https://go.dev/dl")).toEqual([]);
  });
});

describe("archiveFor", () => {
  it("takes the zip on Windows and the tar.gz elsewhere, if both are there", () => {
    const both = (os: string) =>
      ["zip", "tar.gz"].map((form) => file({ os, filename: `go1.26.8.${os}-amd64.${form}` }));
    const list = parseIndex(index(...both("windows"), ...both("linux")), "https://go.dev/dl") ?? [];
    const formOf = (os: string, arch = "amd64", version = "1.26.8") =>
      archiveFor(list, { version, os, arch })?.form;
    expect([formOf("windows"), formOf("linux")]).toEqual(["zip", "tar.gz"]);
    expect([formOf("linux", "arm64"), formOf("linux", "amd64", "1.26.7")]).toEqual([undefined, undefined]);
  });
});

describe("readIndex", () => {
  it.each([
    ["https://go.dev/dl", "https://go.dev/dl/?mode=json&include=all"],
    ["https://go.dev/dl/", "https://go.dev/dl/?mode=json&include=all"],
    ["https://mirror.example.com/go/index.json", "https://mirror.example.com/go/index.json"],
    ["file:///srv/go/index.json", "file:///srv/go/index.json"],
  ])("asks %s at %s", (base, address) => {
    expect(indexAddress(base)).toBe(address);
  });

  it("reads a page and a file, and says what is none", async () => {
    const { base } = await serve(
      files({
        "/dl/?mode=json&include=all": index(file()),
        "/mirror/index.json": index(file()),
        "/html/?mode=json&include=all": "<html>",
      }),
    );
    const addresses = async (place: string) => {
      const answer = await readIndex(`${base}/${place}`, impatient);
      if (answer.ok) return answer.files.map(({ address }) => address.replace(base, ""));
      return "error" in answer ? answer.error.reason : answer.reason.replace(base, "");
    };
    expect(await addresses("dl")).toEqual(["/dl/go1.26.8.linux-amd64.tar.gz"]);
    expect(await addresses("mirror/index.json")).toEqual(["/mirror/go1.26.8.linux-amd64.tar.gz"]);
    expect(await addresses("html")).toBe(
      "/html/?mode=json&include=all answers with something else than an index of Go releases",
    );
    expect(await addresses("none")).toBe("answers 404: not found: no such thing");
  });
});
