import type { HostFixture } from "./fixture.ts";

export const dockerInWsl: HostFixture = {
  host: "a Docker container in a distribution of WSL 2",
  source: "git-ecosystem/git-credential-manager#1813 (kernel, marker); the mounts constructed",
  facts: {
    osrelease: "5.15.153.1-microsoft-standard-WSL2\n",
    markers: ["/.dockerenv"],
  },
  mountInfo: `700 650 0:90 / / rw,relatime - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w
701 700 8:32 /var/lib/docker/volumes/x/_data /data rw,relatime - ext4 /dev/sdc rw,discard
`,
  expected: {
    kind: "container-on-wsl",
    evidence: ["kernel 5.15.153.1-microsoft-standard-WSL2", "/.dockerenv"],
    drives: [],
    fileSystems: [
      ["/app", "overlay local"],
      ["/data/x", "ext4 local"],
    ],
  },
};

export const dockerDesktop: HostFixture = {
  host: "a container of Docker Desktop on WSL 2, with folders of Windows and of a distribution",
  source:
    "podman-container-tools/podman#21813 (mountinfo of /test3); the folder of Windows constructed after DET-08",
  facts: {
    osrelease: "5.15.167.4-microsoft-standard-WSL2\n",
    markers: ["/.dockerenv"],
    binfmtNames: ["register", "status"],
  },
  mountInfo: `1654 1600 0:95 / / rw,relatime - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w
1677 1654 8:32 /home/computator/tmptst/b /test3 rw,relatime - ext4 /dev/sdc rw,discard,errors=remount-ro,data=ordered
1678 1654 0:66 /Users/me/it's\\040mine /app rw,noatime - 9p C:\\134 rw,dirsync,aname=drvfs;path=C:\\;uid=0;gid=0;metadata;symlinkroot=/mnt/host/,mmap,access=client,msize=262144,trans=virtio
`,
  expected: {
    kind: "container-on-wsl",
    evidence: ["kernel 5.15.167.4-microsoft-standard-WSL2", "/.dockerenv"],
    drives: ["C:\\Users\\me\\it's mine\\ on /app (9p)"],
    same: [["/app/cmd", "C:\\Users\\me\\it's mine\\cmd"]],
    toLinux: [["C:\\Users\\me", /C: is not mounted/]],
    fileSystems: [
      ["/test3", "ext4 local"],
      ["/app/cmd", "drvfs over 9p windows"],
    ],
  },
};

export const podmanOnWsl: HostFixture = {
  host: "a Podman container on WSL 2 that sees /mnt/wsl",
  source: "sindresorhus/is-wsl#11 (marker); the mounts constructed",
  facts: {
    osrelease: "5.15.90.1-microsoft-standard-WSL2\n",
    markers: ["/run/.containerenv", "/mnt/wsl"],
  },
  mountInfo: `900 800 0:80 / / rw,relatime - fuse.fuse-overlayfs fuse-overlayfs rw
`,
  expected: {
    kind: "container-on-wsl",
    evidence: ["kernel 5.15.90.1-microsoft-standard-WSL2", "/mnt/wsl", "/run/.containerenv"],
    drives: [],
    fileSystems: [["/app", "fuse.fuse-overlayfs local"]],
  },
};

export const plainContainer: HostFixture = {
  host: "a container on plain Linux, with folders of other machines",
  source: "constructed after proc_pid_mountinfo(5)",
  facts: { osrelease: "6.8.0-45-generic\n", markers: ["/.dockerenv"], binfmtNames: ["python3.11"] },
  mountInfo: `600 500 0:80 / / rw,relatime master:200 - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w
601 600 0:81 / /proc rw,nosuid - proc proc rw
602 600 0:82 / /nas rw,relatime - nfs4 nas.example.com:/export rw,vers=4.2
603 600 0:83 / /win rw,relatime - cifs //server/share rw,vers=3.1.1
604 600 0:84 / /key rw,relatime - fuse.sshfs me@host: rw
605 600 0:85 / /stick rw,relatime - fuseblk /dev/sdb1 rw
`,
  expected: {
    kind: "linux",
    evidence: ["plain kernel 6.8.0-45-generic", "/.dockerenv", "no sign of WSL"],
    drives: [],
    fileSystems: [
      ["/app", "overlay local"],
      ["/nas/x", "nfs4 network"],
      ["/win/x", "cifs network"],
      ["/key", "fuse.sshfs network"],
      ["/stick", "fuseblk local"],
    ],
  },
};
