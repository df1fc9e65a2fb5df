/** Which flags of `go vet` change nothing but which checks are made (`go tool vet help`, Go 1.21 to 1.26). Pure. */

const checks = new Set(
  [
    "appends asmdecl assign atomic bools buildtag cgocall composites copylocks defers directive errorsas",
    "framepointer hostport httpresponse ifaceassert loopclosure lostcancel nilfunc printf shift sigchanyzer slog",
    "stdmethods stdversion stringintconv structtag testinggoroutine tests timeformat unmarshal unreachable",
    "unsafeptr unusedresult waitgroup",
  ].flatMap((line) => line.split(" ")),
);

/** Why the result of a check with these flags is not kept, or undefined if it is. */
export function whyVetRuns(flags: readonly string[]): string | undefined {
  const other = flags.find((flag) => {
    const [, name = ""] = /^--?([a-z]+)(?:=(?:true|false))?$/.exec(flag) ?? [];
    return !checks.has(name);
  });
  return other && `${other} is given`;
}
