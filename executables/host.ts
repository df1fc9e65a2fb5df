/** Which executable is that of this machine. */
import process from "node:process";
import { executableTargets, targetOfHost, type ExecutableTarget } from "./targets.ts";

/** The targets that are meant: those named, `host` being that of this machine; all if none is. */
export function chosenTargets(names: readonly string[]): ExecutableTarget[] {
  if (names.length === 0) return [...executableTargets];
  return names.map((name) => {
    const found = name === "host" ? hostTarget() : executableTargets.find((target) => target.name === name);
    if (found !== undefined) return found;
    const known = executableTargets.map((target) => target.name).join(", ");
    throw new Error(`there is no executable for ${name}; there are ${known}`);
  });
}

export function hostTarget(): ExecutableTarget | undefined {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return targetOfHost(process.platform, process.arch, report.header.glibcVersionRuntime === undefined);
}
