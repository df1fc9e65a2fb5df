/**
 * Has Go's tests write the log of what they open: through `go test -exec`, since cmd/go keeps its own
 * log to itself and removes it (cmd/go/internal/test/test.go). Knows nothing of what the logs say.
 */
import path from "node:path";
import { listNames, makeFolder, readText } from "../host/files.ts";
import { writeText } from "../host/placing.ts";

/**
 * exec hands over process, signals and exit code. The flag stands before what the user passes on. Where
 * a process that go has just started still holds the binary open for writing, exec fails for a moment
 * (golang/go#22315); go itself then tries again, and so does this.
 */
const script = `shopt -s execfail
logs=\${0%/*}
binary=$1
shift
name=\${binary%/*}
name=\${name##*/}
printf '%s\\n' "$PWD" >"$logs/$name.folder"
for pause in 0.01 0.02 0.05 0.1 0.2 0.5 1; do
  exec "$binary" "-test.testlogfile=$logs/$name.log" "$@"
  status=$?
  [ $status = 126 ] || exit $status
  sleep $pause
done
exit 126
`;

/**
 * Makes the script in a folder of its own and returns the flag for go test. Bash, since dash drops
 * variables whose names are no words, and can't go on when exec has failed. With -p it reads no BASH_ENV.
 */
export async function prepareTestLogs(bash: string, folder: string): Promise<string | undefined> {
  const file = path.join(folder, "log.bash");
  const words = [bash, file].map(quoted);
  if (words.includes(undefined)) return undefined;
  await makeFolder(folder);
  await writeText(file, script, "may be lost");
  const [program, name] = words as [string, string];
  return `-exec=${program} -p ${name}`;
}

/** As cmd/internal/quoted splits it: there is no escape within quotes. */
function quoted(word: string): string | undefined {
  if (!/[\s'"]/.test(word)) return word;
  if (!word.includes("'")) return `'${word}'`;
  return word.includes('"') ? undefined : `"${word}"`;
}

/** The logs that the tests have left, by the folder in which a test began. */
export async function readTestLogs(folder: string): Promise<Map<string, string>> {
  const logs = new Map<string, string>();
  for (const name of await listNames(folder)) {
    if (!name.endsWith(".folder")) continue;
    const began = readText(path.join(folder, name))?.replace(/\n$/, "");
    const log = readText(path.join(folder, name.replace(/folder$/, "log")));
    if (began !== undefined && log !== undefined) logs.set(began, log);
  }
  return logs;
}
