/**
 * `npm run test:cli`: the tests of the real binary, with `--runtime executable` on the one-file executable instead
 * of the npm package's bundle. Those that `npm test` leaves out run, too. All else goes to vitest as it is.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";

const { values, tokens } = parseArgs({
  options: { runtime: { type: "string", default: "node" } },
  strict: false,
  tokens: true,
});
const own = tokens.filter((token) => token.kind === "option" && token.name === "runtime");
const taken = own.flatMap((token) =>
  "inlineValue" in token && !token.inlineValue ? [token.index, token.index + 1] : [token.index],
);
const rest = process.argv.slice(2).filter((_, index) => !taken.includes(index));
if (values.runtime !== "node" && values.runtime !== "executable") {
  process.stderr.write(`--runtime: there are node and executable, not ${String(values.runtime)}\n`);
  process.exit(2);
}
const vitest = path.resolve(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", "--project", "cli", ...rest], {
  stdio: "inherit",
  env: { ...process.env, GOWSL_TEST_RUNTIME: values.runtime, GOWSL_TEST_LONG: "1" },
});
process.exitCode = status ?? 1;
