/**
 * `gowsl upgrade`: puts another executable of gowsl in the place of the running one, once its checksum is right and
 * it has answered. Where releases are is the user's to say; nobody is asked unasked.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { capture, Children } from "../host/children.ts";
import { describeError, digestFile, isDirectory, listNames, remove } from "../host/files.ts";
import { readMachine, type Machine } from "../host/machine.ts";
import { download, fetchBytes, isMissing, networkSentence, redacted } from "../host/network.ts";
import { ownExecutable, ownVersion } from "../host/package.ts";
import { makeProgram, placeMove, temporaryName } from "../host/placing.ts";
import type { Terminal } from "../host/terminal.ts";
import { variable } from "../model/environment.ts";
import type { Emit } from "../model/event.ts";
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import type { Arguments } from "./arguments.ts";
import { printDocument } from "./output.ts";
import { standingFolder } from "./project.ts";
import { reportFailures } from "./failures.ts";

/** Lies beside the executables of a release, as sha256sum writes it. */
const checksumsName = "SHA256SUMS";

const place = "gowsl upgrade";

/** Another executable: where it is, and the digest that it has to have. */
interface Offer {
  address: string;
  sha256: string;
}

/** Does it, or says what it would do; returns the exit code. */
export async function upgrade(terminal: Terminal, given: Arguments, emit: Emit): Promise<number> {
  const machine = readMachine();
  const own = ownExecutable();
  if (own === undefined) return reportFailures([notAnExecutable], emit);
  const offer = await offered(machine, own.name, given);
  if (!offer.ok) return reportFailures(offer.failures, emit);
  const [version, sha256] = [ownVersion(), await digestFile(own.file)];
  const same = offer.value.sha256 === sha256;
  const from = redacted(offer.value.address);
  if (same || given.check) {
    const told = same
      ? `gowsl ${version} is what ${from} has; it is the one that is here already`
      : `${from} has another gowsl than ${version}`;
    if (given.json)
      printDocument(terminal, { version, sha256, offered: { ...offer.value, address: from }, same });
    else terminal.stdout(`${told}\n`);
    return 0;
  }
  const replaced = await replace(machine, own.file, offer.value);
  if (!replaced.ok) return reportFailures(replaced.failures, emit);
  if (given.json)
    printDocument(terminal, { version: replaced.value, sha256: offer.value.sha256, before: version });
  else terminal.stdout(`gowsl ${version} is replaced by ${replaced.value}: ${own.file}\n`);
  return 0;
}

const notAnExecutable: Failure = {
  family: "command-line",
  place,
  thing: "this gowsl is the npm package, and npm upgrades that",
  next: "Run `npm install --save-dev gowsl@latest` in the project, or `npm install --global gowsl@latest`.",
};

/** What `--to` or GOWSL_RELEASES names, with its checksum. */
async function offered(machine: Machine, name: string, given: Arguments): Promise<Result<Offer>> {
  const { environment, platform } = machine;
  const where = given.to ?? variable(environment, platform, "GOWSL_RELEASES");
  if (where === undefined) {
    return failure({
      family: "command-line",
      place,
      thing: "nobody has said where other executables are",
      next: "Name a file, a folder or a URL with --to, or set GOWSL_RELEASES to a folder or URL.",
    });
  }
  const folder = standingFolder(machine, given.directory);
  if (!folder.ok) return folder;
  const release = releaseAt(where, name, folder.value);
  if (!release.ok) return release;
  const { address, file } = release.value;
  const reach = { environment, platform };
  const sums = new URL(checksumsName, address).href;
  const fetched = await fetchBytes(sums, { reach, limitBytes: 1_000_000 });
  if (!fetched.ok) {
    return failure({
      family: "files",
      place: redacted(where),
      thing: `its checksums cannot be read: ${networkSentence(fetched.error)}`,
      next: isMissing(fetched.error)
        ? `Name the folder of a release, or an executable in it: ${checksumsName} lies beside them.`
        : "Try it again, or name another place with --to.",
    });
  }
  const line = fetched.value
    .toString()
    .split("\n")
    .map((each) => /^([0-9a-f]{64}) [ *](.+?)\r?$/.exec(each))
    .find((match) => match?.[2] === file);
  if (line?.[1] !== undefined) return success({ address, sha256: line[1] });
  const next = "Only what has a checksum is put in place.";
  return failure({ family: "files", place: redacted(sums), thing: `has no line for ${file}`, next });
}

/** Where the executable is, and its name in the checksums. A folder is asked for that of this machine. */
export function releaseAt(
  where: string,
  name: string,
  folder: string,
): Result<{ address: string; file: string }> {
  const isAddress = /^(https?|file):/i.test(where);
  const local = path.resolve(folder, where);
  try {
    const asked = isAddress
      ? new URL(where)
      : pathToFileURL(isDirectory(local) ? path.join(local, name) : local);
    const { href } = isAddress && where.endsWith("/") ? new URL(name, asked) : asked;
    return success({ address: href, file: decodeURIComponent(path.posix.basename(new URL(href).pathname)) });
  } catch (error) {
    // Of the parser of URLs, and of a `%` that no two hexadecimal digits follow.
    if (!(error instanceof TypeError || error instanceof URIError)) throw error;
    return failure({
      family: "command-line",
      place: redacted(where),
      thing: "this is no URL",
      next: "Write a `%` as %25, and the host behind `//`: https://example.com/gowsl/",
    });
  }
}

/** @returns the version of the new one. The old one stays where it is until the new one has told it. */
async function replace(machine: Machine, file: string, offer: Offer): Promise<Result<string>> {
  const { environment, platform } = machine;
  const draft = temporaryName(file) + (platform === "win32" ? ".exe" : "");
  try {
    const reach = { environment, platform };
    const fetched = await download(offer.address, draft, { reach, limitBytes: 1_000_000_000 });
    if (!fetched.ok) return failure(unfetched(networkSentence(fetched.error)));
    if (fetched.value.sha256 !== offer.sha256) {
      return failure({
        family: "files",
        place: redacted(offer.address),
        thing: `has the SHA-256 ${fetched.value.sha256}, and ${checksumsName} says ${offer.sha256}`,
        next: "Nothing was replaced. Ask who made the release.",
      });
    }
    makeProgram(draft);
    const answer = { argv: [draft, "--version"], cwd: path.dirname(file), environment };
    const { end, stdout } = await capture(new Children(platform), answer);
    const version = stdout.trim();
    if (end.kind !== "exited" || end.code !== 0 || !/^\d+\.\d+\.\d+\S*$/.test(version)) {
      const thing = `is no gowsl for this machine: it did not answer --version${
        end.kind === "not-started" ? ` (${end.reason.replace(draft, "it")})` : ""
      }`;
      return failure({
        family: "files",
        place: redacted(offer.address),
        thing,
        next: "Nothing was replaced.",
      });
    }
    await placeMove(draft, file);
    await removeOldOnes(file);
    return success(version);
  } catch (error) {
    return failure({
      family: "files",
      place: file,
      thing: `could not be replaced: ${describeError(error)}`,
      next: "Run it as a user who may write there.",
    });
  } finally {
    await remove(draft).catch(() => {});
  }
}

/** On Windows what ran when it was replaced was renamed aside, and could not be removed then. */
async function removeOldOnes(file: string): Promise<void> {
  const folder = path.dirname(file);
  for (const name of await listNames(folder)) {
    const isOld = name.startsWith(`.${path.basename(file)}.`) && name.endsWith(".old");
    if (isOld) await remove(path.join(folder, name)).catch(() => {});
  }
}

function unfetched(thing: string): Failure {
  return { family: "files", place, thing, next: "Nothing was replaced." };
}
