/** Paths in Go's settings as path/filepath reads them on each system, which is not as Node does. Pure. */

/** Is it a path of Windows: with a drive, or of a server? */
export function isWindowsPath(text: string): boolean {
  return /^([A-Za-z]:[\\/]|\\\\)/.test(text);
}

/**
 * filepath.IsAbs. On Windows a path without a drive (`\x`, `/x`) is relative to the current one, and so is none
 * (internal/filepathlite/path_windows.go).
 */
export function isAbsoluteToGo(text: string, platform: NodeJS.Platform): boolean {
  if (platform !== "win32") return text.startsWith("/");
  return /^([A-Za-z]:[\\/]|[\\/]{2}[^\\/]+[\\/]+[^\\/])/.test(text);
}

/** filepath.SplitList: by `:`, on Windows by `;` outside of quotes, which are taken away. */
export function listOfPaths(text: string, platform: NodeJS.Platform): string[] {
  if (text === "") return [];
  if (platform !== "win32") return text.split(":");
  return [...text.matchAll(/(?:^|;)((?:"[^"]*"?|[^;"])*)/g)].map(([, item = ""]) => item.replaceAll('"', ""));
}

/** A path of another system than this one, as the rest of a sentence; undefined if it may be one of this. */
export function foreignPath(text: string, platform: NodeJS.Platform): string | undefined {
  if (platform === "win32") {
    return /^\/[^/]/.test(text) ? "is a Linux path, and this is Windows" : undefined;
  }
  if (!isWindowsPath(text)) return undefined;
  return `is a Windows path, and this is ${platform === "darwin" ? "macOS" : "Linux"}`;
}
