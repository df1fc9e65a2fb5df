/**
 * What is wrong with the go env file as a file: line ends of Windows, a byte order mark, UTF-16, lines that look like
 * settings and are none. go reads such a file without a word.
 */
import { exists } from "../host/files.ts";
import { variable } from "../model/environment.ts";
import { foreignPath } from "./go-paths.ts";
import type { SettingFacts, SettingProblem } from "./setting-facts.ts";
import type { Repairs } from "./setting-repairs.ts";

/** gowsl gives its own value of these to whatever it runs. */
function isSetByGowsl(name: string): boolean {
  return name === "GOROOT" || name === "GOTOOLCHAIN";
}

/** Words that go splits at white space (cmd/internal/quoted), so that a carriage return at their end is none of them. */
const split = /^(GOFLAGS|CC|CXX|CGO_(C|CPP|CXX|F|LD)FLAGS)$/;

/** What is wrong with the file itself. */
export function fileProblems(facts: SettingFacts, mend: Repairs): SettingProblem[] {
  const { place, text, named } = facts.file;
  if (place === undefined) return [];
  const problem = (thing: string, next: string, stops: SettingProblem["stops"] = "none") => [
    { name: "GOENV", place, thing, next, stops },
  ];
  if (text === undefined) {
    if (!named)
      return exists(place) ? problem("can't be read, so go does without it", `Mend or remove it.`) : [];
    const foreign = foreignPath(place, facts.platform);
    const why = foreign ?? (exists(place) ? "can't be read" : "is not there");
    return problem(`GOENV names this file, which ${why}; go does without it`, mend.unset("GOENV"));
  }
  if (isWide(text)) {
    return problem("is written in UTF-16, of which go reads nothing", mend.rewrite("UTF-16"));
  }
  return [
    ...(text.startsWith("\uFEFF")
      ? problem("begins with a byte order mark, so go does not read its first line", mend.rewrite("mark"))
      : []),
    ...endings(facts, mend),
    ...strayLines(text).flatMap(({ line, what }) =>
      problem(
        `line ${line} "${what}" is not read: go wants NAME=value from the first column`,
        "Correct the line, or remove it.",
      ),
    ),
  ];
}

/** UTF-16 shows as bytes that are no UTF-8 where its mark is, or as a NUL in every second place. */
function isWide(text: string): boolean {
  return text.includes("\0") && (text.startsWith("\uFFFD\uFFFD") || /^.\0.\0|^\0.\0./.test(text));
}

/**
 * Carriage returns and NULs become part of the values. Some of these go refuses; with others it goes on: into a
 * folder whose name ends so, past GOPRIVATE to the public proxy.
 */
function endings(facts: SettingFacts, mend: Repairs): SettingProblem[] {
  const { place = "", settings } = facts.file;
  const spoiled = [...settings.values()].filter(({ value }) => /\r$|\0/.test(value));
  if (spoiled.length === 0) return [];
  const hurt = spoiled.filter(({ name, value }) => isHurt(facts, name, value));
  const told = hurt.length > 0 ? hurt : spoiled;
  const [first] = told;
  const nul = first!.value.includes("\0");
  const lines = `${told.length === 1 ? "line" : "lines"} ${told.map(({ line }) => line).join(", ")}`;
  const character = nul ? "NUL characters" : "a carriage return";
  const ends = told.length === 1 ? (nul ? "holds" : "ends in") : nul ? "hold" : "end in";
  return [
    {
      name: first!.name,
      place,
      thing: `${lines} ${ends} ${character}, which go takes for a part of ${told.map(({ name }) => name).join(", ")}`,
      next: mend.rewrite(nul ? "NUL" : "CRLF"),
      stops: hurt.length > 0 ? "work" : "none",
    },
  ];
}

function isHurt({ platform, environment }: SettingFacts, name: string, value: string): boolean {
  if (isSetByGowsl(name) || !/^(GO[A-Z0-9_]*|CGO_\w+|CC|CXX|FC|AR|PKG_CONFIG|GCCGO)$/.test(name))
    return false;
  if (split.test(name) && !value.includes("\0")) return false;
  if (name === "GOENV" || name === "GODEBUG") return false;
  return variable(environment, platform, name) === undefined;
}

/** Lines that somebody meant as settings, but that do not begin with a capital letter, or have a blank in the name. */
function strayLines(text: string): { line: number; what: string }[] {
  return text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((each, index) => {
      const what = each.trim();
      const meant = /^(export |set )?\s*"?(GO|CGO_)[A-Z0-9_]*\s*=/i.test(what);
      const read = /^[A-Z][A-Z0-9_]*=/.test(each);
      return meant && !read ? [{ line: index + 1, what }] : [];
    });
}
