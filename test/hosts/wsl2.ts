import { binfmt, enabledText, type HostFixture } from "./fixture.ts";

const inDistribution = ["/run/WSL", "/mnt/wsl", "/usr/bin/wslinfo"];

export const wsl2: HostFixture = {
  host: "WSL 2 without systemd",
  source:
    "microsoft/WSL#8843 (/proc/version), lamyj/wsl-path-converter#4 (the drive's mount), microsoft/WSL#7152 (mountinfo beside it)",
  facts: {
    osrelease: "5.15.62.1-microsoft-standard-WSL2\n",
    version:
      "Linux version 5.15.62.1-microsoft-standard-WSL2 (oe-user@oe-host) (x86_64-msft-linux-gcc (GCC) 9.3.0, GNU ld (GNU Binutils) 2.34.0.20200220) #1 SMP Wed Aug 24 22:24:20 UTC 2022\n",
    environment: { WSL_DISTRO_NAME: "Ubuntu", WSL_INTEROP: "/run/WSL/410_interop" },
    markers: inDistribution,
    binfmtNames: ["WSLInterop", "register", "status"],
  },
  mountInfo: `86 60 8:32 / / rw,relatime - ext4 /dev/sdc rw,discard,errors=remount-ro,data=ordered
82 86 0:35 / /mnt/wsl rw,relatime shared:1 - tmpfs none rw
83 86 0:37 / /usr/lib/wsl/drivers ro,nosuid,nodev,noatime - 9p drivers ro,dirsync,aname=drivers;fmask=222;dmask=222,mmap,access=client,msize=65536,trans=fd,rfd=8,wfd=8
87 86 0:41 / /mnt/wslg rw,relatime shared:2 - tmpfs none rw
88 87 8:32 / /mnt/wslg/distro ro,relatime shared:3 - ext4 /dev/sdc rw,discard,errors=remount-ro,data=ordered
119 86 0:60 / /mnt/c rw,noatime - 9p C:\\134 rw,dirsync,aname=drvfs;path=C:\\;uid=1000;gid=1000;symlinkroot=/mnt/,mmap,access=client,msize=65536,trans=fd,rfd=8,wfd=8
120 86 0:61 / /mnt/d rw,noatime - 9p D:\\134 rw,dirsync,aname=drvfs;path=D:\\;uid=1000;gid=1000;symlinkroot=/mnt/,mmap,access=client,msize=65536,trans=fd,rfd=8,wfd=8
`,
  interopFacts: { registrations: { WSLInterop: enabledText }, status: "enabled\n" },
  expected: {
    kind: "wsl2",
    evidence: [
      "kernel 5.15.62.1-microsoft-standard-WSL2",
      `${binfmt}/WSLInterop`,
      ...inDistribution,
      "WSL_DISTRO_NAME=Ubuntu",
    ],
    distribution: { name: "Ubuntu", source: "WSL_DISTRO_NAME", certain: true },
    interop: { state: "enabled", evidence: `${binfmt}/WSLInterop` },
    drives: ["C:\\ on /mnt/c (9p)", "D:\\ on /mnt/d (9p)"],
    same: [
      ["/home/me/p", "\\\\wsl.localhost\\Ubuntu\\home\\me\\p"],
      ["/", "\\\\wsl.localhost\\Ubuntu\\"],
      ["/mnt/c", "C:\\"],
      ["/mnt/d/x", "D:\\x"],
      ["/mnt/dd/x", "\\\\wsl.localhost\\Ubuntu\\mnt\\dd\\x"],
    ],
    toLinux: [
      ["//wsl$/ubuntu/home/me", "/home/me"],
      ["\\\\wsl$\\Ubuntu-22.04\\home", /distribution Ubuntu-22.04, and this one is Ubuntu/],
      ["E:\\x", /E: is not mounted/],
    ],
    fileSystems: [
      ["/home/me", "ext4 local"],
      ["/mnt/c/Users", "drvfs over 9p windows"],
      ["/mnt/cc", "ext4 local"],
      ["/usr/lib/wsl/drivers/x", "9p host"],
    ],
  },
};

export const systemd: HostFixture = {
  host: "WSL 2 with systemd",
  source:
    "microsoft/WSL#13449 (WSLInterop-late), microsoft/WSL#14301 (kernel, and the drive's mount written as mountinfo), microsoft/WSL#9719 (systemd keeps the variable, its services have not)",
  facts: {
    osrelease: "6.6.114.1-microsoft-standard-WSL2\n",
    markers: inDistribution,
    binfmtNames: ["WSLInterop-late", "python3.12", "register", "status"],
  },
  mountInfo: `73 80 8:48 / / rw,relatime shared:1 - ext4 /dev/sdd rw,discard,errors=remount-ro,data=ordered
100 73 0:64 / /mnt/c rw,noatime shared:30 - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=1000;gid=1000;symlinkroot=/mnt/,cache=5,access=client,msize=65536,trans=fd,rfd=6,wfd=6
`,
  distributionFacts: {
    ancestors: ["LANG=C.UTF-8\0PATH=/usr/bin\0", "TERM=xterm\0WSL_DISTRO_NAME=Ubuntu-24.04\0WSLENV=\0"],
    firstProcesses: ["systemd\n", "init-systemd(Ub\n"],
    osRelease: 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\n',
  },
  interopFacts: {
    registrations: { "WSLInterop-late": enabledText },
    status: "enabled\n",
    wslConf: "[boot]\nsystemd=true\n",
  },
  expected: {
    kind: "wsl2",
    evidence: ["kernel 6.6.114.1-microsoft-standard-WSL2", `${binfmt}/WSLInterop-late`, ...inDistribution],
    distribution: {
      name: "Ubuntu-24.04",
      source: "WSL_DISTRO_NAME of a process above this one",
      certain: true,
    },
    interop: { state: "enabled", evidence: `${binfmt}/WSLInterop-late` },
    drives: ["C:\\ on /mnt/c (9p)"],
    same: [["/srv/x", "\\\\wsl.localhost\\Ubuntu-24.04\\srv\\x"]],
  },
};

export const sudo: HostFixture = {
  host: "WSL 2 under sudo, without any variable",
  source: "constructed after microsoft/WSL#9719 and microsoft/WSL#4295: sudo drops the variables",
  facts: {
    osrelease: "5.15.167.4-microsoft-standard-WSL2\n",
    markers: inDistribution,
    binfmtNames: ["WSLInterop"],
    environment: { SUDO_USER: "me", HOME: "/root" },
  },
  mountInfo: `70 60 8:32 / / rw,relatime - ext4 /dev/sdc rw
71 70 0:60 / /mnt/c rw,noatime - 9p C:\\134 rw,dirsync,aname=drvfs;path=C:\\;uid=1000;gid=1000;symlinkroot=/mnt/,mmap,access=client,msize=65536,trans=fd,rfd=5,wfd=5
`,
  distributionFacts: {
    ancestors: ["SUDO_USER=me\0HOME=/root\0"],
    firstProcesses: ["init(Debian)\n"],
    osRelease: 'NAME="Debian GNU/Linux"\n',
  },
  interopFacts: { registrations: { WSLInterop: enabledText } },
  expected: {
    kind: "wsl2",
    evidence: ["kernel 5.15.167.4-microsoft-standard-WSL2", `${binfmt}/WSLInterop`, ...inDistribution],
    distribution: { name: "Debian", source: "the name of WSL's init", certain: true },
    interop: { state: "enabled", evidence: `${binfmt}/WSLInterop` },
    drives: ["C:\\ on /mnt/c (9p)"],
    same: [["/root/x", "\\\\wsl.localhost\\Debian\\root\\x"]],
  },
};

export const nameless: HostFixture = {
  host: "WSL 2 where only os-release is left to tell the distribution",
  source: "constructed after microsoft/WSL#9719: a service of systemd that may not look at PID 1",
  facts: {
    osrelease: "6.6.87.2-microsoft-standard-WSL2\n",
    markers: ["/run/WSL"],
    binfmtNames: ["WSLInterop"],
  },
  mountInfo: `70 60 8:32 / / rw,relatime - ext4 /dev/sdc rw
`,
  distributionFacts: {
    firstProcesses: ["systemd\n", "init-systemd(Ub\n"],
    osRelease: "NAME=Fedora\nVERSION_ID=42\n",
  },
  interopFacts: {
    registrations: { WSLInterop: enabledText },
    wslConf: '# no Windows here\n[interop]\nenabled = "false" # off\n',
  },
  expected: {
    kind: "wsl2",
    evidence: ["kernel 6.6.87.2-microsoft-standard-WSL2", `${binfmt}/WSLInterop`, "/run/WSL"],
    distribution: { name: "Fedora", source: "/etc/os-release", certain: false },
    interop: { state: "disabled", evidence: "/etc/wsl.conf: interop.enabled is false" },
    drives: [],
    toWindows: [["/home/me", /name of the distribution is not known/]],
    toLinux: [["\\\\wsl$\\Fedora\\home", /is a path of the distribution Fedora/]],
  },
};

export const wiped: HostFixture = {
  host: "WSL 2 whose registration systemd-binfmt has wiped",
  source: "microsoft/WSL#8952, microsoft/WSL#8843; the mounts constructed",
  facts: {
    osrelease: "5.15.62.1-microsoft-standard-WSL2\n",
    markers: ["/run/WSL", "/mnt/wsl"],
    binfmtNames: ["register", "status"],
    environment: { WSL_DISTRO_NAME: "Ubuntu-22.04" },
  },
  mountInfo: `70 60 8:32 / / rw,relatime - ext4 /dev/sdc rw
`,
  interopFacts: { registrations: {}, status: "enabled\n" },
  expected: {
    kind: "wsl2",
    evidence: [
      "kernel 5.15.62.1-microsoft-standard-WSL2",
      "/run/WSL",
      "/mnt/wsl",
      "WSL_DISTRO_NAME=Ubuntu-22.04",
    ],
    distribution: { name: "Ubuntu-22.04", source: "WSL_DISTRO_NAME", certain: true },
    interop: { state: "missing", evidence: `no ${binfmt}/WSLInterop*` },
    drives: [],
    toLinux: [["C:\\", /C: is not mounted/]],
  },
};
