/**
 * After a change of imports go builds while go lists: what is built was guessed from an earlier reply, and
 * what is recorded is what go has listed.
 */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runWithChildLog } from "./child-log.ts";
import { Checkout } from "./rig.ts";

/** Runs gowsl; `verbs` are those of the go commands as they were started and ended. */
async function run(checkout: Checkout, argv: string[]) {
  const { code, results, stderr, children } = await runWithChildLog(checkout, argv);
  const verbs = children.map(([what, [, verb = ""]]) => (what === "ends" ? `${verb} ends` : verb));
  return {
    code,
    stderr,
    outcomes: results.map(({ outcome }) => outcome),
    reasons: results.map(({ reason }) => reason),
    verbs: verbs.filter((verb) => /^(build|list)\b/.test(verb)),
  };
}

const main = "cmd/greet/main.go";
const bin = "bin/greet";

/** The main file with one more import, which says something when it is loaded. */
function importing(source: string, name: string): string {
  return source.replace("import (", `import (\n\t_ "${name}"`);
}

function checkoutWithLoud(checkout: Checkout): Checkout {
  checkout.write("internal/loud/loud.go", 'package loud\n\nfunc init() { println("loud") }\n');
  return checkout;
}

const says = (checkout: Checkout) =>
  execFileSync("sh", ["-c", `${checkout.path(bin)} 2>&1`], { encoding: "utf8" });

describe("after a change of imports", () => {
  it("go builds before it lists, and the result counts", async () => {
    const checkout = checkoutWithLoud(Checkout.of("greeting"));
    await run(checkout, ["build"]);
    checkout.write(main, importing(checkout.read(main), "example.com/greeting/internal/loud"));
    const changed = await run(checkout, ["build"]);
    expect(changed).toMatchObject({ code: 0, outcomes: ["built"] });
    expect(changed.verbs.indexOf("build")).toBeLessThan(changed.verbs.indexOf("list ends"));
    expect(changed.reasons).toEqual([
      `${main} changed, internal/loud/loud.go is new (cmd/greet -> internal/loud)`,
    ]);
    expect(says(checkout)).toContain("loud");
    // What was not among the inputs that it began with is one of those that it recorded.
    expect(await run(checkout, ["build"])).toMatchObject({ outcomes: ["up-to-date"], verbs: [] });
    checkout.append("internal/loud/loud.go", '\nfunc init() { println("louder") }\n');
    expect(await run(checkout, ["build"])).toMatchObject({
      outcomes: ["built"],
      verbs: ["build", "build ends"],
    });
    expect(says(checkout)).toContain("louder");
  });

  it("several targets are each listed while they are built", async () => {
    const checkout = checkoutWithLoud(Checkout.of("greeting"));
    const argv = ["cross", "linux/amd64,windows/amd64", "-j1"];
    await run(checkout, argv);
    checkout.write(main, importing(checkout.read(main), "example.com/greeting/internal/loud"));
    const changed = await run(checkout, argv);
    expect(changed).toMatchObject({ code: 0, outcomes: ["built", "built"] });
    expect(changed.verbs.toSorted()).toEqual(
      ["build", "list", "build ends", "list ends"].flatMap((verb) => [verb, verb]).toSorted(),
    );
    expect(changed.verbs.indexOf("build")).toBeLessThan(changed.verbs.indexOf("list ends"));
    expect(await run(checkout, argv)).toMatchObject({ outcomes: ["up-to-date", "up-to-date"], verbs: [] });
  });

  it("a build that is not needed is abandoned for the store's artifact", async () => {
    const mine = checkoutWithLoud(Checkout.of("greeting"));
    const yours = checkoutWithLoud(mine.sibling("greeting", "other"));
    const argv = ["build", "--trimpath"];
    await run(mine, argv);
    await run(yours, argv);
    const changed = importing(mine.read(main), "example.com/greeting/internal/loud");
    mine.write(main, changed);
    expect(await run(mine, argv)).toMatchObject({ outcomes: ["built"] });
    yours.write(main, changed);
    const restored = await run(yours, argv);
    expect(restored).toMatchObject({ code: 0, outcomes: ["restored"] });
    expect(says(yours)).toContain("loud");
    expect(await run(yours, argv)).toMatchObject({ outcomes: ["up-to-date"], verbs: [] });
  });

  it("an import of nothing fails as go says", async () => {
    const checkout = Checkout.of("greeting");
    await checkout.run(["build"]);
    const before = checkout.read(main);
    checkout.write(main, importing(before, "example.com/greeting/internal/none"));
    const failed = await checkout.run(["build"]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(`building greet: ${main} changed\n`);
    expect(failed.stderr).toContain("no required module provides package example.com/greeting/internal/none");
    checkout.write(main, before);
    expect((await run(checkout, ["build"])).outcomes).toEqual(["restored"]);
  });

  it("another package clause is no guess", async () => {
    const checkout = Checkout.of("greeting");
    await run(checkout, ["build"]);
    checkout.write(main, checkout.read(main).replace("package main", "package greet"));
    const failed = await run(checkout, ["build"]);
    expect(failed.code).not.toBe(0);
    expect(failed.verbs[0]).toBe("list");
  });
});

describe("a comment that no compiler reads", () => {
  it("in a package that is no main one changes no program", async () => {
    const checkout = Checkout.of("greeting");
    await run(checkout, ["build"]);
    checkout.append("internal/words/words.go", "\n// Only words.\n");
    expect(await run(checkout, ["build"])).toMatchObject({ outcomes: ["up-to-date"], verbs: [] });
    checkout.append("internal/words/words.go", "//go:nosplit\nfunc more() {}\n");
    expect(await run(checkout, ["build"])).toMatchObject({
      outcomes: ["built"],
      verbs: ["build", "build ends"],
    });
  });
});
