/** Words of a command line: when a shell is needed, splitting, quoting. Knows no shell but POSIX. */

/** Characters that mean something to bash beyond words and plain quotes. */
const shellCharacters = /[|&;<>()$`\\*?[\]#~!{}\n]|^\s*\w+=/;

/** First words that only a shell knows, or that mean something else without one. */
const shellWords =
  /^\s*(\.|:|cd|exec|command|time|wait|exit|export|source|set|unset|eval|ulimit|umask|trap|read|type|pushd|popd|if|for|while|until|case)(\s|$)/;

/** The words of a line that needs no shell; undefined for one that does. */
export function plainWords(line: string): string[] | undefined {
  return shellCharacters.test(line) || shellWords.test(line) ? undefined : splitWords(line);
}

/** Does the line need a shell, or is it plain words? */
export function needsShell(line: string): boolean {
  return plainWords(line) === undefined;
}

/** Splits plain words; single and double quotes group. Undefined if a quote is left open. */
export function splitWords(line: string): string[] | undefined {
  // Most lines: thousands of tasks have one each.
  if (!/['"]/.test(line)) return line.split(/\s+/).filter((word) => word !== "");
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"]|'[^']*'|"[^"]*")+)/y;
  let end = 0;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    words.push(match[1]!.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double ?? ""));
    end = pattern.lastIndex;
  }
  return line.slice(end).trim() === "" ? words : undefined;
}

/**
 * Puts shell variables where placeholders stand in a line, quoted for where they stand: outside quotes,
 * within double or within single ones. The values themselves never become part of the line.
 * @param variables by placeholder: `{ artifact: "GOWSL_ARTIFACT", "args.env": "GOWSL_ARG_ENV" }`
 */
export function fillWithVariables(line: string, variables: Readonly<Record<string, string>>): string {
  // What is open: quotes, and `$(` within double ones, where quoting begins anew.
  const open: string[] = [];
  return line.replace(/\\.|['"]|\$?\(|\)|\{([\w.-]+)\}/gs, (found, name: string | undefined) => {
    const quote = open.at(-1) ?? "";
    if (name === undefined) {
      // A backslash is like any other character within single quotes.
      const closes = quote === "'" ? found.endsWith("'") : found === (quote === "(" ? ")" : quote);
      const opens = quote === '"' ? found === "$(" : quote !== "'" && /^(['"]|\$?\()$/.test(found);
      if (closes) open.pop();
      else if (opens) open.push(found.at(-1)!);
      return found;
    }
    const variable = variables[name];
    if (variable === undefined) return found;
    if (quote === '"') return `\${${variable}}`;
    return quote === "'" ? `'"\${${variable}}"'` : `"\${${variable}}"`;
  });
}

/** A word as a POSIX shell reads it back. */
export function quoteWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}
