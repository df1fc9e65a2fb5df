/** An order in which each name stands after those that it needs, or the cycle that keeps it from one. Pure. */

/**
 * Depth first, with a stack of its own: a chain of tasks may be longer than the call stack is deep.
 * @param order gets what was gone through, and is passed over
 * @returns the cycle that it runs into, as the names on it.
 */
export function orderFrom(
  start: string,
  needsOf: (name: string) => readonly string[],
  order: Set<string>,
): string[] | undefined {
  const path: { name: string; needs: readonly string[]; followed: number }[] = [];
  const onPath = new Set<string>();
  const enter = (name: string) => {
    const needs = needsOf(name);
    // It is gone through at once: of thousands of tasks most need nothing.
    if (needs.length === 0) return void order.add(name);
    path.push({ name, needs, followed: 0 });
    onPath.add(name);
  };
  if (!order.has(start)) enter(start);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const need = top.needs[top.followed++];
    if (need === undefined) {
      path.pop();
      onPath.delete(top.name);
      order.add(top.name);
    } else if (order.has(need)) continue;
    else if (onPath.has(need)) {
      const names = path.map(({ name }) => name);
      return [...names.slice(names.indexOf(need)), need];
    } else enter(need);
  }
  return undefined;
}

/** What a cycle of needs is told as. */
export function cycleTexts(cycle: readonly string[]): { thing: string; next: string } {
  return {
    thing: `these tasks need each other: ${cycle.join(" -> ")}`,
    next: "Remove one of these needs.",
  };
}
