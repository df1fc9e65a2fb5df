import { describe, expect, it } from "vitest";
import type { HostFacts } from "../../../lib/host/detect.ts";
import { classifyHost, detectHost, goarchOf, goosOf } from "../../../lib/host/detect.ts";
import { readMachine } from "../../../lib/host/machine.ts";
import type { HostKind } from "../../../lib/model/host.ts";

const wsl2Release = "5.15.167.4-microsoft-standard-WSL2\n";
const inDistribution = { markers: ["/run/WSL", "/mnt/wsl", "/usr/bin/wslinfo"], binfmtNames: ["WSLInterop"] };

interface Row extends Partial<HostFacts> {
  kind: HostKind;
  host: string;
  source: string;
}

const hosts: Row[] = [
  { host: "Windows", platform: "win32", kind: "windows", source: "constructed" },
  { host: "macOS", platform: "darwin", kind: "darwin", source: "constructed" },
  { host: "FreeBSD", platform: "freebsd", kind: "linux", source: "constructed" },
  {
    host: "plain Linux",
    osrelease: "6.8.0-45-generic\n",
    binfmtNames: ["python3.11"],
    kind: "linux",
    source: "constructed",
  },
  {
    host: "container on plain Linux",
    osrelease: "6.8.0-45-generic\n",
    markers: ["/.dockerenv"],
    kind: "linux",
    source: "constructed",
  },
  {
    host: "WSL 1",
    osrelease: "4.4.0-18362-Microsoft\n",
    binfmtNames: ["WSLInterop"],
    kind: "wsl1",
    source: "paulirish/git-open#158",
  },
  {
    host: "WSL 1 from an exported Docker image, interop off",
    osrelease: "4.4.0-19041-Microsoft\n",
    markers: ["/.dockerenv"],
    kind: "wsl1",
    source: "constructed after DDoSolitary/LxRunOffline#115",
  },
  {
    host: "WSL 2 with an early kernel",
    osrelease: "4.19.81-microsoft-standard\n",
    ...inDistribution,
    kind: "wsl2",
    source: "paulirish/git-open#158",
  },
  {
    host: "WSL 2 with the words in another order",
    osrelease: "4.19.112-microsoft-WSL2-standard\n",
    ...inDistribution,
    kind: "wsl2",
    source: "systemd/systemd#15614",
  },
  {
    host: "WSL 2 with systemd",
    osrelease: "5.15.153.1-microsoft-standard-WSL2\n",
    markers: ["/run/WSL"],
    binfmtNames: ["python3.11", "register", "status", "WSLInterop-late"],
    kind: "wsl2",
    source: "wslutilities/wslu#319",
  },
  {
    host: "WSL 2 whose interop was removed by systemd",
    osrelease: "5.15.62.1-microsoft-standard-WSL2\n",
    markers: ["/run/WSL", "/mnt/wsl"],
    kind: "wsl2",
    source: "microsoft/WSL#8952",
  },
  {
    host: "WSL 2 with a custom kernel, systemd, other spelling",
    osrelease: "6.6.87.2-custom+\n",
    binfmtNames: ["WSLInterop-Late"],
    kind: "wsl2",
    source: "sindresorhus/is-wsl#13, git-ecosystem/git-credential-manager#2064",
  },
  {
    host: "WSL 2 with a custom kernel, only the variable left",
    osrelease: "6.1.21.1-xanmod\n",
    environment: { WSL_DISTRO_NAME: "Ubuntu" },
    kind: "wsl2",
    source: "sindresorhus/is-wsl#13",
  },
  {
    host: "WSL 2 under sudo: no variables",
    osrelease: wsl2Release,
    ...inDistribution,
    environment: {},
    kind: "wsl2",
    source: "constructed after DET-04",
  },
  {
    host: "WSL 2 distribution made from an exported Docker image",
    osrelease: wsl2Release,
    markers: ["/.dockerenv", "/run/WSL"],
    binfmtNames: ["WSLInterop"],
    kind: "wsl2",
    source: "DDoSolitary/LxRunOffline#115",
  },
  {
    host: "Docker container on WSL 2",
    osrelease: wsl2Release,
    markers: ["/.dockerenv"],
    kind: "container-on-wsl",
    source: "git-ecosystem/git-credential-manager#1813",
  },
  {
    host: "Podman container on WSL 2",
    osrelease: wsl2Release,
    markers: ["/run/.containerenv", "/mnt/wsl"],
    kind: "container-on-wsl",
    source: "sindresorhus/is-wsl#11",
  },
  {
    host: "container on WSL 2 whose runtime leaves no marker",
    osrelease: wsl2Release,
    binfmtNames: ["register", "status"],
    kind: "container-on-wsl",
    source: "git-ecosystem/git-credential-manager#2064",
  },
];

describe("classifyHost", () => {
  it.each(hosts)("$host: $kind ($source)", ({ kind, host: _host, source: _source, ...facts }) => {
    const found = classifyHost({
      platform: "linux",
      environment: {},
      markers: [],
      binfmtNames: [],
      ...facts,
    });
    expect(found.kind).toBe(kind);
    expect(found.evidence.length).toBeGreaterThan(0);
    expect(found.evidence.join()).not.toContain("\n");
  });

  it("tells what it rests on", () => {
    const facts = { platform: "linux", environment: {}, osrelease: wsl2Release } as const;
    expect(classifyHost({ ...facts, markers: ["/.dockerenv"], binfmtNames: [] }).evidence).toEqual([
      "kernel 5.15.167.4-microsoft-standard-WSL2",
      "/.dockerenv",
    ]);
    expect(
      classifyHost({ ...facts, markers: ["/run/WSL"], binfmtNames: ["WSLInterop-late"] }).evidence,
    ).toEqual([
      "kernel 5.15.167.4-microsoft-standard-WSL2",
      "/proc/sys/fs/binfmt_misc/WSLInterop-late",
      "/run/WSL",
    ]);
  });
});

describe("names of Go", () => {
  it.each([
    ["win32", "x64", "windows", "amd64"],
    ["win32", "ia32", "windows", "386"],
    ["darwin", "arm64", "darwin", "arm64"],
    ["linux", "mipsel", "linux", "mipsle"],
    ["linux", "ppc64", "linux", "ppc64le"],
    ["aix", "ppc64", "aix", "ppc64"],
    ["linux", "riscv64", "linux", "riscv64"],
    ["linux", "s390x", "linux", "s390x"],
    ["linux", "loong64", "linux", "loong64"],
    ["sunos", "x64", "solaris", "amd64"],
  ] as const)("%s %s -> %s/%s", (platform, arch, goos, goarch) => {
    expect(goosOf(platform)).toBe(goos);
    expect(goarchOf(arch, platform)).toBe(goarch);
  });
});

describe("detectHost", () => {
  it("fills the host of this machine", async () => {
    const machine = readMachine();
    const host = await detectHost(machine);
    expect(host).toMatchObject({ goos: goosOf(machine.platform), cores: machine.cores });
    expect(host.evidence.length).toBeGreaterThan(0);
  });

  it("reads no Linux file on other platforms", async () => {
    const host = await detectHost({ ...readMachine(), platform: "win32", arch: "x64" });
    expect(host).toMatchObject({
      kind: "windows",
      goos: "windows",
      goarch: "amd64",
      evidence: ["platform win32"],
    });
  });
});
