/** Starts routing-process.ts as lib/main.ts starts what is no fast answer. Knows nothing of what that does. */
import { compileForLong } from "../lib/host/compiling.ts";

async function start(): Promise<void> {
  await compileForLong("route.cjs", false);
  await import("./routing-process.ts");
}

void start();
