/**
 * The project of the crash campaign for declared commands as data: a task that writes a file for each word of its
 * input, slowly, and one that reads them all. Knows no file system.
 */

/** What `words.txt` holds. */
export interface Words {
  words: string[];
  /** Stands in each file. */
  marker: string;
  /** Does the command go on when it is asked to end? */
  stubborn: boolean;
}

export const firstWords: Words = { words: ["a", "b", "c"], marker: "start", stubborn: false };

/** The sources by their paths. */
export function commandFiles({ words, marker, stubborn }: Words): Record<string, string> {
  return {
    "words.txt": `${marker}\n${stubborn ? "stubborn" : "obedient"}\n${words.join("\n")}\n`,
    "words.sh": `# A file is half for a moment, and so is the set of them.
{ read -r marker; read -r how; if [ $how = stubborn ]; then trap '' TERM; fi
mkdir -p out
while read -r word; do
  echo half > out/$word
  sleep 0.02
  echo "whole $word $marker" > out/$word
done; } < words.txt
`,
    "gowsl.config.ts": `import { defineConfig, outputsOf, sh } from "gowsl";
export default defineConfig({ tasks: {
  words: sh("sh words.sh", { inputs: ["words.*"], outputs: ["out/**"] }),
  all: sh("cat out/[a-z] > all.txt", { needs: ["words"], inputs: [outputsOf("words")], outputs: ["all.txt"] }),
  other: sh("true", { inputs: [], outputs: [] }),
} });
`,
  };
}

/** What the two tasks make of them. */
export function commandOutputs({ words, marker }: Words): Record<string, string> {
  const lines = words.toSorted().map((word): [string, string] => [word, `whole ${word} ${marker}\n`]);
  return {
    ...Object.fromEntries(lines.map(([word, line]) => [`out/${word}`, line])),
    "all.txt": lines.map(([, line]) => line).join(""),
  };
}
