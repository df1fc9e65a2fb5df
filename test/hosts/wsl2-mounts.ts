import { binfmt, enabledText, type HostFixture } from "./fixture.ts";

export const customKernel: HostFixture = {
  host: "WSL 2 with a kernel of the user's own",
  source: "sindresorhus/is-wsl#13 (kernel), microsoft/WSL#5302 (drives over virtio, written as mountinfo)",
  facts: {
    osrelease: "6.1.21.1-xanmod\n",
    environment: { WSL_DISTRO_NAME: "Arch" },
    markers: ["/run/WSL", "/mnt/wsl"],
    binfmtNames: ["WSLInterop"],
  },
  mountInfo: `70 60 8:32 / / rw,relatime - btrfs /dev/sdc rw
71 70 0:50 / /mnt/a rw,noatime - 9p drvfs rw,cache=mmap,msize=262144,trans=virtio,aname=drvfs;path=A:\\;uid=1000;gid=1000;symlinkroot=/mnt/
72 70 0:51 / /mnt/c rw,noatime - 9p drvfsa rw,cache=mmap,msize=262144,trans=virtio,aname=drvfsa;path=C:\\;uid=1000;gid=1000;symlinkroot=/mnt/
73 70 0:52 / /mnt/share rw,relatime - 9p \\134\\134nas\\134work rw,aname=drvfs;path=UNC\\nas\\work;symlinkroot=/mnt/,trans=fd
`,
  interopFacts: { registrations: { WSLInterop: "disabled\n" + enabledText.slice(8) } },
  expected: {
    kind: "wsl2",
    evidence: [
      "plain kernel 6.1.21.1-xanmod",
      `${binfmt}/WSLInterop`,
      "/run/WSL",
      "/mnt/wsl",
      "WSL_DISTRO_NAME=Arch",
    ],
    distribution: { name: "Arch", source: "WSL_DISTRO_NAME", certain: true },
    interop: { state: "disabled", evidence: `${binfmt}/WSLInterop` },
    drives: ["A:\\ on /mnt/a (9p)", "C:\\ on /mnt/c (9p)", "\\\\nas\\work\\ on /mnt/share (9p)"],
    same: [
      ["/mnt/a/x", "A:\\x"],
      ["/mnt/share/docs/x", "\\\\nas\\work\\docs\\x"],
    ],
    toLinux: [
      ["//NAS/Work/docs", "/mnt/share/docs"],
      ["\\\\?\\UNC\\nas\\work\\docs", "/mnt/share/docs"],
      ["\\\\nas\\works\\x", /\\\\nas\\works is not mounted/],
    ],
    fileSystems: [
      ["/home", "btrfs local"],
      ["/mnt/share", "drvfs over 9p windows"],
    ],
  },
};

export const virtiofs: HostFixture = {
  host: "WSL 2 with virtiofs, a device for each drive",
  source: "microsoft/WSL#14301 (the mount, written as mountinfo)",
  facts: {
    osrelease: "6.6.114.1-microsoft-standard-WSL2\n",
    environment: { WSL_DISTRO_NAME: "centos9" },
    markers: ["/run/WSL"],
    binfmtNames: ["WSLInterop"],
  },
  mountInfo: `70 60 8:32 / / rw,relatime - ext4 /dev/sdc rw
71 70 0:70 / /mnt/c rw,noatime - virtiofs drvfsC0 rw
72 70 0:71 / /mnt/e rw,noatime - virtiofs drvfsaE1 rw
73 70 0:72 / /mnt/vm rw,noatime - virtiofs myshare rw
`,
  expected: {
    kind: "wsl2",
    evidence: [
      "kernel 6.6.114.1-microsoft-standard-WSL2",
      `${binfmt}/WSLInterop`,
      "/run/WSL",
      "WSL_DISTRO_NAME=centos9",
    ],
    drives: ["C:\\ on /mnt/c (virtiofs)", "E:\\ on /mnt/e (virtiofs)"],
    same: [["/mnt/e/x y", "E:\\x y"]],
    fileSystems: [
      ["/mnt/c/x", "drvfs over virtiofs windows"],
      ["/mnt/vm", "virtiofs host"],
    ],
  },
};

const guid = "d0b7c6a1-5f0e-4b5c-9a61-3a3f2f0d8a11";
const other = "8c0f2a44-0a8c-4c55-8f6e-2d1c6d7b9e02";

export const aggregateVirtiofs: HostFixture = {
  host: "WSL 2 with virtiofs, one device for all drives",
  source:
    "constructed after microsoft/WSL#41129 and src/linux/init/drvfs.cpp: the root names the share, a link its folder",
  facts: {
    osrelease: "6.6.114.1-microsoft-standard-WSL2\n",
    environment: { WSL_DISTRO_NAME: "Ubuntu" },
    markers: ["/run/WSL"],
    binfmtNames: ["WSLInterop"],
  },
  mountInfo: `70 60 8:32 / / rw,relatime - ext4 /dev/sdc rw
71 70 0:70 / /run/wsl/virtiofs-mounts/drvfsa rw,relatime - virtiofs drvfsa rw
72 70 0:70 /${guid} /mnt/c rw,noatime - virtiofs drvfsa rw
73 70 0:70 /${guid}/Users/me /home/me/win rw,noatime - virtiofs drvfsa rw
74 70 0:75 / /mnt/d rw,noatime - virtiofs ${other} rw
`,
  tags: { [guid]: "C:\\", [other]: "D:" },
  expected: {
    kind: "wsl2",
    evidence: [
      "kernel 6.6.114.1-microsoft-standard-WSL2",
      `${binfmt}/WSLInterop`,
      "/run/WSL",
      "WSL_DISTRO_NAME=Ubuntu",
    ],
    drives: [
      "C:\\ on /mnt/c (virtiofs)",
      "C:\\Users\\me\\ on /home/me/win (virtiofs)",
      "D:\\ on /mnt/d (virtiofs)",
    ],
    same: [
      ["/mnt/c/Windows", "C:\\Windows"],
      ["/home/me/win/src", "C:\\Users\\me\\src"],
      ["/mnt/d/src", "D:\\src"],
    ],
    toWindows: [["/mnt/c/Users/me/src", "C:\\Users\\me\\src"]],
  },
};

export const otherRoot: HostFixture = {
  host: "WSL 2 whose automount root was changed, with more mounted over it",
  source:
    "microsoft/WSL#4774 (wsl.conf, and a drive's mount written as mountinfo); the bind mounts and the tmpfs are constructed",
  facts: {
    osrelease: "4.19.84-microsoft-standard\n",
    environment: { WSL_DISTRO_NAME: "Ubuntu-18.04" },
    markers: ["/run/WSL", "/mnt/wsl"],
    binfmtNames: ["WSLInterop"],
  },
  mountInfo: `22 1 8:32 / / rw,relatime - ext4 /dev/sdb rw
30 22 0:50 / /mnt/c rw,relatime - 9p C: rw,dirsync,aname=drvfs;path=C:;symlinkroot=/,mmap,access=client,msize=65536,trans=fd,rfd=3,wfd=3
31 22 0:51 / /c rw,relatime - 9p C: rw,dirsync,aname=drvfs;path=C:;symlinkroot=/,mmap,access=client,msize=65536,trans=fd,rfd=3,wfd=3
32 22 0:52 / /d\\040drive rw,relatime - 9p D: rw,dirsync,aname=drvfs;path=D:;symlinkroot=/,trans=fd
33 22 0:53 / /mnt rw,relatime - tmpfs none rw
34 31 0:54 / /c/scratch rw,relatime - tmpfs none rw
35 22 0:51 /src\\040code/go /home/me/go rw,relatime - 9p C: rw,dirsync,aname=drvfs;path=C:;symlinkroot=/,trans=fd
36 22 0:60 / /e rw,relatime - 9p E: rw,aname=drvfs;path=E:;symlinkroot=/,trans=fd
37 36 0:61 / /e rw,relatime - ext4 /dev/sdd rw
38 22  / broken
`,
  interopFacts: {
    registrations: { WSLInterop: enabledText },
    wslConf: '[automount]\nroot = /\noptions = "metadata"\n',
  },
  expected: {
    kind: "wsl2",
    evidence: [
      "kernel 4.19.84-microsoft-standard",
      `${binfmt}/WSLInterop`,
      "/run/WSL",
      "/mnt/wsl",
      "WSL_DISTRO_NAME=Ubuntu-18.04",
    ],
    interop: { state: "enabled", evidence: `${binfmt}/WSLInterop` },
    drives: ["C:\\ on /c (9p)", "D:\\ on /d drive (9p)", "C:\\src code\\go\\ on /home/me/go (9p)"],
    same: [
      ["/c/Users", "C:\\Users"],
      ["/d drive/x", "D:\\x"],
      ["/home/me/go/pkg", "C:\\src code\\go\\pkg"],
      ["/c/scratch/x", "\\\\wsl.localhost\\Ubuntu-18.04\\c\\scratch\\x"],
      ["/mnt/c/x", "\\\\wsl.localhost\\Ubuntu-18.04\\mnt\\c\\x"],
      ["/e/x", "\\\\wsl.localhost\\Ubuntu-18.04\\e\\x"],
    ],
    toLinux: [
      ["c:\\SRC CODE\\Go\\pkg", "/home/me/go/pkg"],
      ["C:\\scratch\\x", /something else is mounted over its place \/c\/scratch\/x/],
      ["E:\\x", /E: is not mounted/],
    ],
    fileSystems: [
      ["/e/x", "ext4 local"],
      ["/c/scratch", "tmpfs local"],
      ["/home/me/go", "drvfs over 9p windows"],
    ],
  },
};
