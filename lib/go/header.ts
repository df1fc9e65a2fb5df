/**
 * The part of a Go file on which the result of `go list` depends, found as go/build/read.go does (readGoInfo), which
 * cmd/go/internal/modindex has a copy of. Knows nothing of packages, and not whether the rest of the file is right.
 */

/**
 * The text of a Go file up to the end of its last import declaration, comments included (build constraints,
 * `//go:debug`, the preamble of cgo), and, where it imports "embed", every `//go:embed` comment of the file. The whole
 * text where go would report an error in that part.
 *
 * Two files with the same header give the same result, but for the positions in an error about a `//go:embed`
 * pattern. Bytes that are no UTF-8 are an error for go: decode the file as latin1 to tell them apart.
 */
export function goHeader(source: string): string {
  const scanner = new HeaderScanner(source);
  // The byte that ends the search is read, too, and a NUL is an error wherever it is read.
  if (!scanner.scan() || source.slice(0, scanner.index + 1).includes("\0")) return source;
  const header = source.slice(0, scanner.headerEnd());
  if (!scanner.importsEmbed) return header;
  return [header, ...embedComments(source, scanner.end)].join("\n");
}

const tab = 0x09;
const newline = 0x0a;
const formFeed = 0x0c;
const carriageReturn = 0x0d;
const space = 0x20;
const doubleQuote = 0x22;
const singleQuote = 0x27;
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
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  scan(): boolean {
    this.index = byteOrderMark.exec(this.#source)?.[0].length ?? 0;
    if (!this.#keyword("package") || !this.#identifier() || !this.#skipSpace()) return false;
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
    if (/^.embed.$|[\\\r]/.test(this.#source.slice(start, end))) this.importsEmbed = true;
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

/** Where the comment at an index ends, a `//` comment before its newline; undefined where there is none, or no end. */
function commentEnd(source: string, start: number): number | undefined {
  if (source.startsWith("//", start)) {
    const end = source.indexOf("\n", start);
    return end < 0 ? source.length : end;
  }
  if (!source.startsWith("/*", start)) return undefined;
  const end = source.indexOf("*/", start + 2);
  return end < 0 ? undefined : end + 2;
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
  const last = source.lastIndexOf("//go:embed");
  const found: string[] = [];
  let index = start;
  while (index <= last) {
    const code = source.charCodeAt(index);
    if (code === slash) {
      const isComment = source.startsWith("/*", index) || source.startsWith("//", index);
      const end = isComment ? (commentEnd(source, index) ?? source.length) : index + 1;
      if (source.startsWith("//go:embed", index)) found.push(source.slice(index, end));
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
