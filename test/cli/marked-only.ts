/** Skips what is not marked to run on both runtimes, in the project that runs the executable. */
import { beforeEach } from "vitest";

beforeEach(({ task, skip }) => {
  if (!task.tags?.includes("both-runtimes")) skip("not marked to run on the executable in `npm test`");
});
