import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { verifyToolchain } from "../../../lib/go/verify.ts";

/** A folder that looks like a Go installation, and one for what is remembered. */
function installation() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "gowsl-verify-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const goroot = path.join(folder, "go");
  for (const file of ["VERSION", "bin/go", "src/fmt/print.go", "test/other.go"]) {
    mkdirSync(path.dirname(path.join(goroot, file)), { recursive: true });
    writeFileSync(path.join(goroot, file), file);
  }
  return {
    goroot,
    verify: (version: string) => verifyToolchain({ goroot, version }, path.join(folder, "known")),
  };
}

it("remembers a Go, and finds it as it was", async () => {
  const { goroot, verify } = installation();
  expect(await verify("1.26.0")).toEqual({
    note: `${goroot} was verified for the first time: 3 files are remembered`,
  });
  expect(await verify("1.26.0")).toEqual({
    note: `${goroot} has the files that it had when it was first verified`,
  });
});

it.each(["VERSION", "bin/go", "src/fmt/print.go", "src/fmt/new.go"])("finds a change of %s", async (file) => {
  const { goroot, verify } = installation();
  await verify("1.26.0");
  appendFileSync(path.join(goroot, file), "x");
  expect(await verify("1.26.0")).toMatchObject({
    failure: {
      family: "toolchain",
      place: goroot,
      thing: "its files are not those that it had when it was first verified as 1.26.0",
    },
  });
});

it("passes over what takes no part in a build, and begins anew with another version", async () => {
  const { goroot, verify } = installation();
  await verify("1.26.0");
  appendFileSync(path.join(goroot, "test/other.go"), "x");
  expect(await verify("1.26.0")).toHaveProperty("note", expect.stringContaining("has the files"));
  appendFileSync(path.join(goroot, "VERSION"), "x");
  expect(await verify("1.26.1")).toHaveProperty("note", expect.stringContaining("for the first time"));
});
