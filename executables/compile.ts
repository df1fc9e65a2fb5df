/** Compiles gowsl into one-file executables with Bun, and writes their checksums beside them. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TaskContext } from "gowsl";
import { readTypes } from "../lib/host/api-types.ts";
import { bunFor } from "./bun.ts";
import { startExecutable } from "./start.ts";
import { hostTarget } from "./host.ts";
import { executableFile, type ExecutableTarget } from "./targets.ts";

/** gowsl's own files that it reads when it runs (lib/host/package.ts, ownText). */
const carriedTexts = ["package.json", "shims/go.mod", "shims/main.go"];

/** Lies beside the executables; `sha256sum --check` reads it. */
export const checksumsFile = "SHA256SUMS";

/**
 * Bytecode, as reading the text takes longer than all the rest of a start; as modules, as bytecode of CommonJS
 * holds the folder where it was compiled; split, as the fast answer needs a tenth of it. What lies about where
 * gowsl is started (.env, bunfig.toml, tsconfig.json) must not change it; package.json is read for the packages
 * of a config.
 */
export const form = [
  "--compile",
  "--bytecode",
  "--format=esm",
  "--splitting",
  "--minify-whitespace",
  "--minify-syntax",
  "--compile-jit-policy=100",
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
  "--no-compile-autoload-tsconfig",
  "--compile-autoload-package-json",
  // Node's way to load a config.
  "--external=tsx/*",
];

/** Compiles them one after the other into the folder. @param root the folder of package.json */
export async function compileExecutables(
  targets: readonly ExecutableTarget[],
  root: string,
  folder: string,
  context: Pick<TaskContext, "$" | "log">,
): Promise<void> {
  const host = hostTarget();
  if (host === undefined) throw new Error("there is no Bun for this machine");
  const { $, log } = context;
  const compiler = await bunFor(host, root, context);
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const texts = carriedTexts.map((name) => [name, readFileSync(path.join(root, name), "utf8")]);
  mkdirSync(folder, { recursive: true });
  for (const target of targets) {
    const file = path.join(folder, executableFile(target));
    // Under no other name: Bun calls the program within by it.
    const draft = path.join(folder, ".new", executableFile(target));
    const base = await bunFor(target, root, context);
    const carries = { name: executableFile(target), texts: Object.fromEntries(texts) };
    const options = [
      `--target=bun-${target.name}`,
      `--compile-executable-path=${base}`,
      `--define=gowslCarries=${JSON.stringify(carries)}`,
      `--define=gowslTypes=${JSON.stringify(readTypes(root))}`,
      `--outfile=${draft}`,
    ];
    await $`${compiler} build ${form} ${options} ${path.join(root, "lib/main.ts")} > /dev/null`;
    renameSync(draft, file);
    rmSync(path.dirname(draft), { recursive: true });
    const size = `${(statSync(file).size / 1e6).toFixed(0)} MB`;
    log(`${executableFile(target)}: ${size}, ${startExecutable(target, root, folder, version)}`);
  }
  writeChecksums(folder);
}

/** As sha256sum writes them, of every executable in the folder. */
export function writeChecksums(folder: string): void {
  const names = readdirSync(folder).filter((name) => name.startsWith("gowsl-"));
  const lines = names.toSorted().map((name) => {
    const digest = createHash("sha256")
      .update(readFileSync(path.join(folder, name)))
      .digest("hex");
    return `${digest}  ${name}\n`;
  });
  const draft = path.join(folder, `.${checksumsFile}.new`);
  writeFileSync(draft, lines.join(""));
  renameSync(draft, path.join(folder, checksumsFile));
}
