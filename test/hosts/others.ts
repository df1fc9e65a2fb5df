import type { HostFixture } from "./fixture.ts";

export const azure: HostFixture = {
  host: "a virtual machine of Azure, whose kernel is Microsoft's in a way",
  source: "Azure/AgentBaker#983 (/proc/version), actions/runner-images#5934; the mounts constructed",
  facts: {
    osrelease: "5.4.0-1055-azure\n",
    version:
      "Linux version 5.4.0-1055-azure (buildd@lcy01-amd64-025) (gcc version 7.5.0 (Ubuntu 7.5.0-3ubuntu1~18.04)) #57~18.04.1-Ubuntu SMP Fri Jul 16 19:40:19 UTC 2021\n",
    binfmtNames: ["python3.6", "register", "status"],
  },
  mountInfo: `24 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,discard
30 24 8:17 / /mnt rw,relatime shared:2 - ext4 /dev/sdb1 rw
`,
  expected: {
    kind: "linux",
    evidence: ["plain kernel 5.4.0-1055-azure", "no sign of WSL"],
    drives: [],
    fileSystems: [["/mnt/c", "ext4 local"]],
  },
};

export const plainLinux: HostFixture = {
  host: "plain Linux with the variables of nobody, and a disk of a virtual machine",
  source: "constructed after proc_pid_mountinfo(5)",
  facts: { osrelease: "6.12.48+deb13-amd64\n", binfmtNames: [] },
  mountInfo: `28 1 254:0 / / rw,relatime shared:1 - xfs /dev/vda1 rw
40 28 0:40 / /host rw,relatime - 9p hostshare rw,trans=virtio,version=9p2000.L
41 28 0:41 / /run rw,nosuid - tmpfs tmpfs rw
`,
  expected: {
    kind: "linux",
    evidence: ["plain kernel 6.12.48+deb13-amd64", "no sign of WSL"],
    drives: [],
    fileSystems: [
      ["/home/me", "xfs local"],
      ["/host/src", "9p host"],
      ["/run", "tmpfs local"],
    ],
  },
};

export const windows: HostFixture = {
  host: "Windows, started from a terminal of WSL's side",
  source:
    "constructed after learn.microsoft.com/windows/wsl/filesystems: WSLENV passes variables to Windows programs",
  facts: {
    platform: "win32",
    environment: { OS: "Windows_NT", WSL_DISTRO_NAME: "Ubuntu", WSLENV: "WSL_DISTRO_NAME/w" },
  },
  expected: { kind: "windows", evidence: ["platform win32"] },
};

export const macos: HostFixture = {
  host: "macOS",
  source: "constructed after nodejs.org/api/process.html, process.platform",
  facts: { platform: "darwin", environment: { TERM_PROGRAM: "Apple_Terminal" } },
  expected: { kind: "darwin", evidence: ["platform darwin"] },
};
