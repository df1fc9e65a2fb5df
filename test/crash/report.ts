/** The report of a crash campaign as text. Pure. */
import type { CrashReport, MomentReport } from "./crash.ts";
import { describeMoment } from "./moments.ts";

/** One line for a moment that is done. */
export function momentText({ moment, phase, wasOver, next, faults }: MomentReport): string {
  const killed = wasOver ? "was over before" : `killed in "${phase}"`;
  const mark = faults.length === 0 ? "" : ` FAULTS: ${faults.length}`;
  return `${describeMoment(moment)}: ${killed}; next run: ${countsText(next)}${mark}\n`;
}

/** What the campaign hit, what is left of it, and each fault with how to see it again. */
export function reportText({ seed, typicalMs, moments, left }: CrashReport): string {
  const killed = moments.filter(({ wasOver }) => !wasOver);
  const mixed = killed.filter(({ inPlace }) => inPlace.current > 0 && inPlace.older > 0);
  const bytes = left.temporaryFiles.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const durations = Object.entries(typicalMs).map(
    ([command, { build, restore }]) => `${command} ${build.toFixed(0)} ms, restored ${restore.toFixed(0)} ms`,
  );
  const faults = moments.filter((moment) => moment.faults.length > 0);
  const lines = [
    `seed ${seed}, ${moments.length} moments; undisturbed: ${durations.join("; ")}`,
    `killed: ${killed.length}; over before the kill: ${moments.length - killed.length}`,
    `killed when it had said: ${countsText(killed.map(({ phase }) => phase))}`,
    `killed with some programs new and some old in place: ${mixed.length}`,
    `next runs: ${countsText(moments.flatMap(({ next }) => next))}`,
    `left for ever: ${left.runFolders.length} folders of runs, ${left.temporaryFiles.length} temporary files with ${bytes} bytes`,
    ...left.temporaryFiles.map(({ file, sizeBytes }) => `  ${file} (${sizeBytes} bytes)`),
    `moments with faults: ${faults.length}`,
    ...faults.flatMap(({ moment, faults: texts }) => [
      describeMoment(moment),
      ...texts.map((text) => `  ${text}`),
      `  again: npm run crash -- --seed ${moment.seed} --first ${moment.index} --count 1`,
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

function countsText(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${count} ${value}`).join(", ");
}
