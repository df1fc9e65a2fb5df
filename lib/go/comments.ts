/** Comments in the text of a Go file, found as go/scanner does: one within a string is none. Knows no other grammar. */

const newline = 0x0a;
const doubleQuote = 0x22;
const singleQuote = 0x27;
const slash = 0x2f;
const backslash = 0x5c;
const backquote = 0x60;

/**
 * The text without the comments that no compiler reads, and that move nothing that it does: `// words` up to the end
 * of their line. Two files with the same code are compiled to the same bytes (the package's own name for its source
 * is another: the build ID of a main package holds it).
 *
 * Directives stay (`//go:embed`, `//line`, `//export`: they begin without a blank), and so do block comments and bytes
 * that are not ASCII, which may be errors.
 */
export function codeOf(source: string): string {
  const pieces: string[] = [];
  let done = 0;
  for (const [start, end] of commentsOf(source)) {
    const comment = source.slice(start, end);
    if (!/^\/\/(?:[ \t][\t\r -~]*)?$/.test(comment)) continue;
    pieces.push(source.slice(done, start).replace(/[ \t]+$/, ""));
    done = end;
  }
  return [...pieces, source.slice(done)].join("").replace(/[ \t\r\n]+$/, "");
}

/** Where the comments begin and end that begin between two indexes, `//` comments before their newline. */
export function commentsOf(source: string, start = 0, until = source.length): [start: number, end: number][] {
  const found: [number, number][] = [];
  let index = start;
  while (index < until) {
    const code = source.charCodeAt(index);
    if (code === slash) {
      const isComment = source.startsWith("/*", index) || source.startsWith("//", index);
      const end = isComment ? (commentEnd(source, index) ?? source.length) : index + 1;
      if (isComment) found.push([index, end]);
      index = end;
    } else if (code === backquote) {
      const end = source.indexOf("`", index + 1);
      index = end < 0 ? source.length : end + 1;
    } else if (code === doubleQuote || code === singleQuote) {
      index = literalEnd(source, index, code);
    } else index++;
  }
  return found;
}

/** Where the comment at an index ends, a `//` comment before its newline; undefined where there is none, or no end. */
export function commentEnd(source: string, start: number): number | undefined {
  if (source.startsWith("//", start)) {
    const end = source.indexOf("\n", start);
    return end < 0 ? source.length : end;
  }
  if (!source.startsWith("/*", start)) return undefined;
  const end = source.indexOf("*/", start + 2);
  return end < 0 ? undefined : end + 2;
}

/** Where a string or a rune ends, a broken one before its newline (go/scanner, scanString, scanRune). */
function literalEnd(source: string, start: number, quote: number): number {
  for (let index = start + 1; index < source.length; index++) {
    const code = source.charCodeAt(index);
    if (code === quote) return index + 1;
    if (code === newline) return index;
    const next = source.charCodeAt(index + 1);
    if (code === backslash && (next === quote || next === backslash)) index++;
  }
  return source.length;
}
