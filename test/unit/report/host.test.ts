import { expect, it } from "vitest";
import type { HostReport } from "../../../lib/model/host.ts";
import { formatHost, meaning } from "../../../lib/report/host.ts";

const report: HostReport = {
  kind: "wsl2",
  evidence: ["kernel 5.15.167.4-microsoft-standard-WSL2", "/run/WSL"],
  goos: "linux",
  goarch: "amd64",
  cores: 1,
  memoryBytes: 2 ** 31,
  distribution: { name: "Ubuntu", source: "WSL_DISTRO_NAME", certain: true },
  interop: { state: "enabled", evidence: "/proc/sys/fs/binfmt_misc/WSLInterop" },
  folder: "/mnt/c/src/app",
  fileSystem: { type: "drvfs over 9p", backing: "windows", folder: "/mnt/c", source: "C:\\" },
  stat: { medianMicroseconds: 412.4, count: 121 },
  limitedBy: { cores: "/sys/fs/cgroup/cpu.max" },
  side: { name: "wsl", why: "WSL: gowsl was started here" },
  drives: [
    { windows: "C:\\", folder: "/mnt/c", transport: "9p" },
    { windows: "D:\\", folder: "/mnt/d", transport: "9p" },
  ],
};

it("has a line for each fact", () => {
  expect(formatHost(report)).toBe(
    `host          wsl2 (linux/amd64)
evidence      kernel 5.15.167.4-microsoft-standard-WSL2
              /run/WSL
distribution  Ubuntu (WSL_DISTRO_NAME)
interop       enabled (/proc/sys/fs/binfmt_misc/WSLInterop)
folder        /mnt/c/src/app
file system   drvfs over 9p (C:\\ on /mnt/c)
              a disk of Windows, and each question goes there: Go is much faster in the file system of Linux, such as ~/src
side          WSL: gowsl was started here
one stat      412 µs, the median of 121; 10 000 files take 4.1 s
cpu           1 core, limited by /sys/fs/cgroup/cpu.max
memory        2.1 GB
drives        C:\\ on /mnt/c (9p)
              D:\\ on /mnt/d (9p)`,
  );
});

it("leaves out what there is not, and doubts what is only likely", () => {
  const { distribution: _, interop: __, side: ___, ...plain } = report;
  const text = formatHost({
    ...plain,
    kind: "linux",
    fileSystem: { type: "ext4", backing: "local" },
    drives: [],
    stat: { medianMicroseconds: 1.25, count: 256 },
  });
  expect(text).not.toMatch(/distribution|interop|side|drives|undefined/);
  expect(text).toContain(
    "file system   ext4\none stat      1.3 µs, the median of 256; 10 000 files take 13 ms\n",
  );
  const likely = { name: "Fedora", source: "/etc/os-release", certain: false };
  expect(formatHost({ ...report, distribution: likely })).toContain("likely Fedora (/etc/os-release)");
});

it("lets no name of a folder write elsewhere", () => {
  const drives = [{ windows: "C:\\", folder: "/mnt/\u001b[2J\nhost linux", transport: "9p" }];
  expect(formatHost({ ...report, drives })).toContain("drives        C:\\ on /mnt/?[2J?host linux (9p)");
});

it.each<[kind: HostReport["kind"], backing: HostReport["fileSystem"]["backing"], words: RegExp | undefined]>([
  ["wsl1", "windows", /as fast as any other/],
  ["container-on-wsl", "windows", /each question goes there/],
  ["linux", "network", /another machine/],
  ["linux", "host", /the system that runs this one/],
  ["windows", "host", /cannot lock go\.mod/],
  ["linux", "local", undefined],
  ["darwin", "unknown", undefined],
])("on %s a %s disk means", (kind, backing, words) => {
  const found = meaning({ kind, fileSystem: { type: "x", backing } });
  if (words === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(words);
});
