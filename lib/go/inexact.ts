/** Why a manifest can't hold all that matters. Where one of these applies, go decides each time. */
import path from "node:path";
import { exists, readText } from "../host/files.ts";
import type { ListedPackage, Listing } from "./listing.ts";

/** Flags whose effect lies in files that the manifest does not know. */
const untrackedFlags: Readonly<Record<string, RegExp | undefined>> = {
  overlay: undefined,
  toolexec: undefined,
  /** With these it reads no other file. */
  pgo: /=(off|auto)$/,
  linkshared: /=(false|0|f|F|False|FALSE)$/,
  pkgdir: undefined,
  modfile: undefined,
  C: undefined,
  compiler: /=gc$/,
  gccgoflags: undefined,
};

/** The reason, or undefined if the manifest is exact. */
export function inexactReason(
  { environment }: Listing,
  packages: ListedPackage[],
  flags: readonly string[],
): string | undefined {
  const broken = packages.find((listed) => listed.Error !== undefined);
  const cgo = environment["CGO_ENABLED"] === "1";
  return (
    (broken && `${broken.ImportPath} can't be loaded`) ??
    foreignCode(packages, cgo) ??
    strayInclude(packages, environment["GOROOT"] ?? "") ??
    untrackedFlag(cgo, [...flags, ...splitFlags(environment["GOFLAGS"] ?? "")])
  );
}

/** Flags that change what go does or prints, and nothing in the program; `-mod` shows in the listing. */
const withoutEffect =
  /^--?((v|x|a|n|work|json|modcacherw|p|mod|count|o)(=.*)?|buildvcs=(false|0|f|F|False|FALSE))$/;

/** Flags that say nothing: a switch that is off where it is not named, and no tags. */
const saysNothing = /^--?(?:(?:race|msan|asan|cover|trimpath|linkshared)=(?:false|0|f|F|False|FALSE)|tags=)$/;

/** Flags of which the last one counts; those for packages where they name none (load/flag.go, PerPackageFlag). */
const lastCounts =
  /^--?(?:(race|msan|asan|cover|trimpath|linkshared|tags)(?:=|$)|(ldflags|gcflags|asmflags)=\s*(?:-|$))/;

/** The flags that the program depends on: those of GOFLAGS first, then those of the command line. */
export function effectiveFlags(flags: readonly string[]): string[] {
  const name = (flag: string) => {
    const found = lastCounts.exec(flag);
    return found?.[1] ?? found?.[2];
  };
  const last = new Map(flags.map((flag, index) => [name(flag), index]));
  const counted = flags.filter((flag, index) => {
    if (withoutEffect.test(flag) || saysNothing.test(flag)) return false;
    return name(flag) === undefined || last.get(name(flag)) === index;
  });
  // No flags at all, unless they take back what a pattern gives.
  return counted.filter((flag) => {
    const empty = /^--?(ldflags|gcflags|asmflags)=\s*$/.exec(flag)?.[1];
    return empty === undefined || counted.some((other) => other !== flag && other.includes(`-${empty}=`));
  });
}

/** GOFLAGS as cmd/go splits it: blanks between, quotes around a whole flag (cmd/internal/quoted). */
export function splitFlags(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|\S+/g)].map((match) => match[1] ?? match[2] ?? match[0]);
}

/** cgo outside std reads headers and libraries that Go does not track (golang/go#24355). */
function foreignCode(packages: ListedPackage[], cgo: boolean): string | undefined {
  const foreign = packages.find(
    (listed) =>
      !listed.Standard &&
      ((cgo && listed.CgoFiles?.length) || listed.SwigFiles?.length || listed.SwigCXXFiles?.length),
  );
  return foreign && `${foreign.ImportPath} uses cgo, and what the C compiler reads is not tracked`;
}

/** An assembler file may include what go list does not name, and Go itself does not track it either. */
function strayInclude(packages: ListedPackage[], goroot: string): string | undefined {
  for (const { ImportPath, Standard, Dir = "", SFiles = [], HFiles = [] } of packages) {
    if (Standard) continue;
    // Headers include further ones.
    for (const file of SFiles.length > 0 ? [...SFiles, ...HFiles] : []) {
      for (const [, name = ""] of (readText(path.join(Dir, file)) ?? "").matchAll(
        /^\s*#\s*include\s*"([^"]+)"/gm,
      )) {
        const known =
          name === "go_asm.h" || HFiles.includes(name) || exists(path.join(goroot, "pkg", "include", name));
        if (!known) return `${ImportPath}/${file} includes ${name}, which is not tracked`;
      }
    }
  }
  return undefined;
}

function untrackedFlag(cgo: boolean, flags: string[]): string | undefined {
  for (const flag of flags) {
    const name = /^--?([A-Za-z]+)/.exec(flag)?.[1];
    if (name === "buildvcs" && !/=(false|0|f)$/i.test(flag))
      return "-buildvcs stamps facts of the repository";
    if (name !== undefined && Object.hasOwn(untrackedFlags, name) && !untrackedFlags[name]?.test(flag)) {
      return `what -${name} reads is not tracked`;
    }
    if (linksExternally(cgo, name, flag)) return "what the external linker reads is not tracked";
  }
  return undefined;
}

/** Go's own link key does not hold the external linker and its libraries (printLinkerConfig of work/exec.go). */
function linksExternally(cgo: boolean, name: string | undefined, flag: string): boolean {
  if (name === "ldflags" && /-linkmode|-extld\b/.test(flag)) return true;
  if (!cgo) return false;
  if (name === "ldflags") return flag.includes("-extldflags");
  if (name === "msan" || name === "asan") return true;
  return name === "buildmode" && /=(c-shared|c-archive|plugin|shared)$/.test(flag);
}
