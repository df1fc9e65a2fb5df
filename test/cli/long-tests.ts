/** Skips the tests that are marked as long in `npm test`, whose time is limited; `npm run test:cli` runs them. */
import { beforeEach } from "vitest";

beforeEach(({ task, skip }) => {
  const isWanted = process.env["GOWSL_TEST_LONG"] !== undefined;
  if (task.tags?.includes("long") && !isWanted) skip("one more of its kind: `npm run test:cli` runs it");
});
