/**
 * What `go vet` reads of the packages that it is asked for: all that their tests depend on before they run, and what
 * lies beside the sources without being compiled, since it looks at files for other systems, too (IgnoredFiles and
 * NonGoFiles of vet.cfg, cmd/go/internal/work/exec.go). Knows nothing of results.
 */
import path from "node:path";
import type { FileStates } from "../host/file-states.ts";
import type { Fact, Manifest } from "../model/manifest.ts";
import { isSourceName } from "./file-names.ts";
import { splitFlags } from "./inexact.ts";
import { testPackages, type TestsRequest } from "./test-packages.ts";

export interface CheckedPackages {
  manifest: Manifest;
  /** Of which it matters what they hold. */
  folders: string[];
}

/** Of one module or workspace. */
export function checkedPackages(request: TestsRequest, states: FileStates): CheckedPackages {
  const { guards, listing } = request;
  const packages = testPackages(request);
  if ("reason" in packages) return { manifest: { facts: [], guards, inexact: packages.reason }, folders: [] };
  const facts = new Map<string, Fact>();
  const values = new Map<string, string>();
  let inexact = vetTool(listing.environment["GOFLAGS"] ?? "");
  for (const { importPath, folder, manifest } of packages) {
    inexact ??= manifest.inexact?.replace("the tests are for", "go is told to check for");
    const beside = states.names(folder).flatMap(({ name, kind }): Fact[] => {
      if (kind === "/" || !isSourceName(name)) return [];
      const file = path.join(folder, name);
      return [{ kind: "file", name: `${importPath}/${name}`, path: file, why: "vet looks at all files" }];
    });
    for (const fact of [...beside, ...manifest.facts]) {
      if (fact.kind === "file") {
        if (!facts.has(fact.path)) facts.set(fact.path, fact);
        continue;
      }
      // Most settings are the same for all packages; what is not is said of each.
      const first = values.get(fact.name);
      if (first === undefined) values.set(fact.name, fact.value);
      const name = first === undefined || first === fact.value ? fact.name : `${fact.name} of ${importPath}`;
      facts.set(`\0${name}`, { ...fact, name });
    }
  }
  const folders = packages.map(({ folder }) => folder);
  return { manifest: { facts: [...facts.values()], guards, ...(inexact && { inexact }) }, folders };
}

/** What tool checks instead is not tracked. */
function vetTool(flags: string): string | undefined {
  return splitFlags(flags).some((flag) => /^--?vettool\b/.test(flag))
    ? "GOFLAGS: -vettool is given"
    : undefined;
}
