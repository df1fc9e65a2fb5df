/** `gowsl env --explain` beside the real `go env -json` and `go env -changed`, in many constellations and two Gos. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Checkout, goEnvironment, long, machineGoroot } from "./rig.ts";

interface Explained {
  name: string;
  value: string;
  from: string;
  changed: boolean;
  layers: { name: string; value: string; place?: string; ignored?: string }[];
}

interface Constellation {
  name: string;
  env?: Record<string, string | undefined>;
  /** Text of the go env file. */
  file?: string;
  /** Among those that `npm test` runs, too. */
  isFirst?: true;
}

/** Temporary folders are in the one, and the other is looked up on PATH. */
const neverAlike = ["GOGCCFLAGS", "GCCGO"];

const constellations: Constellation[] = [
  { name: "nothing is set", env: { GOMODCACHE: undefined, GOCACHE: undefined } },
  {
    name: "the environment says much",
    env: {
      GOFLAGS: "-mod=mod -v",
      GOBIN: "/opt/bin",
      GOPRIVATE: "corp.example",
      GOPROXY: "direct",
      GOVCS: "*:git",
      GODEBUG: "panicnil=1",
      GOTMPDIR: "/tmp",
      GOAUTH: "off",
      GOPATH: "/a:/b",
      GOMODCACHE: undefined,
    },
  },
  {
    name: "the file says much",
    env: { GOMODCACHE: undefined },
    file: "GOFLAGS=-mod=mod\nGOBIN=/opt/bin\nGOPRIVATE=corp.example\nGONOSUMDB=other.example\nGOPATH=/a\nAR=llvm-ar\nGOTOOLCHAIN=local\nGOROOT=/nowhere\n",
  },
  {
    isFirst: true,
    name: "both say something",
    env: { GOFLAGS: "-v", GOPROXY: "off", GOPRIVATE: "one.example" },
    file: "GOFLAGS=-x\nGOPROXY=direct\nGOPRIVATE=two.example\nGOSUMDB=off\n",
  },
  { name: "an empty variable is none", env: { GOFLAGS: "", GOPRIVATE: "" }, file: "GOFLAGS=-x\n" },
  {
    isFirst: true,
    name: "an empty line hides go.env",
    env: { GOPROXY: undefined },
    file: "GOPROXY=\nGOSUMDB=\nGOFLAGS=\n",
  },
  { name: "lines come twice", file: "GOFLAGS=-x\nGOFLAGS=-v\n# GOFLAGS=-n\n GOFLAGS=-w\nexport GOBIN=/x\n" },
  {
    isFirst: true,
    name: "lines end as on Windows",
    file: "GOPRIVATE=corp.example\r\nGOFLAGS=-x\r\nCC=gcc\r\n",
  },
  { name: "the file has a byte order mark", file: "\uFEFFGOFLAGS=-x\nGOBIN=/opt/bin\n" },
  {
    isFirst: true,
    name: "another target, with its level",
    env: { GOOS: "linux", GOARCH: "arm", GOARM: "6", GOAMD64: "v3" },
  },
  { name: "another target in the file", file: "GOOS=windows\nGOARCH=386\nGO386=softfloat\n" },
  { isFirst: true, name: "cgo is off", env: { CGO_ENABLED: "0", CGO_CFLAGS: "-O3   -Wall" } },
  { name: "cgo is neither on nor off", env: { CGO_ENABLED: "yes" }, file: "CGO_ENABLED=0\n" },
  { name: "no C compiler", env: { PATH: path.join(machineGoroot(), "bin") } },
  { name: "a named C compiler", env: { CC: "clang -m64", CXX: "clang++" } },
  { name: "a C compiler of the file", file: "CC=clang\nPKG_CONFIG=pkgconf --static\n" },
  { name: "folders of XDG", env: { XDG_CACHE_HOME: "/var/cache/ada", GOCACHE: undefined } },
  { name: "modules are off", env: { GO111MODULE: "off", GOWORK: "off" } },
  { name: "modules are on", env: { GO111MODULE: "on", GOENV: "off", GOWORK: "auto" }, file: "GOFLAGS=-x\n" },
  {
    isFirst: true,
    name: "only the environment may say it",
    file: "GODEBUG=panicnil=1\nGOVERSION=go9\nGOMOD=/x\nGOENV=/y\n",
  },
  { name: "an experiment", env: { GOEXPERIMENT: "nodwarf5" }, file: "GOFIPS140=latest\n" },
  {
    isFirst: true,
    name: "Go lies where GOPATH would",
    env: { HOME: path.dirname(machineGoroot()), GOMODCACHE: "/m", GOCACHE: "/c" },
  },
];

/** What is wrong with the explanations, by what the routed go itself says when gowsl runs it. */
async function differences(
  checkout: Checkout,
  constellation: Constellation,
  explained: Explained[],
): Promise<string[]> {
  const names = explained.map(({ name }) => name).join(" ");
  const questions = `go env -json ${names}; echo '#'; go env -json; echo '#'; go env -changed -json || true`;
  const { stdout, stderr } = await checkout.run(["exec", "--", "/bin/bash", "-c", questions], {
    env: environmentOf(checkout, constellation),
  });
  const [values, known, changed] = stdout
    .split("#\n")
    .map((text) => (text.trim() === "" ? undefined : (JSON.parse(text) as Record<string, string>)));
  if (values === undefined || known === undefined) throw new Error(stderr);
  return explained.flatMap(({ name, value, from, changed: isChanged }) => {
    if (neverAlike.includes(name)) return [];
    const wrong = value === values[name] ? [] : [`${name}: go says ${values[name]}, not ${value}`];
    // Go compares GOPATH of the environment with itself, and what gowsl sets with what a wrong GOROOT has.
    const isComparable =
      changed !== undefined && Object.hasOwn(known, name) && name !== "GOPATH" && from !== "gowsl";
    if (isComparable && Object.hasOwn(changed, name) !== isChanged) {
      wrong.push(`${name}: go says it is ${isChanged ? "not " : ""}changed`);
    }
    return wrong;
  });
}

function environmentOf(checkout: Checkout, { env = {}, file }: Constellation) {
  return { ...(file === undefined ? {} : { GOENV: checkout.path("goenv") }), ...env };
}

async function explain(checkout: Checkout, constellation: Constellation): Promise<Explained[]> {
  if (constellation.file !== undefined) checkout.write("goenv", constellation.file);
  const { code, stdout, stderr } = await checkout.run(["env", "--explain", "--json"], {
    env: environmentOf(checkout, constellation),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return (JSON.parse(stdout) as { variables: Explained[] }).variables;
}

describe("gowsl env --explain says what go env says", () => {
  async function expectSame(constellation: Constellation): Promise<void> {
    const checkout = Checkout.of("greeting");
    // No GOROOT of the environment: that of PATH is routed, also where a test makes PATH short.
    const explained = await explain(checkout, constellation);
    expect(explained.length).toBeGreaterThan(60);
    expect(await differences(checkout, constellation, explained)).toEqual([]);
  }

  it.each(constellations.filter(({ isFirst }) => isFirst))("where $name", expectSame);
  it.each(constellations.filter(({ isFirst }) => !isFirst))("where $name", long, expectSame);

  it("with the go.env of another packager", async () => {
    const checkout = Checkout.of("greeting");
    const goroot = checkout.path("../packaged");
    mkdirSync(goroot);
    for (const name of readdirSync(machineGoroot())) {
      if (name !== "go.env") symlinkSync(path.join(machineGoroot(), name), path.join(goroot, name));
    }
    // The first line of a name counts, and GOROOT none.
    writeFileSync(
      path.join(goroot, "go.env"),
      "GOPROXY=direct\nGOPROXY=off\nGOFLAGS=-trimpath\nGOROOT=/nowhere\nGOTOOLCHAIN=auto\nGOBIN=/shipped\n",
    );
    const constellation = {
      name: "",
      env: { GOROOT: path.resolve(goroot), GOBIN: "/mine", GOPROXY: undefined },
    };
    const explained = await explain(checkout, constellation);
    const says = (name: string) => explained.find((each) => each.name === name);
    expect(says("GOPROXY")).toMatchObject({ value: "direct", from: "go.env" });
    expect(says("GOFLAGS")).toMatchObject({ value: "-trimpath", from: "go.env" });
    expect(says("GOBIN")).toMatchObject({ value: "/mine", from: "environment" });
    const ignored = says("GOROOT")!.layers.find(({ name }) => name === "go.env");
    expect(ignored).toMatchObject({ value: "/nowhere", ignored: "go does not look for itself there" });
    // Of GOFLAGS go asks only whether it is empty, and of a name that stands twice it compares with the last line.
    const wrong = await differences(checkout, constellation, explained);
    expect(wrong.filter((text) => !/^(GOFLAGS|GOPROXY): go says it is changed$/.test(text))).toEqual([]);
  });
});

describe("an older Go", () => {
  const version = "1.21.13";
  beforeAll(() => {
    // Fetched by go itself into the shared module cache, once.
    execFileSync("go", ["version"], {
      cwd: path.parse(process.cwd()).root,
      env: { ...goEnvironment(), GOTOOLCHAIN: `go${version}` },
      stdio: "ignore",
    });
  });

  it("is found in the module cache, and its variables are its own", async () => {
    const checkout = Checkout.of("greeting");
    const constellation = {
      name: "",
      env: { GOTOOLCHAIN: `go${version}`, GOFLAGS: "-mod=mod" },
      file: "GOPRIVATE=corp.example\n",
    };
    const { stdout, stderr } = await checkout.run(["which", "go"], { env: constellation.env });
    expect(stderr).toContain(`GOTOOLCHAIN asks for exactly ${version}; module cache has ${version} (`);
    const explained = await explain(checkout, constellation);
    const own = JSON.parse(
      execFileSync(stdout.trim(), ["env", "-json"], {
        env: checkout.environment({ GOTOOLCHAIN: "local" }),
      }).toString(),
    ) as Record<string, string>;
    expect(own["GOVERSION"]).toBe(`go${version}`);
    const known = explained.filter(({ name }) => Object.hasOwn(own, name));
    expect(known.length).toBeGreaterThan(30);
    expect(await differences(checkout, constellation, known)).toEqual([]);
  });
});
