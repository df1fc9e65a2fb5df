/**
 * Reads the log that a Go test leaves of what it opened and read: the lines of testing/internal/testdeps,
 * with the rules of computeTestInputsID (cmd/go/internal/test/test.go). Pure.
 */
import path from "node:path";

/** What a test asked of the machine. Paths are absolute. */
export type Input = [kind: "variable" | "open" | "stat" | "enter", name: string];

/**
 * What the log names, each once.
 * @param folder where the test began
 * @param counts does a path count? Those outside of the module don't
 * @returns undefined if the log is not whole
 */
export function readTestLog(
  text: string,
  folder: string,
  counts: (file: string) => boolean,
): Input[] | undefined {
  const [magic, ...lines] = text.split("\n");
  // A log that was cut off does not end in a line break.
  if (magic !== "# test log" || lines.pop() !== "") return undefined;
  const inputs = new Map<string, Input>();
  const add = (...input: Input) => inputs.set(input.join(" "), input);
  // Package time reads it past the log.
  add("variable", "TZ");
  let here = folder;
  for (const line of lines) {
    if (line === "") continue;
    const blank = line.indexOf(" ");
    if (blank < 0) return undefined;
    const name = line.slice(blank + 1);
    const file = path.resolve(here, name);
    switch (line.slice(0, blank)) {
      case "getenv":
        // go sets PWD to the folder of the package, whatever it was before.
        if (name !== "PWD") add("variable", name);
        break;
      case "chdir":
        here = file;
        if (counts(file)) add("enter", file);
        break;
      case "open":
      case "stat":
        if (counts(file)) add(line.startsWith("open") ? "open" : "stat", file);
        break;
      default:
        return undefined;
    }
  }
  return [...inputs.values()];
}
