/** Mutations that change no source: tags, linker flags, variables, and which Go is found. */
import path from "node:path";
import type { MutableProject, Mutation, TaskSettings } from "./mutations.ts";
import type { Random } from "./random.ts";

/** `-tags`, from the config or from GOFLAGS. */
export function changeTags(project: MutableProject, random: Random): Mutation {
  const known = [...project.inventory.tags, "netgo", "osusergo"];
  const tags = random.pick([
    [random.word()],
    [random.pick(known)],
    [random.pick(known), random.word()],
    ["oracle_b", "oracle_a"],
    ["oracle_a", "oracle_b"],
    ["oracle_a", "oracle_a"],
    ["linux"],
    [],
  ]);
  if (random.chance(0.2)) return variables({ GOFLAGS: `-tags=${tags.join(",")}` });
  return set({ tags });
}

/** `-ldflags`, and `-X` by define. */
export function changeLdflags(project: MutableProject, random: Random): Mutation {
  const number = random.below(1000);
  const own = project.inventory.packages[0]?.importPath ?? "main";
  const settings = random.pick<TaskSettings>([
    { ldflags: "-s" },
    { ldflags: "-w" },
    { ldflags: "-s -w" },
    { ldflags: "-w -s" },
    { ldflags: "" },
    { ldflags: " " },
    { ldflags: `-X main.Version=${number}` },
    { ldflags: `-X main.nobody=${number}` },
    { ldflags: `-X ${own}.version=${number}` },
    { ldflags: `-buildid=oracle${number}` },
    { ldflags: "-buildid=" },
    { ldflags: "-nosuchflag" },
    { ldflags: "-compressdwarf=false" },
    { ldflags: "-extldflags=-static" },
    { ldflags: "-linkmode=internal" },
    { define: { "main.version": String(number) } },
    { define: { "main.version": "two words" } },
    { define: { "main.a": "1", "main.b": "2" } },
  ]);
  if (settings.ldflags && random.chance(0.2)) return variables({ GOFLAGS: `'-ldflags=${settings.ldflags}'` });
  return set(settings);
}

/** Variables that cost little: each list is about as long as the share of builds that it should have. */
const withoutEffect: readonly Record<string, string | undefined>[] = [
  { ORACLE: "1" },
  { LANG: "de_DE.UTF-8" },
  { GOGC: "50" },
  { GOMEMLIMIT: "4GiB" },
  { GOMAXPROCS: "1" },
  { GOPRIVATE: "example.com" },
  { GONOSUMDB: "example.com" },
  { GOSUMDB: "off" },
  { GOTELEMETRY: "off" },
  { GOFLAGS: "-v" },
  { GOFLAGS: "-p=1" },
  { GOFLAGS: "-mod=readonly" },
  { GOFLAGS: "-buildvcs=false" },
  { GOWORK: "off" },
  { GOBIN: "/nowhere" },
  { GOTRACEBACK: "all" },
  { GO386: "softfloat" },
  { GOARM: "6" },
  { GOAMD64: "v1" },
  { GO111MODULE: "on" },
  { FC: "nowhere" },
  { PKG_CONFIG: "nowhere" },
];

const withEffect: readonly Record<string, string | undefined>[] = [
  { GOFLAGS: "-trimpath" },
  { GOFLAGS: "-trimpath=false" },
  { GOFLAGS: "-ldflags=-s" },
  { GOFLAGS: "-tags=oracle" },
  { CGO_ENABLED: "0" },
  { CGO_ENABLED: "1" },
  { CGO_CFLAGS: "-O1" },
  { CGO_LDFLAGS: "-O1" },
  { CC: "nowhere" },
  { GODEBUG: "http2client=0" },
  { GO_EXTLINK_ENABLED: "0" },
  { GO_EXTLINK_ENABLED: "1" },
  { GOFIPS140: "off" },
  // These break the build.
  { GOEXPERIMENT: "nosuchexperiment" },
  { GOAMD64: "v9" },
  { GOFLAGS: "-nosuchflag" },
  { GO111MODULE: "off" },
  { GOWORK: "/nowhere/go.work" },
  { GOOS: "nosuchsystem" },
];

/** All of std is compiled anew. */
const heavy: readonly Record<string, string | undefined>[] = [
  { GOAMD64: "v2" },
  { GOAMD64: "v3" },
  { GOARCH: "arm64" },
  { GOARM64: "v9.0", GOARCH: "arm64" },
  { GOEXPERIMENT: "jsonv2" },
  { GOEXPERIMENT: "nogreenteagc" },
  { GOFIPS140: "latest" },
  { GOCLOBBERDEADHASH: "1" },
  { GOFLAGS: "-gcflags=all=-l" },
  { GOFLAGS: "-race" },
];

/** A variable of the process or of the task, or a file that GOENV names. */
export function changeEnvironment(project: MutableProject, random: Random): Mutation {
  const lists = [withoutEffect, withEffect, ...(project.light ? [] : [heavy])];
  const chosen = random.pick(random.pick(lists));
  const names = Object.keys(chosen);
  if (random.chance(0.15)) {
    const text = names.map((name) => `${name}=${chosen[name]}\n`).join("");
    const file = path.resolve(project.tree.folder, "..", "oracle.env");
    return {
      description: `GOENV names a file: ${text.trim().replaceAll("\n", ", ")}`,
      environment: { GOENV: file },
      change: (tree) => tree.write(file, text),
    };
  }
  const target = names.some((name) => /^GO(OS|ARCH)$/.test(name));
  if (!target && random.chance(0.3)) return set({ env: chosen as Record<string, string> });
  return variables(chosen);
}

/** Another Go, the same Go by another path, or a wish for one. */
export function changeToolchain(project: MutableProject, random: Random): Mutation | undefined {
  if (project.toolchains.length === 0) return undefined;
  const { goroot, version } = random.pick(project.toolchains);
  const link = path.resolve(project.tree.folder, "..", "go-link");
  const first = (more: Record<string, string>): Mutation => ({
    description: `the first go on PATH is ${version} ${JSON.stringify(more)}`,
    environment: { PATH: path.join(goroot, "bin") + path.delimiter + process.env["PATH"], ...more },
  });
  return random.pick<() => Mutation>([
    () => variables({ GOROOT: goroot }),
    () => variables({ GOROOT: goroot }),
    () => first({}),
    () => first({ GOTOOLCHAIN: `go${version}` }),
    () => variables({ GOROOT: "/nowhere" }),
    () => variables({ GOROOT: project.goroot }),
    () => variables({ GOTOOLCHAIN: "local" }),
    () => variables({ GOTOOLCHAIN: `go${project.goVersion}` }),
    () => ({
      ...variables({ GOROOT: link }),
      description: "GOROOT is a link to the same Go",
      change: (tree) => tree.link(link, project.goroot),
    }),
    () => ({
      ...variables({ GOROOT: goroot }),
      description: `.go-version and GOROOT: ${version}`,
      change: (tree) => tree.write(".go-version", `${version}\n`),
    }),
    () => ({
      description: `.go-version: ${project.goVersion}`,
      change: (tree) => tree.write(".go-version", `${project.goVersion}\n`),
    }),
  ])();
}

function set(task: TaskSettings): Mutation {
  return { description: `gowsl.config.ts: ${JSON.stringify(task)}`, task };
}

function variables(environment: Record<string, string | undefined>): Mutation {
  return {
    description: `the environment: ${Object.entries(environment)
      .map(([name, value]) => (value === undefined ? `no ${name}` : `${name}=${value}`))
      .join(" ")}`,
    environment,
  };
}
