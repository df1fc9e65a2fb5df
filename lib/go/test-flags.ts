/**
 * What the flags of `go test` mean for keeping results: which of them a result may be kept for, after
 * cmd/go/internal/test/test.go (tryCacheWithID), and which go list must be told. Pure.
 */

type Form = "alone" | "with value";

/** Flags of which a result depends on nothing but the flag itself. `-v` and others take a value only behind `=`. */
const keepable: Readonly<Record<string, Form>> = {
  // Of the test binary: those that Go caches, too.
  benchtime: "with value",
  cpu: "with value",
  failfast: "alone",
  fullpath: "alone",
  list: "with value",
  parallel: "with value",
  run: "with value",
  short: "alone",
  skip: "with value",
  timeout: "with value",
  v: "alone",
  // Of go test and of the build.
  asan: "alone",
  asmflags: "with value",
  buildmode: "with value",
  buildvcs: "alone",
  cover: "alone",
  covermode: "with value",
  gcflags: "with value",
  ldflags: "with value",
  mod: "with value",
  modcacherw: "alone",
  msan: "alone",
  p: "with value",
  race: "alone",
  tags: "with value",
  trimpath: "alone",
  vet: "with value",
};

/** Those that may change which files and packages there are. */
const listed = new Set(["asan", "mod", "modcacherw", "msan", "race", "tags"]);

/** Why results of tests with these flags are not kept, or undefined if they are. */
export function whyNotKept(flags: readonly string[]): string | undefined {
  for (const { name, value, word } of parse(flags)) {
    if (name === undefined) return `"${word}" is passed to the tests`;
    if (!Object.hasOwn(keepable, name)) return `-${name} is given`;
    if (name === "v" && value === "test2json") return "-v=test2json is given";
  }
  return undefined;
}

/** The flags that go list must be given, each as one word. */
export function flagsForListing(flags: readonly string[]): string[] {
  return parse(flags).flatMap((flag) => (listed.has(flag.name ?? "") ? [asWord(flag)] : []));
}

/** Flags that the test program itself does not depend on. */
const ofTheRun = new Set(
  "benchtime cpu failfast fullpath list parallel run short skip timeout v vet".split(" "),
);

/** The flags of the build, each as one word, as go build would be given them. */
export function flagsOfBuild(flags: readonly string[]): string[] {
  return parse(flags).flatMap((flag) => (ofTheRun.has(flag.name ?? "") ? [] : [asWord(flag)]));
}

/** The flags that concern the run and its result only, each as one word. */
export function flagsOfRun(flags: readonly string[]): string[] {
  return parse(flags).flatMap((flag) => (ofTheRun.has(flag.name ?? "") ? [asWord(flag)] : []));
}

interface Flag {
  /** Without dashes and without `test.`; undefined for what is no flag. */
  name: string | undefined;
  value?: string;
  word: string;
}

function asWord({ name, value, word }: Flag): string {
  if (name === undefined) return word;
  return value === undefined ? `-${name}` : `-${name}=${value}`;
}

/** Splits words into flags; the value of a known flag may be the next word. */
function parse(words: readonly string[]): Flag[] {
  const flags: Flag[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const [, name, assigned] = /^--?(?:test\.)?([A-Za-z]\w*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) flags.push({ name, word });
    else if (assigned !== undefined) flags.push({ name, value: assigned, word });
    else if (keepable[name] === "with value" && index + 1 < words.length) {
      flags.push({ name, value: words[++index]!, word });
    } else flags.push({ name, word });
  }
  return flags;
}
