/** The store on disk, run through the contract. */
import { chmod, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Store } from "../../lib/cache/store.ts";
import { sealed } from "../../lib/host/sealed.ts";
import { storeContract } from "./contract.ts";

storeContract("the store on disk", (folder) => {
  const blob = (sha256: string) => path.join(folder, "blobs", sha256.slice(0, 2), sha256);
  const files = async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  };
  return {
    open: (now) => new Store(folder, now),
    async damageBlob(sha256, content) {
      await chmod(blob(sha256), 0o644);
      await writeFile(blob(sha256), content);
    },
    async removeBlob(sha256) {
      await chmod(blob(sha256), 0o644);
      await rm(blob(sha256));
    },
    writeResult: (key, text) =>
      writeFile(path.join(folder, "results", key.slice(0, 2), `${key}.json`), sealed(text)),
    writeEntries: (key, text) =>
      writeFile(path.join(folder, "entries", key.slice(0, 2), `${key}.json`), text),
    // Root may write anywhere, whatever the mode says: a file in the way stops everybody.
    makeReadOnly: () => writeFile(folder, "in the way"),
    async sizeBytes() {
      const stats = await Promise.all((await files()).map((file) => stat(file)));
      return stats.reduce((sum, { size }) => sum + size, 0);
    },
    async leftovers() {
      return (await files()).map((file) => path.basename(file)).filter((name) => name.endsWith(".tmp"));
    },
  };
});
