/**
 * Node's cache of compiled code, where it has one (22.1 and newer): the full road is a quarter of a megabyte to
 * compile. An executable has its code compiled within it, and Bun's own cache would be looked for in vain.
 */
import module from "node:module";
import { carried } from "./executable.ts";

export function useCompileCache(): void {
  if (carried() !== undefined) return;
  const { enableCompileCache } = module as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
}
