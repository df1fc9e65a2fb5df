/**
 * The part of a Go file on which the result of `go list` depends, found as go/build/read.go does (readGoInfo), which
 * cmd/go/internal/modindex has a copy of. Knows nothing of packages, and not whether the rest of the file is right.
 */

import { commentEnd, commentsOf } from "./comments.ts";

/**
 * `header`: the text of a Go file up to the end of its last import declaration, comments included (build constraints,
 * `//go:debug`, the preamble of cgo), and, where it imports "embed", every `//go:embed` comment of the file. The whole
 * text where go would report an error in that part.
 *
 * Two files with the same header give the same result, but for the positions in an error about a `//go:embed`
 * pattern. Bytes that are no UTF-8 are an error for go: decode the file as latin1 to tell them apart.
 *
 * `shape`: the header without its imports, but for "C" and "embed". Of two files with the same shape go list can only
 * say that they import different packages.
 */
export function headerOf(source: string): { header: string; shape: string } {
  const scanner = new HeaderScanner(source);
  // The byte that ends the search is read, too, and a NUL is an error wherever it is read.
  if (!scanner.scan() || source.slice(0, scanner.index + 1).includes("\0")) {
    return { header: source, shape: source };
  }
  const embedded = scanner.importsEmbed ? embedComments(source, scanner.end) : [];
  const end = scanner.headerEnd();
  return {
    header: [source.slice(0, end), ...embedded].join("\n"),
    shape: [...scanner.shape(end), ...embedded].join("\n"),
  };
}

const tab = 0x09;
const newline = 0x0a;
const formFeed = 0x0c;
const carriageReturn = 0x0d;
const space = 0x20;
const doubleQuote = 0x22;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;
const dot = 0x2e;
const slash = 0x2f;
const semicolon = 0x3b;
const backslash = 0x5c;
const backquote = 0x60;
const byteOrderMark = /^(?:\uFEFF|\u00EF\u00BB\u00BF)/;

/** The `importReader` of go/build/read.go over an index. Its methods are false where that one sees a syntax error. */
class HeaderScanner {
  /** What is read next; after `scan` the first token that belongs to no import. */
  index = 0;
  /** Where the last token of the package clause and the imports ends. */
  end = 0;
  importsEmbed = false;
  #hasImports = false;
  /** Where the package clause ends. */
  #clauseEnd = 0;
  /** Comments behind it, and imports that are more than the name of a package, from where to where. */
  readonly #kept: [start: number, end: number][] = [];
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  scan(): boolean {
    this.index = byteOrderMark.exec(this.#source)?.[0].length ?? 0;
    if (!this.#keyword("package") || !this.#identifier()) return false;
    this.#clauseEnd = this.index;
    if (!this.#skipSpace()) return false;
    // As go does: no other word with an i can follow in a right file.
    while (this.#source[this.index] === "i") {
      if (!this.#keyword("import") || !this.#importDeclaration() || !this.#skipSpace()) return false;
      this.#hasImports = true;
    }
    return true;
  }

  /**
   * Comments behind the imports count only where they can be an error for go/scanner, which reads them, too: by a byte
   * that is not allowed, a form feed or a line directive. Without imports, the rest of the line of the package clause
   * may be an import comment (go/build, findImportComment).
   */
  headerEnd(): number {
    const between = this.#source.slice(this.end, this.index);
    if (/[^\t\n\r -~]|\/[/*]line /.test(between)) return this.index;
    if (this.#hasImports) return this.end;
    const lineEnd = between.indexOf("\n");
    return lineEnd < 0 ? this.index : this.end + lineEnd;
  }

  /** What counts of the header beside which packages are imported. */
  shape(headerEnd: number): string[] {
    const pieces = this.#kept.filter(([start]) => start >= this.#clauseEnd && start < headerEnd);
    return [[0, this.#clauseEnd] as const, ...pieces].map(([start, end]) => this.#source.slice(start, end));
  }

  #importDeclaration(): boolean {
    if (!this.#skipSpace()) return false;
    if (this.#code() !== openParenthesis) return this.#importSpec();
    this.index++;
    for (;;) {
      if (!this.#skipSpace()) return false;
      if (this.#code() === closeParenthesis) break;
      if (!this.#importSpec()) return false;
    }
    this.end = ++this.index;
    return true;
  }

  #importSpec(): boolean {
    if (this.#code() === dot) this.index++;
    else if (isIdentifierCode(this.#code())) this.#identifier();
    return this.#skipSpace() && this.#importPath();
  }

  #importPath(): boolean {
    const start = this.index;
    const end = stringEnd(this.#source, start);
    if (end === undefined) return false;
    this.index = this.end = end;
    // Any string with an escape might be unquoted to "embed"; of a raw one go drops carriage returns.
    const quoted = this.#source.slice(start, end);
    if (/^.embed.$|[\\\r]/.test(quoted)) this.importsEmbed = true;
    if (/^.(embed|C).$|[\\\r]/.test(quoted)) this.#kept.push([start, end]);
    return true;
  }

  #keyword(word: string): boolean {
    if (!this.#skipSpace() || !this.#source.startsWith(word, this.index)) return false;
    this.index += word.length;
    return !isIdentifierCode(this.#code());
  }

  #identifier(): boolean {
    if (!this.#skipSpace() || !isIdentifierCode(this.#code())) return false;
    while (isIdentifierCode(this.#code())) this.index++;
    this.end = this.index;
    return true;
  }

  /** For this purpose a semicolon is space. */
  #skipSpace(): boolean {
    for (;;) {
      switch (this.#code()) {
        case space:
        case formFeed:
        case tab:
        case carriageReturn:
        case newline:
        case semicolon:
          this.index++;
          break;
        case slash: {
          const end = commentEnd(this.#source, this.index);
          if (end === undefined) return false;
          this.#kept.push([this.index, end]);
          this.index = end;
          break;
        }
        default:
          return true;
      }
    }
  }

  /** NaN at the end of the text. */
  #code(): number {
    return this.#source.charCodeAt(this.index);
  }
}

/** As go/build sees it: everything that is not ASCII may be in an identifier. */
function isIdentifierCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code >= 0x80
  );
}

/** Where the import path at an index ends (read.go, readString); undefined where there is none, or no end. */
function stringEnd(source: string, start: number): number | undefined {
  if (source.charCodeAt(start) === backquote) {
    const end = source.indexOf("`", start + 1);
    return end < 0 ? undefined : end + 1;
  }
  if (source.charCodeAt(start) !== doubleQuote) return undefined;
  for (let index = start + 1; index < source.length; index++) {
    const code = source.charCodeAt(index);
    if (code === doubleQuote) return index + 1;
    if (code === newline) return undefined;
    if (code === backslash) index++;
  }
  return undefined;
}

/** The `//go:embed` comments from an index on. One within a string or another comment is none. */
function embedComments(source: string, start: number): string[] {
  const end = source.lastIndexOf("//go:embed") + 1;
  return commentsOf(source, start, end).flatMap(([from, to]) =>
    source.startsWith("//go:embed", from) ? [source.slice(from, to)] : [],
  );
}
