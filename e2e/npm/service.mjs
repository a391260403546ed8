// A service in JavaScript, which records with the SDK of OpenTelemetry and sends as
// its environment says. It declares nothing: what it records is what the schema of the
// quick start has, and with the argument "wrong" what it has not.
import { trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JSONExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

const Exporter = process.env.OTEL_EXPORTER_OTLP_PROTOCOL === "http/json" ? JSONExporter : ProtobufExporter;
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new Exporter())] });
provider.register();

const right = {
  "honeyhive.session_id": "11111111-2222-4333-8444-555555555555",
  "honeyhive_user_properties.user_id": "ada",
  "honeyhive_user_properties.plan": "premium",
  "honeyhive_metadata.feature": "søk 🐝",
  "honeyhive_metrics.score": 0.5,
  "honeyhive_metrics.latency_ms": 1200,
  "honeyhive_metadata.tags.0": "beta",
  "honeyhive_feedback.rating": 5,
};
const wrong = {
  "honeyhive_metadata.userId": "ada", // not declared
  "honeyhive_feedback.rating": "5", // not an integer
  "honeyhive_metadata.feature": "x".repeat(33), // 1 byte too long
};

const tracer = trace.getTracer("bot");
for (let i = 0; i < 3; i++) {
  const span = tracer.startSpan("answer");
  span.setAttributes(process.argv[2] === "wrong" && i === 1 ? { ...right, ...wrong } : right);
  span.end();
}
await provider.shutdown();
