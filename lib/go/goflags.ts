/** GOFLAGS as cmd/go/internal/base/goflags.go reads it: what it would refuse before it does anything. */
import { foreignPath } from "./go-paths.ts";
import type { Found } from "./setting-facts.ts";

/** Flags whose value is a file or program that go opens; of -pkgdir and -o it would make one. */
const files = /^--?(modfile|overlay|pgo|toolexec)=(.*)$/s;

/** What is wrong with the value of GOFLAGS. Flags that this Go does not know, only Go itself can tell. */
export function flagsProblem(text: string, platform: NodeJS.Platform): Found | undefined {
  const flags = splitQuoted(text);
  if (flags === undefined) {
    return { thing: `"${text.trim()}" opens a quote that it does not close`, stops: "all but env" };
  }
  const stray = flags.find((flag) => !/^--?[^-=]/.test(flag));
  if (stray !== undefined) {
    return {
      thing: `"${stray}" is no flag: each word is one, and a value that has blanks is quoted with its flag, as in '-ldflags=-s -w'`,
      stops: "all but env",
    };
  }
  // `-ldflags="-s -w"` is what a shell would take; here it is the two words `-ldflags="-s` and `-w"`.
  const quoted = flags.find((flag) => /^--?[^=]*['"]/.test(flag));
  if (quoted !== undefined) {
    return {
      thing: `"${quoted}" is no flag: quotes within a word are none; quote a whole flag, as in '-ldflags=-s -w'`,
      stops: "all but env",
    };
  }
  for (const flag of flags) {
    const [, name, value = ""] = files.exec(flag) ?? [];
    const foreign = name === undefined ? undefined : foreignPath(value, platform);
    if (foreign === undefined) continue;
    const stops = name === "modfile" || name === "overlay" ? "work" : "compile";
    return { thing: `the file of ${flag} ${foreign}`, stops };
  }
  return undefined;
}

/** cmd/internal/quoted, Split: quotes count at the beginning of a word only. Undefined if one is left open. */
export function splitQuoted(text: string): string[] | undefined {
  const words: string[] = [];
  let rest = text.replace(/^[ \t\n\r]+/, "");
  while (rest !== "") {
    const quote = rest[0] === '"' || rest[0] === "'" ? rest[0] : undefined;
    const end = quote === undefined ? rest.search(/[ \t\n\r]|$/) : rest.indexOf(quote, 1);
    if (end < 0) return undefined;
    words.push(quote === undefined ? rest.slice(0, end) : rest.slice(1, end));
    rest = rest.slice(quote === undefined ? end : end + 1).replace(/^[ \t\n\r]+/, "");
  }
  return words;
}
