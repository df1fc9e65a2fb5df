/**
 * Puts a version of Go where a project says it: into the text of the config, of go.mod or go.work, of .go-version.
 * Changes nothing else in the text. Pure; knows no files.
 */

/** A text with the version in it, and the line where it now stands, counted from 1. */
export interface Written {
  text: string;
  line: number;
}

/**
 * The config with another `version` in its `go: { ... }`.
 * @param current the version that the config has when it is evaluated: only where it stands as text is it changed
 * @returns undefined if there is no such place, or more than one
 */
export function withConfigVersion(config: string, current: string, version: string): Written | undefined {
  const code = withoutComments(config);
  const form = /\bgo\s*:\s*\{[^{}]*?\bversion\s*:\s*(["'`])([^"'`\n]*)\1/g;
  const found = [...code.matchAll(form)].filter(([, , value]) => value === current);
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  const end = only.index + only[0].length - 1;
  const start = end - current.length;
  return { text: config.slice(0, start) + version + config.slice(end), line: lineAt(config, start) };
}

/** What a config that says nothing else looks like. */
export function configWithVersion(version: string): Written {
  const text = `import { defineConfig } from "gowsl";\n\nexport default defineConfig({\n  go: { version: "${version}" },\n});\n`;
  return { text, line: 4 };
}

/**
 * The config, which has no version yet, with one: in its `go`, else as the first of its settings.
 * @param hasGo does it have a `go` when it is evaluated?
 * @returns undefined if the place is not there as text, or there are several that may be it
 */
export function withNewConfigVersion(config: string, hasGo: boolean, version: string): Written | undefined {
  const code = withoutComments(config);
  const form = hasGo ? /\bgo\s*:\s*\{/g : /\bexport\s+default\s+(?:defineConfig\s*\(\s*)?\{/g;
  const [place, ...others] = code.matchAll(form);
  if (place === undefined || others.length > 0) return undefined;
  const start = place.index + place[0].length;
  const setting = hasGo ? `version: "${version}"` : `go: { version: "${version}" }`;
  const rest = config.slice(start);
  const [, feed, indent = ""] = /^(\r?\n)([ \t]*)/.exec(rest) ?? [];
  const isEmpty = /^\s*\}/.test(rest);
  const piece =
    feed === undefined
      ? ` ${setting}${isEmpty ? "" : ","}${rest.startsWith(" ") ? "" : " "}`
      : `${feed}${isEmpty ? "  " : indent}${setting},`;
  return {
    text: config.slice(0, start) + piece + rest,
    line: lineAt(config, start) + (feed === undefined ? 0 : 1),
  };
}

/** go.mod or go.work with this toolchain line: in place of the one that is there, else behind the go line. */
export function withToolchainLine(file: string, version: string): Written | undefined {
  const lineEnd = file.includes("\r\n") ? "\r\n" : "\n";
  const code = withoutComments(file);
  const own = /^[ \t]*toolchain[ \t]+(\S+)/m.exec(code);
  if (own !== null) {
    const end = own.index + own[0].length;
    const start = end - own[1]!.length;
    return { text: `${file.slice(0, start)}go${version}${file.slice(end)}`, line: lineAt(file, start) };
  }
  const go = /^[ \t]*go[ \t]+[0-9].*$/m.exec(code);
  if (go === null) return undefined;
  const next = file.indexOf("\n", go.index);
  const before = next < 0 ? `${file}${lineEnd}` : file.slice(0, next + 1);
  const text = `${before}${lineEnd}toolchain go${version}${lineEnd}${next < 0 ? "" : file.slice(next + 1)}`;
  return { text, line: lineAt(text, before.length + lineEnd.length) };
}

/** .go-version with this version, in place of its first line that says something. */
export function withVersionLine(file: string, version: string): Written {
  const lines = file.split("\n");
  const index = lines.findIndex((line) => line.replace(/#.*/, "").trim() !== "");
  if (index < 0) return { text: `${file}${version}\n`, line: lines.length };
  lines[index] = lines[index]!.replace(/^\s*[^\s#]+/, version);
  return { text: lines.join("\n"), line: index + 1 };
}

/** The text with spaces in place of comments, each character where it was; strings stay. */
export function withoutComments(text: string): string {
  const form = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`|\/\/[^\n]*|\/\*[^]*?\*\//g;
  return text.replaceAll(form, (piece) => (/^\/[/*]/.test(piece) ? piece.replaceAll(/[^\n]/g, " ") : piece));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
