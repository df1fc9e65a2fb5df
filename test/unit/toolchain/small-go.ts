/** A Go release in miniature: what gowsl looks at in an installation, and little else. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Archive, ArchiveForm } from "../../../lib/model/release.ts";
import { tarOf, type WrittenTarEntry } from "./tar-writer.ts";
import { zipOf, type WrittenEntry } from "./zip-writer.ts";

export const release = { version: "1.26.8", os: "linux", arch: "amd64" };
export const modulePrefix = "golang.org/toolchain@v0.0.1-go1.26.8.linux-amd64/";

/** As far as lib/host/detect-binary.ts reads: 64 bit, little-endian, x86-64. */
export function elfStart(machine = 62): Buffer {
  const start = Buffer.alloc(64);
  start.write("\x7fELF\x02\x01\x01", 0, "latin1");
  start.writeUInt16LE(machine, 18);
  return start;
}

export const files: Readonly<Record<string, string | Buffer>> = {
  VERSION: "go1.26.8\ntime 2026-11-01T00:00:00Z\n",
  "bin/go": elfStart(),
  "bin/gofmt": elfStart(),
  "lib/wasm/go_js_wasm_exec": "#!/bin/sh\n",
  "lib/wasm/wasm_exec.js": "x",
  "pkg/tool/linux_amd64/compile": elfStart(),
  "src/_go.mod": "module std\n",
  "src/cmd/_go.mod": "module cmd\n",
  "src/go/go_test.sh": "x",
};

/** The miniature as a module zip, with more or other entries. */
export function moduleZip(
  extra: WrittenEntry[] = [],
  replaced: Record<string, string | Buffer> = {},
  prefix = modulePrefix,
): Buffer {
  const all = Object.entries({ ...files, ...replaced });
  return zipOf([...all.map(([name, content]) => ({ name: prefix + name, content })), ...extra]);
}

/** The h1 of the miniature's zip, by the definition in golang.org/x/mod/sumdb/dirhash. */
export function moduleH1(replaced: Record<string, string | Buffer> = {}, prefix = modulePrefix): string {
  const lines = Object.entries({ ...files, ...replaced })
    .map(([name, content]) => ({
      name: prefix + name,
      digest: createHash("sha256").update(content).digest("hex"),
    }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, digest }) => `${digest}  ${name}\n`);
  return `h1:${createHash("sha256").update(lines.join("")).digest("base64")}`;
}

/** The miniature as an official tar.gz, with more or other entries. */
export function officialTar(
  extra: WrittenTarEntry[] = [],
  end?: Buffer,
  replaced: Record<string, string | Buffer> = {},
): Buffer {
  const own = Object.entries({ ...files, ...replaced }).map(([name, content]): WrittenTarEntry => {
    const mode = /^bin|^pkg\/tool|\.sh$/.test(name) ? 0o755 : 0o644;
    return { name: `go/${name.replace("_go.mod", "go.mod")}`, content, mode };
  });
  return tarOf([{ name: "go/", type: "5" }, ...own, ...extra], end);
}

/** Writes the bytes of an archive down. Its digests are those of its bytes; nobody vouches for them. */
export function archiveIn(folder: string, form: ArchiveForm, bytes: Buffer): Archive {
  const file = path.join(folder, form === "tar.gz" ? "go.tar.gz" : "go.zip");
  writeFileSync(file, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { release, form, file, from: "a test", proof: "nobody", sha256 };
}
