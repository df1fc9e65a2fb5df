import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { noModule } from "../../../lib/cli/project.ts";
import { temporaryFolder } from "../toolchain/servers.ts";

it.each([
  [2, "`go work init ./m1 ./m2` makes one workspace of them."],
  [5, "`go work init ./m1 ./m2 ./m3 ./m4 ./m5` makes one workspace of them."],
  // A command with the first few of them would leave the others out.
  [7, "`go work init && go work use -r .` makes one workspace of them."],
])("with %i modules below the hint makes a workspace of all", (count, hint) => {
  const folder = temporaryFolder();
  for (let index = 1; index <= count; index++) {
    mkdirSync(path.join(folder, `m${index}`));
    writeFileSync(path.join(folder, `m${index}`, "go.mod"), `module m${index}\n`);
  }
  expect(noModule(folder).hint).toBe(hint);
});

it("makes no workspace of the checkouts of several repositories", () => {
  const folder = temporaryFolder();
  for (const name of ["mine", "theirs"]) {
    mkdirSync(path.join(folder, name, ".git"), { recursive: true });
    writeFileSync(path.join(folder, name, "go.mod"), `module ${name}\n`);
  }
  expect(noModule(folder).thing).toContain("there are modules below: mine, theirs");
  expect(noModule(folder).hint).toBeUndefined();
});
