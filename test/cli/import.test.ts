/** `gowsl import Makefile`: what is written, loads, has the right types and does what make does. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { Checkout, repository } from "./rig.ts";

const makefile = `export GREETING := hello
VERSION := $(shell echo 1.2)
all: greet $(GEN) ## Everything
.PHONY: all greet build again clean
greet: ## Says it
	@echo "$$GREETING {x} $(VERSION)" it\\'s
	-@false
	@cd sub && \\
	  pwd | sed 's#.*/##'
	@pwd | grep -c sub || true
build: greet sub/made.txt
	@echo built
sub/made.txt: sub/from.txt
	cp sub/from.txt $@
deep: again
again:
	+touch RAN
	touch RAN; $(MAKE) greet
clean:
	$(info away)
	rm -f sub/made.txt
%.o: %.c
	cc -c $<
other.txt:
	touch $@
`;

it("writes tasks that do what make does, and runs nothing for it", async () => {
  const checkout = Checkout.of(undefined);
  checkout.write("Makefile", makefile);
  checkout.write("sub/from.txt", "x\n");
  const shown = await checkout.run(["import", "Makefile", "--dry-run"]);
  expect([shown.code, checkout.exists("gowsl.config.ts"), checkout.exists("RAN")]).toEqual([0, false, false]);
  const { code, stdout, stderr } = await checkout.run(["import", "Makefile"]);
  expect(code).toBe(0);
  expect(checkout.exists("RAN")).toBe(false);
  expect(checkout.read("gowsl.config.ts")).toBe(shown.stdout);
  expect(stderr).toContain("other.txt is left out: a file that no phony target needs");
  expect(stderr).toContain("%.o is left out: a pattern rule says how files are made, not which");
  expect(stdout).toContain("7 tasks, none differs");
  expect(shown.stdout).toContain('  GREETING: "hello",');
  expect(shown.stdout).toContain('description: "Says it"');
  expect(shown.stdout).toContain("// $(VERSION) has its value of today; it comes from a command.");
  // Its types are right, as the compiler sees them.
  const types = path.join(repository, "out/types/lib/index.d.ts");
  checkout.write(
    "tsconfig.json",
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: "nodenext",
        target: "es2022",
        allowImportingTsExtensions: true,
        types: [],
        paths: { gowsl: [types] },
      },
      files: ["gowsl.config.ts"],
    }),
  );
  const tsc = spawnSync(path.join(repository, "node_modules/.bin/tsc"), ["-p", checkout.folder]);
  expect(String(tsc.stdout)).toBe("");
  // And it prints what make prints.
  const made = execFileSync("make", ["-s", "greet"], { cwd: checkout.folder, encoding: "utf8" });
  const ran = await checkout.run(["greet", "--quiet"]);
  expect(ran.stdout).toBe(made);
  expect((await checkout.run(["make-build"])).code).toBe(0);
  expect(checkout.read("sub/made.txt")).toBe("x\n");
  // What is there is not replaced unasked.
  expect((await checkout.run(["import", "Makefile"])).stderr).toContain("is there already");
});

it("makes of a plain go build a task that builds the same bytes", async () => {
  const checkout = Checkout.of("greeting");
  checkout.remove("gowsl.config.ts");
  checkout.write(
    "Makefile",
    `VERSION := $(shell echo 1.2)
.PHONY: build bare
build:
	go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o out/hello ./cmd/greet
bare:
	CGO_ENABLED=0 go build ./cmd/greet
`,
  );
  const programs = { build: "out/hello", bare: "greet" };
  const made = Object.entries(programs).map(([target, program]) => {
    execFileSync("make", ["-s", target], { cwd: checkout.folder, env: checkout.environment() });
    const bytes = readFileSync(checkout.path(program));
    checkout.remove(program);
    return bytes;
  });
  const { code, stdout } = await checkout.run(["import", "Makefile"]);
  expect({ code, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({
    code: 0,
    last: expect.stringContaining("2 tasks, none differs") as string,
  });
  expect(stdout).toContain("explained: build: the same program");
  const config = checkout.read("gowsl.config.ts");
  expect(config).toContain(`names: { "./cmd/greet": "hello" }`);
  expect(config).toContain("$(VERSION) has its value of today");
  for (const [index, [target, program]] of Object.entries(programs).entries()) {
    expect((await checkout.run([target])).code).toBe(0);
    expect(readFileSync(checkout.path(program)).equals(made[index]!), target).toBe(true);
  }
});

it("imports the Makefile of fzf", async () => {
  const checkout = Checkout.of("fzf");
  const variables = { FZF_VERSION: "0.65.2", FZF_REVISION: "abc" };
  const { code, stdout, stderr } = await checkout.run(["import", "Makefile"], { env: variables });
  expect(code).toBe(0);
  expect(stdout).toContain("none differs");
  expect(stderr).toContain("release is left out: make fails: GITHUB_TOKEN is not defined");
  checkout.write("target/old", "");
  expect((await checkout.run(["make-clean"])).code).toBe(0);
  expect(checkout.exists("target")).toBe(false);
});
