/** What the standard variables of OpenTelemetry ask for. Pure, so that the SDK is loaded only where it is needed. */
import type { Environment } from "../model/host.ts";

export type TelemetryWish = { kind: "none" } | { kind: "otlp" } | { kind: "unknown"; text: string };

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export function telemetryWish(environment: Environment): TelemetryWish {
  const value = (name: string) => environment[name]?.trim() || undefined;
  if (value("OTEL_SDK_DISABLED")?.toLowerCase() === "true") return { kind: "none" };
  const endpoint = value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? value("OTEL_EXPORTER_OTLP_ENDPOINT");
  const named = value("OTEL_TRACES_EXPORTER");
  const exporters =
    named?.split(",").map((each) => each.trim()) ?? (endpoint === undefined ? ["none"] : ["otlp"]);
  const strange = exporters.find((each) => each !== "otlp" && each !== "none");
  if (strange !== undefined) {
    return { kind: "unknown", text: `OTEL_TRACES_EXPORTER: gowsl knows otlp and none, not "${strange}"` };
  }
  if (!exporters.includes("otlp")) return { kind: "none" };
  const protocol = value("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? value("OTEL_EXPORTER_OTLP_PROTOCOL");
  if (protocol !== undefined && protocol !== "http/protobuf") {
    return {
      kind: "unknown",
      text: `OTEL_EXPORTER_OTLP_PROTOCOL: gowsl speaks http/protobuf, not "${protocol}"`,
    };
  }
  return { kind: "otlp" };
}
