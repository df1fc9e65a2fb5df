/**
 * `--verify`: checks what keys take on trust. Modules of the module cache against go.sum, by go itself;
 * the files of a Go installation against what they were when they were first verified, since a Go
 * installation brings no list of its files.
 */
import path from "node:path";
import { capture } from "../host/children.ts";
import { digestFile, digestText, readText, walkFiles } from "../host/files.ts";
import { writeText } from "../host/placing.ts";
import type { Failure } from "../model/failure.ts";
import type { Toolchain } from "../model/toolchain.ts";
import type { GoCall } from "./go-command.ts";

/** `go mod verify` for the module or workspace of the call's folder. */
export async function verifyModules(call: GoCall): Promise<Failure | undefined> {
  const { end, stdout, stderr } = await capture(call.children, { ...call, argv: [call.go, "mod", "verify"] });
  if (end.kind === "exited" && end.code === 0) return undefined;
  const detail = (stdout + stderr).trimEnd();
  return {
    family: "module",
    place: call.cwd,
    thing: "modules of the module cache are not what go.sum says",
    next: "`gowsl go clean -modcache` removes them all, and the next build downloads them anew.",
    ...(detail === "" ? {} : { detail }),
  };
}

/** What of a GOROOT takes part in a build. Other folders hold documents and tests. */
const parts = [
  "VERSION",
  "go.env",
  "bin",
  "lib",
  path.join("pkg", "tool"),
  path.join("pkg", "include"),
  "src",
];

/**
 * Compares the files of a Go with what they were when it was first verified.
 * @param folder where that is remembered
 * @returns a note of what was done, or a failure
 */
export async function verifyToolchain(
  { goroot, version }: Pick<Toolchain, "goroot" | "version">,
  folder: string,
): Promise<{ note: string } | { failure: Failure }> {
  const files = (await Promise.all(parts.map((part) => filesOf(path.join(goroot, part))))).flat();
  const lines: string[] = [];
  for (const file of files.toSorted()) lines.push(`${path.relative(goroot, file)} ${await digestFile(file)}`);
  const digest = digestText(lines.join("\n"));
  const known = path.join(folder, `${digestText(goroot).slice(0, 32)}.json`);
  const before = parseKnown(readText(known));
  if (before?.version === version) {
    if (before.digest === digest)
      return { note: `${goroot} has the files that it had when it was first verified` };
    return {
      failure: {
        family: "toolchain",
        place: goroot,
        thing: `its files are not those that it had when it was first verified as ${version}`,
        next: "Install this Go anew.",
        hint: `If the change is yours, remove ${known}.`,
      },
    };
  }
  await writeText(known, `${JSON.stringify({ version, digest })}\n`);
  return { note: `${goroot} was verified for the first time: ${files.length} files are remembered` };
}

async function filesOf(place: string): Promise<string[]> {
  const found = await walkFiles(place);
  return found.length > 0 || readText(place) === undefined ? found.map((file) => file.path) : [place];
}

function parseKnown(text: string | undefined): { version: string; digest: string } | undefined {
  try {
    const known = JSON.parse(text ?? "null") as { version?: unknown; digest?: unknown } | null;
    return typeof known?.version === "string" && typeof known.digest === "string"
      ? { version: known.version, digest: known.digest }
      : undefined;
  } catch {
    return undefined;
  }
}
