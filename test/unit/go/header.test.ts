import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { gatherCandidates } from "../../../lib/go/candidates.ts";
import { headerOf } from "../../../lib/go/header.ts";
import { readMachine } from "../../../lib/host/machine.ts";

const headerText = (source: string) => headerOf(source).header;
const body = '\n\nfunc main() { println("import `x`", \'"\') }\n';

describe("the header ends", () => {
  it.each<[what: string, header: string]>([
    ["one import", 'package a\n\nimport "fmt"'],
    ["imports in parentheses", 'package a\nimport (\n\t"fmt"\n\t_ "os"\n\t. "io"\n\tx "net"\n)'],
    ["no imports in parentheses", "package a\nimport ()"],
    ["the last of several", 'package a\nimport "C"\nimport ("os"; "io")\nimport x "net"'],
    ["imports with semicolons", 'package a; import "fmt"; import ("os";)'],
    ["words that touch", 'package/**/a;import"fmt";import(x"os")'],
    ["a raw string", "package a\nimport `fmt`"],
    ["a string with escapes", 'package a\nimport "\\x66mt\\""'],
    ["comments with imports in them", 'package a // import "a"\n/* import "b" */ import /* "c" */ "d"'],
    ["a comment like an end", 'package a\nimport ( // )\n"fmt" /* ) */\n/*/ ) */ "os")'],
    [
      "build constraints and settings",
      '//go:build linux\n\n//go:debug panicnil=1\n\n// Doc.\npackage a\nimport "fmt"',
    ],
    ["the preamble of cgo", 'package a\n\n// #cgo LDFLAGS: -lm\n/* int f(); "*/\nimport "C"'],
    ["a byte order mark", '\uFEFFpackage a\nimport "fmt"'],
    ["a byte order mark as latin1", '\xEF\xBB\xBFpackage a\nimport "fmt"'],
    ["CRLF", 'package a\r\n\r\nimport (\r\n\t"fmt"\r\n)'],
    ["a name that is not ASCII", 'package größe\nimport ä "fmt"'],
    ["names that begin as import", 'package imports\nimport important "importer"'],
    ["no imports", "// Doc.\npackage a"],
    ["an import comment", 'package a // import "example.com/a"'],
    ["an import comment and CRLF", 'package a /* import "example.com/a" */\r'],
  ])("behind %s", (_, header) => {
    expect(headerText(header + body)).toBe(header);
    expect(headerText(`${header}\n// go on: "'\`\n/* import "x" */\n;${body}`)).toBe(header);
    expect(headerText(header)).toBe(header);
  });

  it.each<[what: string, rest: string]>([
    ["before a declaration in the same line", " var x = 1\n"],
    ["before one behind a comment", "/* c */ var x = 1\n"],
    ["where comments go to the end", "// c"],
  ])("%s, where there are no imports", (_, rest) => {
    expect(headerText(`package a${rest}`)).toBe(`package a${rest.replace(/var.*\n/, "")}`);
  });

  it.each<[what: string, comment: string]>([
    ["that is not ASCII", "// größe\n"],
    ["with a second byte order mark", "/* \uFEFF */"],
    ["that is a line directive", "//line x.go:0\n"],
    ["that is a line directive, too", "/*line x.go:0*/"],
    ["behind a form feed", "\f// c\n"],
  ])("behind a comment %s, which may be an error", (_, comment) => {
    const source = `package a\nimport "fmt"\n${comment}`;
    expect(headerText(`${source}func main() {}\n`)).toBe(source);
  });
});

describe("all of a file is its header", () => {
  it.each<[what: string, source: string]>([
    ["with nothing in it", ""],
    ["without a package clause", "// only a comment\n"],
    ["with another first word", 'packages a\nimport "fmt"'],
    ["without a name", "package {\n"],
    ["with a comment that has no end", 'package a\nimport "fmt" /* '],
    ["with a slash too many", 'package a\nimport "fmt" / '],
    ["with a string that has no end", 'package a\nimport "fmt'],
    ["with a string that a line ends", 'package a\nimport "fmt\n"'],
    ["with a string that a backslash ends", 'package a\nimport "fmt\\'],
    ["with a raw string that has no end", "package a\nimport `fmt"],
    ["with parentheses that have no end", 'package a\nimport ("fmt"'],
    ["with an import of nothing", "package a\nimport x"],
    ["with an import of a rune", "package a\nimport 'x'"],
    ["with a comma", 'package a\nimport ("fmt", "os")'],
    ["with a word like import", 'package a\nimport "fmt"\nimports "os"'],
    ["with a NUL in a comment", 'package a // \0\nimport "fmt"'],
    ["with a NUL behind the imports", 'package a\nimport "fmt"\n\0'],
  ])("%s", (_, source) => {
    const whole = `${source}\n\nfunc main() {}\n`;
    expect(headerText(whole)).toBe(whole);
  });
});

describe("a file that imports embed", () => {
  const head = 'package a\n\nimport _ "embed"';
  const embeds = (rest: string, header = head) => headerText(header + rest).slice(header.length);

  it("has its go:embed comments in the header, and nothing else of its body", () => {
    const text = '\n\n// Doc.\n//go:embed a.txt\nvar a string\n\n//go:embed "b c" `d`\r\nvar b string\n';
    expect(embeds(text)).toBe('\n//go:embed a.txt\n//go:embed "b c" `d`\r');
    expect(embeds(`${text}func x() { println("other") }\n`)).toBe(embeds(text));
  });

  it.each<[what: string, text: string]>([
    ["behind code", "var x = 1 //go:embed a\n"],
    ["behind a string", 'var x = "\\\\" //go:embed a\n'],
    ["behind a string with a quote", 'var x = "\\"`/*" //go:embed a\n'],
    ["behind a string with another quote", 'var x = "\\\'" //go:embed a\n'],
    ["behind runes", "var x = []rune{'\"', '\\'', '`', '\\\\'} //go:embed a\n"],
    ["behind a raw string", 'var x = `"\\` //go:embed a\n'],
    ["behind a division", "var x = 4 / 2 //go:embed a\n"],
    ["behind a comment", '/* ` " */ //go:embed a\n'],
    ["behind a string that a line ends", 'var x = "abc\\\n//go:embed a\n'],
    ["behind a rune that a line ends", "var x = 'a\n//go:embed a\n"],
    ["at the end", "//go:embed a"],
  ])("has one %s", (_, text) => {
    expect(embeds(`\n${text}`)).toBe("\n//go:embed a");
  });

  it.each<[what: string, text: string]>([
    ["a raw string", "var x = `\n//go:embed a\n`\n"],
    ["a string", 'var x = "//go:embed a"\n'],
    ["a string behind an escape", 'var x = "\\"//go:embed a"\n'],
    ["a comment", "/*\n//go:embed a\n*/\n"],
    ["a comment that has no end", "var x int /*\n//go:embed a\n"],
    ["a raw string that has no end", "var x = `\n//go:embed a\n"],
    ["a line comment", "// //go:embed a\n"],
    ["a comment with a space", "// go:embed a\n"],
  ])("has none that is in %s", (_, text) => {
    expect(embeds(`\n${text}`)).toBe("");
  });

  it.each([
    'import (\n\t"fmt"\n\tx "embed"\n)',
    "import _ `embed`",
    'import _ "\\x65mbed"',
    "import _ `em\rbed`",
    'import . "embed"\nimport "os"',
  ])("may import it by %j", (imports) => {
    expect(embeds("\n//go:embed a\nvar x string", `package a\n${imports}`)).toBe("\n//go:embed a");
  });

  it.each(['import "embedded"', 'import embed "fmt"', 'import "go/embed"', '// import "embed"\n'])(
    "is none with %j",
    (imports) => {
      const source = `package a\n${imports}\n//go:embed a\nvar x string\n`;
      expect(headerText(source)).not.toContain("go:embed");
    },
  );
});

describe("the shape of a header", () => {
  const shape = (source: string) => headerOf(source).shape;
  const one = 'package a\n\nimport "fmt"\n\nvar b = 1\n';

  it.each<[what: string, source: string]>([
    ["another import", 'package a\n\nimport "os"\n\nvar b = 1\n'],
    ["one more", 'package a\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nvar b = 1\n'],
    ["imports with names", 'package a\n\nimport f "fmt"\nimport _ "os"\n\nvar b = 1\n'],
    ["none", "package a\n\nvar b = 1\n"],
    ["another body", 'package a\n\nimport "fmt"\n\nvar c = 2\n'],
  ])("is the same with %s", (_, source) => {
    expect(shape(source)).toBe(shape(one));
  });

  it.each<[what: string, source: string]>([
    ["another package", 'package b\n\nimport "fmt"\n'],
    ["a build constraint", '//go:build linux\n\npackage a\n\nimport "fmt"\n'],
    ["a //go:debug line", '//go:debug panicnil=1\npackage a\n\nimport "fmt"\n'],
    ["cgo", 'package a\n\nimport "C"\nimport "fmt"\n'],
    ["embed", 'package a\n\nimport _ "embed"\nimport "fmt"\n'],
    ["an import with an escape", 'package a\n\nimport "f\\x6dt"\n'],
    ["a comment among the imports", 'package a\n\n// words\nimport "fmt"\n'],
    ["an import that does not end", 'package a\n\nimport "fmt\n'],
  ])("is another with %s", (_, source) => {
    expect(shape(source)).not.toBe(shape(one));
  });

  it("is another with another preamble of cgo, and another embedded file", () => {
    const cgo = (line: string) => `package a\n\n// ${line}\nimport "C"\n`;
    expect(shape(cgo("int f();"))).not.toBe(shape(cgo("int g();")));
    const embed = (name: string) => `package a\n\nimport _ "embed"\n\n//go:embed ${name}\nvar s string\n`;
    expect(shape(embed("a"))).not.toBe(shape(embed("b")));
  });
});

describe("real files of std", async () => {
  const [installed] = (await gatherCandidates({ machine: readMachine() })).filter(({ version }) => version);
  const goroot = installed?.goroot;
  const files = goroot === undefined ? [] : ["net", "crypto"].flatMap((name) => goFiles(goroot, name));

  it.skipIf(files.length === 0)("have a header with all their imports, whatever follows", () => {
    expect(files.length).toBeGreaterThan(500);
    for (const file of files) {
      const source = readFileSync(file, "latin1");
      const header = headerText(source);
      const [head = "", ...lines] = header.split("\n//go:embed");
      expect(source.startsWith(head), file).toBe(true);
      for (const line of lines) expect(source.includes(`//go:embed${line}\n`), file).toBe(true);
      for (const line of importLines(source)) expect(head.split("\n"), file).toContain(line);
      expect(headerText(`${source}\nvar gowslAdded = 1\n`), file).toBe(header);
    }
  });

  it.skipIf(files.length === 0)("have a header without what they declare", () => {
    const tail = /^(?:func|type|var|const)\b/m;
    const whole = files.filter((file) =>
      tail.test(withoutComments(headerText(readFileSync(file, "latin1")))),
    );
    expect(whole).toEqual([]);
  });
});

function goFiles(goroot: string, name: string): string[] {
  const folder = path.join(goroot, "src", name);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".go"))
    .map((file) => path.join(folder, file));
}

/** Whole lines with an import path, before the first declaration. */
function importLines(source: string): string[] {
  const [head = ""] = withoutComments(source).split(/^(?:func|type|var|const)\b/m, 1);
  const single = head.match(/^import (?:[\w.]+ )?"[^"\n]+"$/gm) ?? [];
  const blocks = [...head.matchAll(/^import \(\n([^)]*)^\)/gm)].map(([, block]) => block ?? "");
  return [...single, ...blocks.flatMap((block) => block.match(/^\t(?:[\w.]+ )?"[^"\n]+"$/gm) ?? [])];
}

function withoutComments(source: string): string {
  return source.replace(/^\/\*.*?\*\//gms, "").replace(/^\s*\/\/.*$/gm, "");
}
