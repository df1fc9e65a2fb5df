/**
 * The texts of gowsl's shims: small scripts named `go`, `gofmt`, ... that run the Go which the folder asks for,
 * and the routes that they follow. Pure: what is in a file is text here, and nobody is asked.
 */
import { quoteWord } from "../model/shell-words.ts";

/** Stands in the second line of each script; by it lib/go/candidates.ts looks past the shims. */
export const shimMark = "# gowsl shim:";

/** Lies beside the shims and says where they lead. A folder that has it holds nothing but shims. */
export const shimListName = "gowsl-shims.json";

/** The tools of Go itself, and those that are installed beside it and speak in paths of one side. */
export const goTools = ["go", "gofmt"] as const;
export const otherTools = ["gopls", "dlv"] as const;

/** Is it the text of a shim script? */
export function isShimText(start: string): boolean {
  return start.split("\n", 2)[1]?.startsWith(shimMark) === true;
}

export interface Shim {
  tool: string;
  /** What runs this gowsl: the runtime and the script, or the executable. */
  gowsl: readonly string[];
  /** The folder of the routes. */
  routes: string;
  /** The program itself, of a tool that is no part of a Go installation. */
  program?: string | undefined;
}

/**
 * The script for POSIX systems. A route is a file that this folder's last `gowsl go` has left, and that says
 * itself if it still holds; only without one that holds Node is started. PWD is right: the shell checks it.
 */
export function shimScript({ tool, gowsl, routes, program }: Shim): string {
  const [runtime = "node", ...script] = gowsl;
  const head = [
    "#!/bin/sh",
    `${shimMark} runs ${tool} as gowsl does; \`gowsl shim uninstall\` takes it away.`,
  ];
  const entry = quoteWord(script.at(-1) ?? runtime);
  const own = script.map((word) => `${quoteWord(word)} `).join("");
  const start = [
    `runtime=${quoteWord(runtime)}`,
    // Another Node will do; there is no other executable.
    ...(script.length === 0 ? [] : ['[ -x "$runtime" ] || runtime=node']),
    `[ -f ${entry} ] || {`,
    `  echo "gowsl: "${entry}" is gone, and this ${tool} is its shim. Run \\"gowsl shim install\\" again." >&2`,
    "  exit 127",
    "}",
  ];
  if (tool === "gowsl") return lines(...head, ...start, `exec "$runtime" ${own}"$@"`);
  const arrived = program === undefined ? `"$goroot/bin/${tool}"` : quoteWord(program);
  const asked = tool === "go" ? "go" : `exec -- ${program === undefined ? tool : quoteWord(program)}`;
  return lines(
    ...head,
    "gowsl_count() {",
    "  gowsl_n=0",
    '  for gowsl_f in "$1"/*; do [ -e "$gowsl_f" ] && gowsl_n=$((gowsl_n + 1)); done',
    '  [ "$gowsl_n" = "$2" ]',
    "}",
    `for route in ${quoteWord(routes)}"$PWD"/*.route; do`,
    '  [ -f "$route" ] || continue',
    "  goroot=",
    '  . "$route"',
    '  [ -n "$goroot" ] || continue',
    "  PATH=$goroot/bin:$PATH GOROOT=$goroot GOTOOLCHAIN=local",
    "  export PATH GOROOT GOTOOLCHAIN",
    `  exec ${arrived} "$@"`,
    "done",
    ...start,
    "GOWSL_SHIM_FOLDER=$PWD",
    "export GOWSL_SHIM_FOLDER",
    `exec "$runtime" ${own}${asked} "$@"`,
  );
}

/** Which Go a folder has got, and all that this rests on. */
export interface Route {
  goroot: string;
  /** The real folder. */
  folder: string;
  /** Variables with their values; an empty one counts as unset. */
  variables: readonly (readonly [name: string, value: string])[];
  present: readonly string[];
  absent: readonly string[];
  /** Links with where they lead. */
  links: readonly (readonly [link: string, target: string])[];
  /** Texts that were read, whole. */
  texts: readonly (readonly [file: string, text: string])[];
  /** Folders whose names mattered, with how many there are; the names are among `present`. */
  counts: readonly (readonly [folder: string, count: number])[];
}

/** Longer ones would cost more to read than Node to start. */
const longestTexts = 100_000;

/**
 * The route as a script that sets `goroot` if it holds. But for one `cat` it needs builtins only; `-ef` is one
 * of dash, bash, busybox, ksh and zsh. Undefined where a text can't be compared so.
 */
export function routeScript(route: Route): string | undefined {
  const { goroot, folder, variables, present, absent, links, texts, counts } = route;
  const content = texts.map(([, text]) => text).join("");
  // A shell drops NUL, and a file that is no UTF-8 does not come back as it was.
  if (content.length > longestTexts || /[\0\ufffd]/.test(content)) return undefined;
  if (variables.some(([name]) => !/^[A-Za-z_]\w*$/.test(name))) return undefined;
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const conditions = [
    ...variables.map(([name, value]) => `[ "\${${name}-}" = ${quote(value)} ]`),
    `[ . -ef ${quote(folder)} ]`,
    `[ -x ${quote(`${goroot}/bin/go`)} ]`,
    ...present.map((file) => `[ -e ${quote(file)} ]`),
    ...absent.map((file) => `[ ! -e ${quote(file)} ]`),
    ...links.map(([link, target]) => `[ ${quote(link)} -ef ${quote(target)} ]`),
    ...counts.map(([each, count]) => `gowsl_count ${quote(each)} ${count}`),
    // `$( )` drops line feeds at the end, so something stands behind them.
    ...(texts.length === 0
      ? []
      : [
          `[ "$(cat ${texts.map(([file]) => quote(file)).join(" ")} 2>/dev/null; echo .)" = ${quote(`${content}.`)} ]`,
        ]),
  ];
  return lines(`if ${conditions.join(" &&\n  ")}`, `then goroot=${quote(goroot)}`, "fi");
}

/** The same as data, for the program that is the shim on Windows. `digest` is that of a text. */
export function routeDocument(route: Route, digest: (text: string) => string): string {
  const texts = route.texts.map(([file, text]) => [file, digest(text)]);
  return `${JSON.stringify({ ...route, texts })}\n`;
}

const begin = "# >>> gowsl shims >>>";
const end = "# <<< gowsl shims <<<";

/** A profile with the block that puts the shims first on PATH; one that has it already comes back the same. */
export function withBlock(profile: string, line: string): string {
  const block = `${begin}\n${line}\n${end}\n`;
  if (profile.includes(block)) return profile;
  const rest = withoutBlock(profile);
  // The marks take a line each; without a line feed before them they would stand behind the user's last word.
  return rest === "" || rest.endsWith("\n")
    ? rest + block
    : `${rest}\n${begin} no line feed before\n${line}\n${end}\n`;
}

/** The profile as it was before the block. */
export function withoutBlock(profile: string): string {
  return profile.replace(
    // Between the marks there is no second beginning: an end that somebody has removed takes nothing with it.
    /(\n?)# >>> gowsl shims >>>( no line feed before)?\n(?:(?!# >>> gowsl shims)[^])*?\n# <<< gowsl shims <<<(?:\n|$)/g,
    (_, feed, none) => (none === undefined ? feed : ""),
  );
}

function lines(...texts: string[]): string {
  return `${texts.join("\n")}\n`;
}
