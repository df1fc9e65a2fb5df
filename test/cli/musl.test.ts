/** The executables for Linux with musl, with the libraries that Alpine has: the rig brings them. */
import path from "node:path";
import { expect, it } from "vitest";
import { Checkout, long, repository } from "./rig.ts";
import { inArmMusl, inMusl, needs } from "./rigs.ts";
import { compileFor } from "./setup.ts";

const dist = path.join(repository, "dist");

it("for amd64 builds by a config, and knows then that nothing is to be done", long, async (context) => {
  needs(context, "musl");
  compileFor("linux-x64-musl");
  const checkout = Checkout.of("greeting");
  const gowsl = (...argv: string[]) => inMusl([path.join(dist, "gowsl-linux-x64-musl"), ...argv], checkout);
  const version = await gowsl("--version");
  expect(version).toMatchObject({ code: 0, stderr: "" });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const first = await gowsl("build");
  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining("1 built") as string });
  expect(checkout.printed("bin/greet")).not.toBe("");
  const again = await gowsl("build");
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining("1 up to date") as string });
});

it("for arm64 says its version", long, async (context) => {
  needs(context, "musl", "qemu");
  compileFor("linux-arm64-musl");
  const said = await inArmMusl([path.join(dist, "gowsl-linux-arm64-musl"), "--version"]);
  expect(said).toMatchObject({ code: 0, stderr: "" });
  expect(said.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
