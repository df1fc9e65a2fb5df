import { binfmt, enabledText, type HostFixture } from "./fixture.ts";

export const wsl1: HostFixture = {
  host: "WSL 1 on Windows 10",
  source:
    "microsoft/WSL#8104 (/proc/version), microsoft/WSL#6556 and lamyj/wsl-path-converter#4 (mounts, written as mountinfo)",
  facts: {
    osrelease: "4.4.0-19041-Microsoft\n",
    version:
      "Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com) (gcc version 5.4.0 (GCC) ) #1237-Microsoft Sat Sep 11 14:32:00 PST 2021\n",
    environment: { WSL_DISTRO_NAME: "kali-linux" },
    binfmtNames: ["WSLInterop", "register", "status"],
  },
  mountInfo: `2 2 0:2 / / rw,noatime - lxfs rootfs rw
3 2 0:3 / /dev rw,noatime - tmpfs none rw,mode=755
4 2 0:4 / /sys rw,nosuid,nodev,noexec,noatime - sysfs sysfs rw
5 2 0:5 / /proc rw,nosuid,nodev,noexec,noatime - proc proc rw
6 3 0:6 / /dev/pts rw,nosuid,noexec,noatime - devpts devpts rw,gid=5,mode=620
7 2 0:7 / /run rw,nosuid,noexec,noatime - tmpfs none rw,mode=755
8 5 0:8 / /proc/sys/fs/binfmt_misc rw,noatime - binfmt_misc binfmt_misc rw
9 2 0:9 / /mnt/c rw,noatime - drvfs C: rw,uid=1000,gid=1000,case=off
10 2 0:10 / /mnt/z rw,relatime - drvfs Z: rw,case=off
`,
  interopFacts: { registrations: { WSLInterop: enabledText.replace("PF", "P") } },
  expected: {
    kind: "wsl1",
    evidence: ["kernel 4.4.0-19041-Microsoft", `${binfmt}/WSLInterop`, "WSL_DISTRO_NAME=kali-linux"],
    distribution: { name: "kali-linux", source: "WSL_DISTRO_NAME", certain: true },
    interop: { state: "enabled", evidence: `${binfmt}/WSLInterop` },
    drives: ["C:\\ on /mnt/c (drvfs)", "Z:\\ on /mnt/z (drvfs)"],
    same: [
      ["/mnt/c/Users/me", "C:\\Users\\me"],
      ["/mnt/z", "Z:\\"],
      ["/home/me/p", "\\\\wsl.localhost\\kali-linux\\home\\me\\p"],
    ],
    fileSystems: [
      ["/home/me", "lxfs local"],
      ["/mnt/c/src", "drvfs windows"],
    ],
  },
};

/** The first release: the kernel's own name does not say it, its version does. */
export const firstWsl: HostFixture = {
  host: "the first WSL, of Windows 10 1607",
  source: "microsoft/WSL#1090 (kernel), microsoft/WSL#1220 (mounts, written as mountinfo)",
  facts: {
    osrelease: "3.4.0+\n",
    version:
      "Linux version 3.4.0-Microsoft (Microsoft@Microsoft.com) (gcc version 4.7 (GCC) ) #1 SMP PREEMPT Wed Dec 31 14:42:53 PST 2014\n",
  },
  mountInfo: `1 1 0:1 / / ro,relatime - rootfs rootfs ro
2 1 0:2 / /mnt/c rw,noatime - drvfs C: rw
3 1 0:3 / /mnt/g rw,noatime - drvfs G: rw
`,
  interopFacts: { registrations: {} },
  expected: {
    kind: "wsl1",
    evidence: ["kernel 3.4.0-Microsoft of /proc/version"],
    interop: { state: "missing", evidence: `no ${binfmt}/WSLInterop*` },
    drives: ["C:\\ on /mnt/c (drvfs)", "G:\\ on /mnt/g (drvfs)"],
    same: [["/mnt/g/x", "G:\\x"]],
    toWindows: [["/home/me", /name of the distribution is not known/]],
    toLinux: [["F:\\x", /F: is not mounted/]],
  },
};
