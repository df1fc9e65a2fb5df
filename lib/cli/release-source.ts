/** Where releases of Go come from, as this machine and this project say. Wires lib/toolchain/fetch.ts. */
import { failure } from "../model/failure.ts";
import type { ReleaseSource } from "../toolchain/install.ts";
import type { Project } from "./project.ts";

export function releaseSource(_project: Project): ReleaseSource {
  const absent = failure({ family: "toolchain", place: "go", thing: "nothing fetches it yet" });
  return { resolve: async () => absent, place: "nowhere", fetch: async () => absent };
}
