/**
 * The rules of "Trace Event Format" (the JSON Object Format, of the Chromium project) for the kinds of events that
 * gowsl writes: what a viewer would drop or draw wrongly without a word is named.
 */

interface Loose {
  name?: unknown;
  cat?: unknown;
  ph?: unknown;
  pid?: unknown;
  tid?: unknown;
  ts?: unknown;
  dur?: unknown;
  id?: unknown;
  bp?: unknown;
  args?: Record<string, unknown>;
}

const metadata = ["process_name", "process_labels", "process_sort_index", "thread_name", "thread_sort_index"];

/** What is against the rules, each with its event. */
export function traceFaults(document: { traceEvents?: unknown; displayTimeUnit?: unknown }): string[] {
  if (!Array.isArray(document.traceEvents)) return ["traceEvents is no list"];
  const events = document.traceEvents as Loose[];
  const unit = document.displayTimeUnit;
  const faults =
    unit === undefined || unit === "ms" || unit === "ns" ? [] : [`displayTimeUnit is ${String(unit)}`];
  const flows = new Map<unknown, Loose[]>();
  for (const event of events) {
    const fault = (text: string) => faults.push(`${String(event.ph)} ${String(event.name)}: ${text}`);
    if (typeof event.name !== "string" || event.name === "") fault("has no name");
    for (const field of ["pid", "tid"] as const)
      if (!Number.isInteger(event[field])) fault(`has no ${field}`);
    if (event.ph === "M") {
      if (!metadata.includes(String(event.name))) fault("is no metadata that is known");
      if (typeof event.args?.["name"] !== "string") fault("names nothing");
      continue;
    }
    // Of the processes and threads that have names only: others are drawn without one.
    if (!events.some((each) => each.ph === "M" && each.pid === event.pid && each.tid === event.tid))
      fault("is in a row without a name");
    if (typeof event.ts !== "number" || !(event.ts >= 0)) fault("has no time");
    if (event.ph === "X") {
      if (typeof event.dur !== "number" || !(event.dur >= 0)) fault("has no duration");
    } else if (event.ph === "s" || event.ph === "f") {
      if (event.id === undefined || typeof event.cat !== "string") fault("has no id or category");
      if (event.ph === "f" && event.bp !== "e") fault("binds to the next bar, not to the one around it");
      const key = JSON.stringify([event.cat, event.name, event.id]);
      flows.set(key, [...(flows.get(key) ?? []), event]);
    } else fault("is of a kind that gowsl does not write");
  }
  return [...faults, ...nestingFaults(events), ...flowFaults([...flows.values()], events)];
}

const end = ({ ts, dur = 0 }: Loose) => Number(ts) + Number(dur);

/** Bars of one row lie in one another or beside, never across. */
function nestingFaults(events: readonly Loose[]): string[] {
  const faults: string[] = [];
  const bars = events
    .filter(({ ph }) => ph === "X")
    .toSorted((left, right) => Number(left.ts) - Number(right.ts) || end(right) - end(left));
  const open = new Map<string, Loose[]>();
  for (const bar of bars) {
    const row = `${String(bar.pid)} ${String(bar.tid)}`;
    const around = (open.get(row) ?? []).filter((each) => end(each) > Number(bar.ts));
    const across = around.find((each) => end(each) < end(bar));
    if (across !== undefined)
      faults.push(`X ${String(bar.name)}: begins within ${String(across.name)} and outlasts it`);
    open.set(row, [...around, bar]);
  }
  return faults;
}

/** An arrow has one beginning and one end, in this order, each within a bar. */
function flowFaults(flows: readonly Loose[][], events: readonly Loose[]): string[] {
  return flows.flatMap((flow) => {
    const [from, to, ...more] = flow;
    const name = `flow ${String(from?.name)} ${String(from?.id)}`;
    if (from?.ph !== "s" || to?.ph !== "f" || more.length > 0)
      return [`${name}: is no beginning with one end`];
    const isWithin = (one: Loose) =>
      events.some(
        (bar) =>
          bar.ph === "X" &&
          bar.tid === one.tid &&
          Number(bar.ts) <= Number(one.ts) &&
          Number(one.ts) <= end(bar),
      );
    return [
      ...(Number(from.ts) <= Number(to.ts) ? [] : [`${name}: ends before it begins`]),
      ...[from, to].flatMap((one) => (isWithin(one) ? [] : [`${name}: its ${String(one.ph)} is in no bar`])),
    ];
  });
}
