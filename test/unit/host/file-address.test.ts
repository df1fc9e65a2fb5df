import { describe, expect, it } from "vitest";
import { filePathOf } from "../../../lib/host/file-address.ts";

/** Cases of cmd/go/internal/web/url_test.go and url_windows_test.go, and of go.exe itself. */
describe("filePathOf", () => {
  it.each<[address: string, linux: string, windows: string]>([
    ["file:///path/to/file", "/path/to/file", "! file URL missing drive letter"],
    ["file:/path/to/file", "/path/to/file", "! file URL missing drive letter"],
    ["file://localhost/path/to/file", "/path/to/file", "! file URL missing drive letter"],
    [
      "file://host.example.com/path",
      "! file URL specifies non-local host",
      String.raw`\\host.example.com\path`,
    ],
    ["file:///D:/go/mod", "/D:/go/mod", String.raw`D:\go\mod`],
    ["file:///d:/go%20mod/%C3%A4", "/d:/go mod/ä", String.raw`d:\go mod\ä`],
    ["file://localhost/C:/x", "/C:/x", String.raw`C:\x`],
    [
      "file://D:/go/mod",
      "! file URL specifies non-local host",
      "! file URL encodes volume in host field: too few slashes?",
    ],
    ["file:///D:x", "/D:x", "! path is not absolute"],
    ["file://", "! file URL missing path", "! file URL missing path"],
    ["file:relative", "! path is not absolute", "! path is not absolute"],
    ["file:///a%zz", "! file URL with an invalid % escape", "! file URL with an invalid % escape"],
    ["file:///a%00b", "! file URL with a zero byte", "! file URL with a zero byte"],
  ])("%s", (address, linux, windows) => {
    const text = (platform: NodeJS.Platform) => {
      const found = filePathOf(address, platform);
      return found.ok ? found.path : `! ${found.reason}`;
    };
    expect([text("linux"), text("win32")]).toEqual([linux, windows]);
  });
});
