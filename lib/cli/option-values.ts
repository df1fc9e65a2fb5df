/** What cac has read, as the values of the table of options: numbers checked, texts as they were written. Pure. */
import { failure, success, type Failure, type Result } from "../model/failure.ts";
import { mark } from "./option-forms.ts";
import { optionNames, options, type OptionValues } from "./options.ts";

/** @param given by the names that cac makes of them: `dryRun` for `--dry-run` */
export function readOptions(given: Record<string, unknown>): Result<OptionValues> {
  const failures: Failure[] = [];
  const values: Record<string, string | boolean | number> = {};
  for (const [name, option] of Object.entries(options)) {
    const value = lastOf(given[cacName(optionNames(option).names.at(-1)!)]);
    const isOn = value === true || value === "true";
    const text = value === undefined || typeof value === "boolean" ? undefined : String(value);
    if (option.reads === "flag") values[name] = isOn;
    else if (option.reads === "text or flag") values[name] = text ?? isOn;
    else if (value === undefined) continue;
    else if (option.reads === "switch") values[name] = isOn;
    else if (option.reads === "text") {
      if (text !== undefined) values[name] = text;
    } else if (Number.isInteger(Number(value)) && Number(value) > 0) values[name] = Number(value);
    else failures.push(noNumber(name, String(value)));
  }
  return failures.length > 0 ? failure(...failures) : success(values as unknown as OptionValues);
}

/** A repeated option comes as a list: the last one counts. */
function lastOf(value: unknown): unknown {
  const single: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof single === "string" && single.startsWith(mark) ? single.slice(mark.length) : single;
}

function cacName(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function noNumber(name: string, value: string): Failure {
  return {
    family: "command-line",
    place: `--${name}`,
    thing: `"${value}" is not a positive whole number`,
    next: `Write \`--${name} 4\`, for example.`,
  };
}
