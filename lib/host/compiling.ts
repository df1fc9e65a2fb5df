/** How the runtime compiles gowsl's own code, once it is more than a fast answer. Knows nothing of what runs. */
import module from "node:module";
import { carried } from "./executable.ts";

/** What is used of Bun's own API. */
interface BunApi {
  unsafe: { setJITPolicy(scale: number): void };
}

/**
 * Node's cache of compiled code, where it has one (22.1 and newer), else gowsl's own: the full road is two thirds of a
 * megabyte to compile. An executable has its code compiled within it, and begins without compiling any of that further
 * (executables/compile.ts), which is right for what ends at once, and for nothing else.
 * @param part the part of the bundle that is about to be loaded
 * @param readOnly nothing of it is written
 */
export async function compileForLong(part: string, readOnly: boolean): Promise<void> {
  if (carried() !== undefined) {
    (globalThis as unknown as { Bun: BunApi }).Bun.unsafe.setJITPolicy(1);
    return;
  }
  const { enableCompileCache } = module as { enableCompileCache?: () => unknown };
  if (enableCompileCache !== undefined) enableCompileCache();
  else (await import("./kept-code.ts")).loadKept(part, readOnly);
}
