/** Which file a mutation takes: mostly one that a program is made of, sometimes one that none is. */
import type { LocalPackage } from "./inventory.ts";
import type { MutableProject } from "./mutations.ts";
import type { Random } from "./random.ts";

/** A package of the checkout that is in a program. */
export function pickPackage({ inventory }: MutableProject, random: Random): LocalPackage {
  return random.pick(inventory.packages.filter((each) => each.goFiles.length > 0));
}

/** A Go file that is in a program. */
export function pickGoFile(project: MutableProject, random: Random): string {
  return random.pick(pickPackage(project, random).goFiles);
}

/** A file: of a program in three of four cases, of any kind. */
export function pickFile(project: MutableProject, random: Random): string {
  const { packages, ignoredGoFiles, idleFiles } = project.inventory;
  const embedded = packages.flatMap((each) => each.embeddedFiles);
  const assembler = packages.flatMap((each) => each.assemblerFiles);
  if (random.chance(0.25)) {
    const others = random.chance(0.5) ? ignoredGoFiles : idleFiles;
    if (others.length > 0) return random.pick(others);
  }
  if (embedded.length > 0 && random.chance(0.15)) return random.pick(embedded);
  if (assembler.length > 0 && random.chance(0.2)) return random.pick(assembler);
  return pickGoFile(project, random);
}
