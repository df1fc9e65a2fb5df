/**
 * Cuts what `go test` prints into packages: of each the text, which ends in its result line, and whether
 * it passed. The forms of the lines are those of cmd/go/internal/test/test.go. Pure.
 */

export interface PackageOutput {
  passed: boolean;
  text: string;
}

/**
 * The packages that go has told of. Where two lines are about one package, a test has printed what looks
 * like one: then nothing is known of that package, nor of those whose texts begin behind these lines.
 * @param text go's whole stdout
 * @param packages import paths of those that it was asked for
 */
export function readTestOutput(text: string, packages: readonly string[]): Map<string, PackageOutput> {
  const asked = new Set(packages);
  const pieces: (PackageOutput & { importPath: string })[] = [];
  let begin = 0;
  for (let start = 0; start < text.length;) {
    const next = text.indexOf("\n", start);
    const end = next < 0 ? text.length : next + 1;
    const result = resultOf(text.slice(start, end));
    start = end;
    if (result === undefined || !asked.has(result.importPath)) continue;
    pieces.push({ ...result, text: text.slice(begin, end) });
    begin = end;
  }
  const counts = new Map<string, number>();
  for (const { importPath } of pieces) counts.set(importPath, (counts.get(importPath) ?? 0) + 1);
  const isClear = (index: number) => index < 0 || counts.get(pieces[index]!.importPath) === 1;
  return new Map(
    pieces.flatMap(({ importPath, passed, text: own }, index) =>
      isClear(index) && isClear(index - 1) ? [[importPath, { passed, text: own }]] : [],
    ),
  );
}

function resultOf(line: string): { importPath: string; passed: boolean } | undefined {
  const [, word, importPath = ""] = /^(ok {2}|FAIL|\? {3}|)\t(\S+)(?:\t.*| \[.*\])\n$/.exec(line) ?? [];
  if (word === undefined) return undefined;
  // Without test files and with -cover: `\tPACKAGE\t\tcoverage: 0.0% of statements`.
  if (word === "" && !line.startsWith(`\t${importPath}\t\tcoverage: `)) return undefined;
  return { importPath, passed: word !== "FAIL" };
}

/** The text with `(cached)` in place of the time, as go prints what it has kept. */
export function asCached(text: string): string {
  return text.replace(/(^|\n)(ok {2}\t[^\t\n]+\t)[\d.]+s([^\n]*\n)$/, "$1$2(cached)$3");
}
