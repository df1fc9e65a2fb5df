/** Node's cache of compiled code, where it has one (22.1 and newer): the full road is a quarter of a megabyte to compile. */
import module from "node:module";

export function useCompileCache(): void {
  const { enableCompileCache } = module as { enableCompileCache?: () => unknown };
  enableCompileCache?.();
}
