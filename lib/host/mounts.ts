/**
 * Reads the text of /proc/self/mountinfo (proc_pid_mountinfo(5)): what is mounted where, and which of it
 * are Windows drives. Pure; the rules for drives are those of WSL's own UtilFindMount
 * (microsoft/WSL src/linux/init/util.cpp).
 */
import type { DriveMount } from "./convert-path.ts";
import { windowsName } from "./file-name.ts";
import { joinWindows, parseWindows } from "./path-form.ts";

export interface Mount {
  id: number;
  parent: number;
  /** Folder of the mounted file system that is seen here; not `/` for a bind mount. */
  root: string;
  /** Where it is mounted. */
  folder: string;
  /** `ext4`, `9p`, `fuse.sshfs`. */
  type: string;
  source: string;
  /** As the kernel prints them: octal escapes are not resolved. */
  superOptions: string;
}

/** A Windows drive with how its files come here: `9p`, `drvfs` or `virtiofs`. */
export interface WindowsDrive extends DriveMount {
  transport: string;
}

/** Windows paths by the tag of a virtiofs share: the links in /run/wsl/virtiofs. */
export type VirtiofsTags = Readonly<Record<string, string>>;

/** Where WSL mounts what it then binds to the drives' folders; nobody should see it. */
const virtiofsPlumbing = "/run/wsl/virtiofs-mounts";

/** The mounts in the order of the text; a line that is none is passed over. */
export function parseMountInfo(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    // By single spaces: an empty source is an empty field (wslpath.c, "Invalid mountinfo line").
    const fields = line.replace(/\r$/, "").split(" ");
    const end = fields.indexOf("-", 6);
    const [id, parent, , root, folder] = fields;
    const type = fields[end + 1];
    if (end === -1 || type === undefined || type === "" || !folder?.startsWith("/")) return [];
    return [
      {
        id: Number(id),
        parent: Number(parent),
        root: withoutEscapes(root ?? "/"),
        folder: withoutEscapes(folder),
        type,
        source: withoutEscapes(fields[end + 2] ?? ""),
        superOptions: fields.slice(end + 3).join(" "),
      },
    ];
  });
}

/** Those that can be seen: a later mount on the same folder, or on one above it, hides what was there. */
export function visibleMounts(mounts: readonly Mount[]): Mount[] {
  const byId = new Map(mounts.map((mount) => [mount.id, mount]));
  const order = new Map(mounts.map((mount, index) => [mount, index]));
  // By folder, as a host of containers has thousands.
  const byFolder = new Map<string, Mount[]>();
  for (const mount of mounts) byFolder.set(mount.folder, [...(byFolder.get(mount.folder) ?? []), mount]);
  const standsOn = (mount: Mount, other: Mount): boolean => {
    for (let at = byId.get(mount.parent), steps = 0; at !== undefined && steps < mounts.length; steps++) {
      if (at === other) return true;
      at = at.parent === at.id ? undefined : byId.get(at.parent);
    }
    return false;
  };
  return mounts.filter((mount) => {
    const over = foldersOver(mount.folder).flatMap((folder) => byFolder.get(folder) ?? []);
    // Of a copied namespace the order is that of the tree: what a mount stands on does not hide it.
    return !over.some((other) => order.get(other)! > order.get(mount)! && !standsOn(mount, other));
  });
}

/** The folder and all above it. */
function foldersOver(folder: string): string[] {
  if (folder === "/") return ["/"];
  const names = folder.split("/").slice(1);
  return ["/", ...names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`)];
}

/** The mount on which a path lies: the one with the longest folder. */
export function mountOf(path: string, visible: readonly Mount[]): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of visible) {
    const isLonger = found === undefined || mount.folder.length >= found.folder.length;
    if (isLonger && isWithin(path, mount.folder)) found = mount;
  }
  return found;
}

/** The Windows drives among visible mounts, and the folders in them on which something else is mounted. */
export function windowsDrives(
  visible: readonly Mount[],
  tags: VirtiofsTags = {},
): { drives: WindowsDrive[]; covered: string[] } {
  const drives: WindowsDrive[] = [];
  const others: string[] = [];
  for (const mount of visible) {
    if (isWithin(mount.folder, virtiofsPlumbing)) continue;
    const windows = windowsPathOf(mount, tags);
    if (windows === undefined) others.push(mount.folder);
    else drives.push({ windows, folder: mount.folder, transport: mount.type });
  }
  const covered = others.filter((folder) => drives.some((drive) => isWithin(folder, drive.folder)));
  return { drives, covered };
}

/** What of Windows is mounted: `C:\`, `C:\Users\`, `\\server\share\`; undefined where it is not Windows' (DET-08). */
export function windowsPathOf(mount: Mount, tags: VirtiofsTags = {}): string | undefined {
  const { source, root } = windowsSource(mount, tags) ?? {};
  const parsed = source === undefined ? undefined : parseWindows(source);
  if (parsed?.ok !== true || root === undefined) return undefined;
  const names = root.split("/").flatMap((name) => {
    const converted = windowsName(name);
    return name === "" ? [] : ["name" in converted ? converted.name : name];
  });
  return joinWindows({ ...parsed.value, names: [...parsed.value.names, ...names], trailing: true });
}

/** The Windows path of a mount's file system, with the folder of it that is seen. */
function windowsSource(mount: Mount, tags: VirtiofsTags): { source: string; root: string } | undefined {
  switch (mount.type) {
    case "9p": {
      const path = plan9Path(mount);
      return path === undefined ? undefined : { source: withSeparator(path), root: mount.root };
    }
    case "drvfs":
      return { source: withSeparator(mount.source), root: mount.root };
    case "virtiofs":
      return virtiofsSource(mount, tags);
    default:
      return undefined;
  }
}

/** `aname=drvfs;path=C:\;uid=1000` of the super options; another `aname` is another server of WSL. */
function plan9Path({ superOptions, source }: Mount): string | undefined {
  const [, written] = /(?:^|,)aname=drvfsa?;(?:[^,]*;)?path=([^;,]*)/.exec(superOptions) ?? [];
  if (written === undefined) return undefined;
  // Kernels print it as it is, and some a backslash as \134; the source, which is always escaped, tells.
  const resolved = withoutEscapes(written);
  const path = withSeparator(resolved) === withSeparator(source) ? resolved : written;
  const share = /^UNC[\\/](.*)$/s.exec(path)?.[1];
  return share === undefined ? path : `\\\\${share}`;
}

/**
 * A tag is a GUID that a link in /run/wsl/virtiofs resolves; it was made of the letter
 * before (`drvfsC0`, microsoft/WSL#14301), and since one device serves all drives the GUID is the first folder of
 * the root (microsoft/WSL#41129).
 */
function virtiofsSource(
  { source, root }: Mount,
  tags: VirtiofsTags,
): { source: string; root: string } | undefined {
  const own = tags[source];
  if (own !== undefined) return { source: withSeparator(own), root };
  const letter = /^drvfsa?([A-Z])(\d*|\{.*\})$/.exec(source)?.[1];
  if (letter !== undefined) return { source: `${letter}:\\`, root };
  if (source !== "drvfs" && source !== "drvfsa") return undefined;
  const [, child = "", ...names] = root.split("/");
  const shared = tags[child];
  return shared === undefined ? undefined : { source: withSeparator(shared), root: `/${names.join("/")}` };
}

/** `C:` is `C:\` here: the whole drive. */
function withSeparator(path: string): string {
  const windows = path.replaceAll("/", "\\");
  return windows.endsWith("\\") ? windows : `${windows}\\`;
}

/** `\040` is a space, `\134` a backslash. */
function withoutEscapes(field: string): string {
  if (!field.includes("\\")) return field;
  // Bytes above ASCII are not escaped by the kernel, so each escape is one character.
  return field.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

function isWithin(path: string, folder: string): boolean {
  return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}
