import { describe, expect, it } from "vitest";
import type { Run } from "../../../bench/measure.ts";
import { didGo } from "../../../bench/peer.ts";
import { crossPeers } from "../../../bench/peers/cross.ts";
import { gowslDid } from "../../../bench/peers/gowsl.ts";
import { peerFiles } from "../../../bench/peers/index.ts";
import { didTurbo, didWireit } from "../../../bench/peers/scripts.ts";
import { buildsOf, shellLine } from "../../../bench/targets.ts";
import { withoutEmptyFlags } from "../../../bench/verify.ts";

function run(stdout: string, stderr = ""): Run {
  return { milliseconds: 1, code: 0, stdout, stderr };
}

const layout = { mainPackage: "./cmd/it", program: "it", sources: ["main.go", "a b/$c.go"] };

describe("what a peer said that it did", () => {
  const goreleaser = crossPeers.find(({ name }) => name === "goreleaser")!;
  const gox = crossPeers.find(({ name }) => name === "gox")!;

  it.each<[string, (of: Run) => string, Run, string]>([
    ["make, up to date", didGo, run("make: Nothing to be done for 'one'.\n"), "up to date"],
    ["make", didGo, run("go build -buildvcs=false -o bench-make/fzf .\n"), "ran go build"],
    [
      "ninja",
      didGo,
      run("[1/2] GOOS=linux go build -o a .\n[2/2] GOOS=windows go build -o b .\n"),
      "ran go build 2 times",
    ],
    ["ninja, up to date", didGo, run("ninja: no work to do.\n"), "up to date"],
    ["Task", didGo, run("", "task: [checksum-host] go build -o it .\n"), "ran go build"],
    [
      "Turborepo",
      didTurbo,
      run(" Tasks:    6 successful, 6 total\nCached:    5 cached, 6 total\n"),
      "5 of 6 from its cache",
    ],
    ["a Turborepo that failed", didTurbo, run(""), ""],
    ["wireit", didWireit, run("✅ Ran 1 script and skipped 0 in 1.5s.\n"), "ran 1, skipped 0"],
    ["wireit, many", didWireit, run("✅ Ran 0 scripts and skipped 100 in 0.3s.\n"), "ran 0, skipped 100"],
    [
      "goreleaser",
      goreleaser.did!,
      run("", "  • building\n    • building    binary=dist/a\n"),
      "ran go build 1 times",
    ],
    [
      "gox",
      gox.did!,
      run("Number of parallel builds: 1\n\n-->     linux/amd64: x\n-->    darwin/arm64: x\n"),
      "ran go build 2 times, and once beside it",
    ],
    ["gowsl", gowslDid, run("", "step  outcome\n1 built, 1 restored in 414 ms\n"), "1 built, 1 restored"],
    ["gowsl after some minutes", gowslDid, run("", "6 built in 1.2 min\n"), "6 built"],
    ["a gowsl that failed", gowslDid, run("", "config: no such file\n"), "config: no such file"],
  ])("%s", (_, did, of, said) => expect(did(of)).toBe(said));
});

describe("buildsOf", () => {
  it("is one go build for this machine", () => {
    expect(buildsOf("one", layout, "out").map(shellLine)).toEqual([
      "go build -buildvcs=false -o out/it ./cmd/it",
    ]);
  });

  it("is one for each of six targets, with the same flags", () => {
    const lines = buildsOf("six", layout, "out").map(shellLine);
    expect(lines).toHaveLength(6);
    expect(lines[2]).toBe(
      "GOOS=windows GOARCH=amd64 go build -buildvcs=false -trimpath -o out/windows_amd64/it.exe ./cmd/it",
    );
    expect(new Set(lines.map((line) => /go build (.*) -o/.exec(line)![1]))).toEqual(
      new Set(["-buildvcs=false -trimpath"]),
    );
  });
});

describe("the files of the peers", () => {
  const files = peerFiles(layout);

  it.each(["bench.mk", "bench.ninja", "bench.yml", "bench.just", "package.json"])(
    "%s has each build of this machine and of six targets once for each variant",
    (name) => {
      const text = files[name]!;
      const variants = text.split("GOOS=darwin").length - 1 || text.split("GOOS: darwin").length - 1;
      for (const target of ["linux", "windows", "darwin"]) {
        const found = text.match(new RegExp(`GOOS[=:] ?${target}\\b`, "g"));
        expect(found).toHaveLength(variants);
      }
      expect(variants % 2).toBe(0);
      expect(variants).toBeGreaterThan(0);
    },
  );

  it("name odd paths as ninja reads them", () => {
    expect(files["bench.ninja"]).toContain(" main.go $\n  a$ b/$$c.go $\n  go.mod");
  });

  it("leave symbols in what goreleaser builds", () => {
    expect(files["bench.goreleaser.yml"]).toContain('ldflags: [""]');
    expect(files["bench.goreleaser.yml"]).toContain("flags: [-buildvcs=false, -trimpath]");
  });

  it("are JSON where they should be", () => {
    for (const name of ["package.json", "turbo.json", "package-lock.json"]) {
      expect(() => JSON.parse(files[name]!) as unknown).not.toThrow();
    }
  });
});

it("build info is compared without the program's name and without flags that have no value", () => {
  const told = "dist/a: go1.26.8\n\tpath\texample.com/a\n\tbuild\t-asmflags=\n\tbuild\t-trimpath=true\n";
  expect(withoutEmptyFlags(told)).toBe("\tpath\texample.com/a\n\tbuild\t-trimpath=true\n");
});
