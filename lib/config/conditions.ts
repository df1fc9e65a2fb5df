/** When and where a task runs, checked: `if`, `platforms`, `requires`. Knows nothing of this machine. */
import { below, isRecord, list, nameOf, record, settings, text, words } from "./checks.ts";
import type { Check } from "./checks.ts";
import { file } from "./forms.ts";
import { architectures, likelyArchitecture, likelySystem, systems } from "./platform-names.ts";

const variableName = text((value, at, report) => {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return;
  const next = value.includes("=")
    ? `Write "${value.split("=")[0]}"; what it is, a function may look at.`
    : 'Write it like "API_TOKEN".';
  report(at, `"${value}" is not the name of a variable`, next);
});

const oneOrMore =
  (one: Check): Check =>
  (value, at, report) => {
    if (Array.isArray(value)) list(one)(value, at, report);
    else one(value, at, report);
  };

/** `if`: a function, or what must be there. */
export const condition: Check = (value, at, report) => {
  if (typeof value === "function") return;
  if (typeof value === "boolean")
    return report(at, "is decided already", "Write a function: () => " + String(value) + ".");
  if (!isRecord(value)) {
    return report(
      at,
      `must be a function or an object, not ${nameOf(value)}`,
      'Write { env: "CI" }, for example.',
    );
  }
  settings("a condition", { env: oneOrMore(variableName), exists: oneOrMore(file) })(value, at, report);
  if (Object.values(value).every((each) => each === undefined)) {
    report(at, "names nothing to look at", 'Write { env: "CI" }, for example.');
  }
};

/** `linux`, `darwin/arm64`. */
export const platform = text((value, at, report) => {
  const [system = "", architecture, ...rest] = value.split("/");
  const fallback = 'Write it like "linux" or "darwin/arm64", as GOOS and GOARCH.';
  if (rest.length > 0) return report(at, `"${value}" is not of the form goos or goos/goarch`, fallback);
  if (!systems.includes(system)) {
    const named = likelySystem(system);
    const next =
      named === undefined ? fallback : `Did you mean "${[named, architecture].filter(Boolean).join("/")}"?`;
    report(at, `"${system}" is not a value of GOOS`, next);
  } else if (architecture !== undefined && !architectures.includes(architecture)) {
    const named = likelyArchitecture(architecture);
    const next = named === undefined ? fallback : `Did you mean "${named}"?`;
    report(at, `"${architecture}" is not a value of GOARCH`, next);
  }
});

/** `requires`: names of variables, or what each is for. */
export const requires: Check = (value, at, report) => {
  if (!isRecord(value)) return list(variableName)(value, at, report);
  record(words)(value, at, report);
  for (const name of Object.keys(value)) variableName(name, below(at, name), report);
};
