/**
 * Hands spans to an OpenTelemetry collector, by OTLP over HTTP, as the standard variables say. Loaded only where those ask
 * for it. Knows nothing of steps. What goes wrong is a sentence, and takes less than a second: no build waits for those
 * who watch it.
 */
import { ROOT_CONTEXT, SpanStatusCode, trace, type Context, type Tracer } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BasicTracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace-base";
import type { Environment } from "../model/host.ts";

export interface SpanFacts {
  name: string;
  /** Milliseconds since 1970. */
  startMs: number;
  endMs: number;
  attributes: Record<string, string | number | boolean | string[]>;
  /** Why it failed. */
  fault?: string;
  children: SpanFacts[];
}

/**
 * The SDK tries again only after 0.8 seconds, and not beyond this. OTEL_EXPORTER_OTLP_TIMEOUT says how much patience
 * somebody wants instead.
 */
const patienceMs = 700;
/** Collectors refuse what is too large. */
const mostAtOnce = 1000;

/** @returns why they did not arrive; undefined if they did */
export async function exportSpans(
  root: SpanFacts,
  environment: Environment,
  version: string,
): Promise<string | undefined> {
  const spans: ReadableSpan[] = [];
  const nothing = async () => {};
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": "gowsl", "service.version": version }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [
      { onStart: () => {}, onEnd: (span) => void spans.push(span), forceFlush: nothing, shutdown: nothing },
    ],
  });
  record(provider.getTracer("gowsl", version), root, parentOf(environment));
  const isPatient = ["OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"].some(
    (name) => environment[name],
  );
  const exporter = new OTLPTraceExporter(isPatient ? {} : { timeoutMillis: patienceMs });
  for (let from = 0; from < spans.length; from += mostAtOnce) {
    const fault = await send(exporter, spans.slice(from, from + mostAtOnce));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function send(exporter: OTLPTraceExporter, spans: ReadableSpan[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    exporter.export(spans, ({ code, error }) =>
      resolve(code === 0 ? undefined : (error?.message ?? "no reason was given")),
    );
  });
}

function record(
  tracer: Tracer,
  { name, startMs, endMs, attributes, fault, children }: SpanFacts,
  context: Context,
): void {
  const span = tracer.startSpan(name, { startTime: startMs, attributes }, context);
  if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: fault });
  const within = trace.setSpan(context, span);
  for (const child of children) record(tracer, child, within);
  span.end(endMs);
}

/** TRACEPARENT: the job of a CI that this run is a part of (OpenTelemetry, "Environment variables as context carriers"). */
function parentOf(environment: Environment): Context {
  const [, traceId = "", spanId = "", flags = ""] =
    /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(environment["TRACEPARENT"] ?? "") ?? [];
  if (traceId === "") return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}
