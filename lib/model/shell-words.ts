/** Words of a command line: when a shell is needed, splitting, quoting. Knows no shell but POSIX. */

/** Characters that mean something to bash beyond words and plain quotes. */
const shellCharacters = /[|&;<>()$`\\*?[\]#~!{}\n]|^\s*\w+=/;

/** Does the line need a shell, or is it plain words? */
export function needsShell(line: string): boolean {
  return shellCharacters.test(line) || splitWords(line) === undefined;
}

/** Splits plain words; single and double quotes group. Undefined if a quote is left open. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*((?:[^\s'"]|'[^']*'|"[^"]*")+)/y;
  let end = 0;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    words.push(match[1]!.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double ?? ""));
    end = pattern.lastIndex;
  }
  return line.slice(end).trim() === "" ? words : undefined;
}

/** A word as a POSIX shell reads it back. */
export function quoteWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}
