/**
 * Values of flags of `go test` that Go surely refuses: told before anything is compiled. What is in doubt is left to
 * Go. Pure.
 */

/** time.ParseDuration: a sign, and numbers each with a unit; `0` alone has none. */
const durationForm = /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/;

/** What is wrong with a duration; undefined if nothing is. */
export function durationFault(text: string): string | undefined {
  return durationForm.test(text) ? undefined : `"${text}" is no duration`;
}

/** What to do about a pattern that Go refuses. */
export const patternHelp = "It is a regular expression of Go; a \\ before a sign takes it as it is.";

/**
 * What is wrong with a pattern of tests; undefined if nothing is, or nothing is sure. Go takes it apart at each `/`
 * and `|` outside of brackets (testing/match.go) and compiles each part: what is refused here is wrong in each part,
 * too. The syntax is RE2's (regexp/syntax/doc.go).
 */
export function patternFault(text: string): string | undefined {
  const open: number[] = [];
  let mayRepeat = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    const isFirst = !mayRepeat;
    mayRepeat = true;
    if (character === "\\") {
      if (at + 1 === text.length) return `"${text}" ends with a single \\`;
      if (text[at + 1] === "Q") {
        const end = text.indexOf("\\E", at);
        at = end === -1 ? text.length : end + 1;
      } else at++;
    } else if (character === "[") {
      const end = classEnd(text, at);
      if (end === undefined) return `"${text}" has a [ that is not closed`;
      at = end;
    } else if (character === "(") {
      open.push(at);
      const around = /^\(\?<?[=!]/.exec(text.slice(at));
      if (around !== null) return `"${text}" has ${around[0]}, which Go does not know`;
      // What stands behind `(?` are flags or a name.
      if (text[at + 1] === "?") at++;
      else mayRepeat = false;
    } else if (character === ")") {
      if (open.pop() === undefined) return `"${text}" has a ) that nothing opens`;
    } else if (character === "|") mayRepeat = false;
    else if (isFirst && "*+?".includes(character))
      return `"${text}" has a ${character} with nothing before it`;
  }
  return open.length > 0 ? `"${text}" has a ( that is not closed` : undefined;
}

/** The place of the bracket that closes a class of characters. */
function classEnd(text: string, start: number): number | undefined {
  // The first one does not close it: `[]a]` has two characters.
  let at = start + (text[start + 1] === "^" ? 2 : 1);
  if (text[at] === "]") at++;
  while (at < text.length && text[at] !== "]") {
    const named = /^\[:\^?\w+:\]/.exec(text.slice(at));
    if (named !== null) at += named[0].length;
    else at += text[at] === "\\" ? 2 : 1;
  }
  return at < text.length ? at : undefined;
}
