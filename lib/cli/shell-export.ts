/**
 * Variables as lines for a shell, quoted as that shell reads them back. Pure. Knows nothing of what the variables mean
 * but that PATH is a list.
 */
import { failure, success, type Result } from "../model/failure.ts";

export const shells = ["bash", "zsh", "fish", "powershell", "cmd"] as const;
export type Shell = (typeof shells)[number];

/** A variable; `folders` where it is a list of them. */
export type Variable = { name: string } & ({ value: string } | { folders: readonly string[] });

/** The lines, or why a value can't be one. */
export function exportLines(
  variables: readonly Variable[],
  shell: Shell,
  platform: NodeJS.Platform,
): Result<string[]> {
  const lines: string[] = [];
  for (const variable of variables) {
    const values = "folders" in variable ? variable.folders : [variable.value];
    const separator = "folders" in variable ? (platform === "win32" ? ";" : ":") : undefined;
    const bad = values.flatMap((value) => unwritable(value, shell, separator) ?? []);
    if (bad.length > 0) {
      return failure({
        family: "toolchain",
        place: variable.name,
        thing: bad[0]!,
        next: "Use another folder.",
      });
    }
    lines.push(lineOf(variable, shell, platform));
  }
  return success(lines);
}

function unwritable(value: string, shell: Shell, separator: string | undefined): string | undefined {
  const shown = JSON.stringify(value);
  if (separator !== undefined && value.includes(separator)) {
    return `${shown} has a ${separator} in it, at which PATH is cut`;
  }
  if (/[\r\n]/.test(value)) return `${shown} has a line end in it, and gowsl writes no such value`;
  // Within `set "A=B"` a further quote would end it, and what follows would be read as commands.
  if (shell === "cmd" && value.includes('"')) return `${shown} has a quote in it, which cmd can't be told`;
  return undefined;
}

function lineOf(variable: Variable, shell: Shell, platform: NodeJS.Platform): string {
  const { name } = variable;
  const separator = platform === "win32" ? ";" : ":";
  const joined = "folders" in variable ? variable.folders.join(separator) : variable.value;
  switch (shell) {
    case "bash":
    case "zsh":
      return `export ${name}=${quotePosix(forGitBash(variable, platform) ?? joined)}`;
    case "fish": {
      // PATH of fish is a list, and it splits at colons what is written as one word (fish's language document).
      const words = "folders" in variable ? variable.folders : [variable.value];
      return `set -gx ${name} ${words.map(quoteFish).join(" ")}`;
    }
    case "powershell":
      return `$env:${name} = ${quotePowerShell(joined)}`;
    case "cmd":
      return `set "${name}=${joined.replaceAll("%", "%%")}"`;
  }
}

/**
 * bash on Windows is that of Git, whose PATH has colons and `/c/x` for `C:\x`; it turns it back for the programs that
 * it starts. Other variables stay as Go wants them.
 */
function forGitBash(variable: Variable, platform: NodeJS.Platform): string | undefined {
  if (platform !== "win32" || !("folders" in variable)) return undefined;
  return variable.folders
    .map((folder) =>
      folder.replace(/^([A-Za-z]):/, (_, drive: string) => `/${drive.toLowerCase()}`).replaceAll("\\", "/"),
    )
    .join(":");
}

/** POSIX: within single quotes nothing is special but the quote. */
function quotePosix(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** fish: within single quotes a backslash is special before itself and before a quote. */
function quoteFish(value: string): string {
  return `'${value.replaceAll(/['\\]/g, "\\$&")}'`;
}

/** PowerShell takes the typographic single quotes for the plain one, and each is written twice (about_Quoting_Rules). */
function quotePowerShell(value: string): string {
  return `'${value.replaceAll(/['\u2018\u2019\u201A\u201B]/g, "$&$&")}'`;
}

/** The shell of the user: SHELL where there is one, else that of the platform. Undefined: one that is not known. */
export function usualShell(shellVariable: string | undefined, platform: NodeJS.Platform): Shell | undefined {
  if (shellVariable === undefined) return platform === "win32" ? "powershell" : "bash";
  const name = shellVariable
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.exe$/i, "");
  if (["sh", "dash", "ash", "ksh", "mksh"].includes(name)) return "bash";
  return shells.find((shell) => shell === (name === "pwsh" ? "powershell" : name));
}
