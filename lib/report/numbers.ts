/** Writes durations and sizes for people. Knows no locale: scripts and tests read the same digits everywhere. */

/** `12 ms`, `1.4 s`, `2 m 05 s`, `1 h 02 m 05 s`. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds));
  if (whole < 1000) return `${whole} ms`;
  const tenths = Math.round(whole / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(whole / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = `${twoDigits(seconds % 60)} s`;
  if (minutes < 60) return `${minutes} m ${rest}`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m ${rest}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** `812 B`, `4.2 kB`, `3.1 MB`: decimal units, as disks and downloads are sold. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = "B";
  for (const larger of ["kB", "MB", "GB", "TB"]) {
    // From here on one digit would round to "1000.0" of the smaller unit.
    if (value < 999.95) break;
    value /= 1000;
    unit = larger;
  }
  return `${value.toFixed(1)} ${unit}`;
}

/** `+1.2 kB`, `-300 B`. */
export function formatChange(bytes: number): string {
  return `${bytes < 0 ? "-" : "+"}${formatSize(Math.abs(bytes))}`;
}
