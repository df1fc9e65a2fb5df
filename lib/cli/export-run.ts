/** Hands a run that has ended to those who asked for it: a trace in a file, spans for OpenTelemetry. Fails no run. */
import path from "node:path";
import { describeError } from "../host/files.ts";
import { ownVersion } from "../host/package.ts";
import { writeText } from "../host/placing.ts";
import type { SpanFacts } from "../host/telemetry.ts";
import type { Environment } from "../model/host.ts";
import { sentence } from "../model/failure.ts";
import { telemetryWish } from "../report/telemetry-wish.ts";
import type { Timeline } from "../report/timeline.ts";

export interface ExportSetting {
  environment: Environment;
  /** Where the user stands. */
  cwd: string;
  /** `--trace`. */
  trace: string | undefined;
  /** What the run was called by: `gowsl cross`. */
  title: string;
  note(text: string): void;
}

/** Every fault is a note. */
export async function exportRun(timeline: Timeline | undefined, setting: ExportSetting): Promise<void> {
  if (timeline === undefined) return;
  const { environment, cwd, trace, note } = setting;
  if (trace !== undefined) {
    const { formatTrace } = await import("../report/trace.ts");
    try {
      await writeText(path.resolve(cwd, trace), `${JSON.stringify(formatTrace(timeline))}\n`, "may be lost");
    } catch (error) {
      note(`the trace was not written: ${trace}: ${describeError(error)}`);
    }
  }
  const wish = telemetryWish(environment);
  if (wish.kind === "unknown") note(wish.text);
  if (wish.kind !== "otlp") return;
  const { exportSpans } = await import("../host/telemetry.ts");
  const fault = await exportSpans(spansOf(timeline, setting.title), environment, ownVersion());
  if (fault !== undefined) note(`OpenTelemetry: the traces did not arrive: ${fault}`);
}

function spansOf(
  { startedMs, durationMs, exitCode, spans, criticalPath }: Timeline,
  title: string,
): SpanFacts {
  const children = spans
    .filter(({ kind }) => kind !== "group")
    .map((span): SpanFacts => {
      const [failure] = span.failures;
      const reason = span.results.map((result) => result.reason).find((text) => text !== "");
      return {
        name: span.step,
        startMs: startedMs + span.startMs,
        endMs: startedMs + span.endMs,
        attributes: {
          "gowsl.task": span.task,
          "gowsl.outcome": span.outcome,
          ...(span.target === undefined ? {} : { "gowsl.target": span.target }),
          ...(reason === undefined ? {} : { "gowsl.reason": reason }),
          ...(span.needs.length === 0 ? {} : { "gowsl.needs": [...span.needs] }),
          ...(span.peakBytes === undefined ? {} : { "gowsl.peak_bytes": span.peakBytes }),
          "gowsl.critical_path": criticalPath.includes(span.step),
        },
        ...(span.outcome === "failed" ? { fault: failure === undefined ? "failed" : sentence(failure) } : {}),
        children: [],
      };
    });
  return {
    name: title,
    startMs: startedMs,
    endMs: startedMs + durationMs,
    attributes: { "gowsl.exit_code": exitCode },
    ...(exitCode === 0 ? {} : { fault: `exit code ${exitCode}` }),
    children,
  };
}
