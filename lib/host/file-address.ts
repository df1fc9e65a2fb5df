/**
 * The path behind a file:// URL, with the go command's own words for what is none (urlToFilePath and
 * convertFileURLPath of cmd/go/internal/web). Pure.
 */

export type FilePath = { ok: true; path: string } | { ok: false; reason: string };

/** Takes text and no URL: the URL class turns `file://D:/x` and `file:///D|/x` into something else than Go. */
export function filePathOf(address: string, platform: NodeJS.Platform): FilePath {
  const [, host = "", rest = ""] = /^file:(?:\/\/([^/]*))?(.*)$/is.exec(address) ?? [];
  if (rest === "") return { ok: false, reason: "file URL missing path" };
  let path: string;
  try {
    path = decodeURIComponent(rest);
  } catch {
    return { ok: false, reason: "file URL with an invalid % escape" };
  }
  if (path.includes("\0")) return { ok: false, reason: "file URL with a zero byte" };
  if (!path.startsWith("/")) return { ok: false, reason: "path is not absolute" };
  if (platform === "win32") return windowsPath(host, path);
  if (host !== "" && host !== "localhost") return { ok: false, reason: "file URL specifies non-local host" };
  return { ok: true, path };
}

function windowsPath(host: string, path: string): FilePath {
  const native = path.replaceAll("/", "\\");
  if (host !== "" && host !== "localhost") {
    if (/^[a-z]:/i.test(host)) {
      return { ok: false, reason: "file URL encodes volume in host field: too few slashes?" };
    }
    return { ok: true, path: `\\\\${host}${native}` };
  }
  if (!/^\\[a-z]:/i.test(native)) return { ok: false, reason: "file URL missing drive letter" };
  if (native[3] !== "\\") return { ok: false, reason: "path is not absolute" };
  return { ok: true, path: native.slice(1) };
}
