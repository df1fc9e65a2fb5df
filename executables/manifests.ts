/** What package managers read of a release: Scoop's manifest and Homebrew's formula. Pure. */
import { executableFile } from "./targets.ts";

export interface Release {
  version: string;
  description: string;
  license: string;
  /** Where a reader finds the project. */
  homepage: string;
  /** The folder of the release, with a slash at its end. */
  base: string;
  /** SHA-256 by the name of the file. */
  digests: ReadonlyMap<string, string>;
}

/** As sha256sum writes them. */
export function readChecksums(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^([0-9a-f]{64}) [ *](.+?)\r?$/gm)].map(([, digest = "", name = ""]) => [name, digest]),
  );
}

export function scoopManifest(release: Release): string {
  const { version, description, homepage, license } = release;
  const { url, digest } = fileOf(release, "windows-x64");
  const manifest = {
    version,
    description,
    homepage,
    license,
    // Behind the sign stands the name that Scoop gives it.
    architecture: { "64bit": { url: `${url}#/gowsl.exe`, hash: digest } },
    bin: "gowsl.exe",
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

export function homebrewFormula(release: Release): string {
  const { version, description, homepage, license } = release;
  const machine = (name: string, target: string) => {
    const { url, digest } = fileOf(release, target);
    return [`    ${name} do`, `      url ${ruby(url)}`, `      sha256 ${ruby(digest)}`, "    end"];
  };
  return [
    "class Gowsl < Formula",
    `  desc ${ruby(description.replace(/\.$/, ""))}`,
    `  homepage ${ruby(homepage)}`,
    `  version ${ruby(version)}`,
    `  license ${ruby(license)}`,
    "",
    "  on_macos do",
    ...machine("on_arm", "darwin-arm64"),
    ...machine("on_intel", "darwin-x64"),
    "  end",
    "  on_linux do",
    ...machine("on_arm", "linux-arm64"),
    ...machine("on_intel", "linux-x64"),
    "  end",
    "",
    "  def install",
    '    bin.install Dir["gowsl-*"].first => "gowsl"',
    "  end",
    "",
    "  test do",
    '    assert_equal version.to_s, shell_output("#{bin}/gowsl --version").strip',
    "  end",
    "end",
    "",
  ].join("\n");
}

function fileOf({ base, digests }: Release, target: string): { url: string; digest: string } {
  const file = executableFile({ name: target });
  const digest = digests.get(file);
  if (digest === undefined) throw new Error(`the checksums have no line for ${file}`);
  return { url: new URL(file, base).href, digest };
}

/** A text of Ruby that nothing is put into. */
function ruby(text: string): string {
  return `"${text.replaceAll(/["\\#]/g, "\\$&")}"`;
}
