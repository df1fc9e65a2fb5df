/** The exact repair of a setting: a command that can be pasted, or the line to remove. Pure. */
import path from "node:path";
import { quoteWord } from "../model/shell-words.ts";
import { gorootProblem } from "./candidates.ts";
import { foreignPath, isAbsoluteToGo, listOfPaths } from "./go-paths.ts";
import type { Effective, SettingFacts } from "./setting-facts.ts";

export interface Repairs {
  /** Takes a setting out, from where it stands. */
  takeOut(effective: Effective): string;
  /** Clears a variable of the environment. */
  unset(name: string): string;
  /** Writes the go env file anew as go reads it. */
  rewrite(fault: "CRLF" | "mark" | "NUL" | "UTF-16"): string;
}

export function repairs(facts: SettingFacts): Repairs {
  const { platform, go, file } = facts;
  const windows = platform === "win32";
  const unset = (name: string) =>
    windows
      ? `\`Remove-Item Env:${name}\` clears it in this PowerShell, \`setx ${name} ""\` in later ones.`
      : `\`unset ${name}\` clears it in this shell; then remove it where it is set, such as in ~/.profile.`;
  return {
    unset,
    takeOut({ name, setting }) {
      if (setting === undefined) return unset(name);
      // On Windows a command for cmd is none for PowerShell, and so is one that sets a variable.
      if (windows) return `Remove line ${setting.line} of ${file.place}.`;
      const command = [...neededByGo(facts), quoteWord(go), "env", "-u", name].join(" ");
      return `\`${command}\` takes it out.`;
    },
    rewrite(fault) {
      const place = file.place ?? "";
      if (windows) {
        // ReadAllText knows marks and UTF-16; WriteAllText writes UTF-8 without a mark.
        const quoted = `'${place.replaceAll("'", "''")}'`;
        return `In PowerShell: [IO.File]::WriteAllText(${quoted}, [IO.File]::ReadAllText(${quoted}).Replace("\`r", "").Replace("\`0", ""))`;
      }
      const [from, to] = [quoteWord(place), quoteWord(`${place}.new`)];
      const filter = {
        CRLF: `tr -d '\\r' < ${from}`,
        NUL: `tr -d '\\0\\r' < ${from}`,
        mark: `tail -c +4 ${from} | tr -d '\\r'`,
        "UTF-16": `iconv -f UTF-16 -t UTF-8 ${from} | tr -d '\\r'`,
      }[fault];
      return `\`${filter} > ${to} && mv ${to} ${from}\` writes it anew.`;
    },
  };
}

/** What `go env -u` itself needs where the file holds something that stops it, too. */
function neededByGo({ platform, file, environment, goroot }: SettingFacts): string[] {
  const value = (name: string) => environment[name] || file.settings.get(name)?.value;
  const root = value("GOROOT");
  const paths = value("GOPATH");
  const toolchain = value("GOTOOLCHAIN");
  const isBadPath = (entry: string) => entry !== "" && !isAbsoluteToGo(entry, platform);
  return [
    ...(root && gorootProblem(root, platform) !== undefined ? [`GOROOT=${quoteWord(goroot)}`] : []),
    ...(paths && (foreignPath(paths, platform) || listOfPaths(paths, platform).some(isBadPath))
      ? [`GOPATH=${quoteWord(path.posix.join(environment["HOME"] ?? "/tmp", "go"))}`]
      : []),
    ...(toolchain !== undefined && /\r/.test(toolchain) ? ["GOTOOLCHAIN=local"] : []),
  ];
}
