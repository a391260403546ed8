// A service in TypeScript under the schema of the package chat. Its types are made of
// chat.event.schema.json.
import { trace } from "@opentelemetry/api";
import type { ChatEvent } from "./chat.js";

// record records an event on the running span, under HoneyHive's keys.
export function record(event: ChatEvent): void {
  const span = trace.getActiveSpan();
  const put = (key: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (typeof value === "object") {
      for (const [name, member] of Object.entries(value)) put(`${key}.${name}`, member);
    } else {
      span?.setAttribute(key, value as string | number | boolean);
    }
  };
  for (const [namespace, value] of Object.entries(event)) put(`honeyhive_${namespace}`, value);
}

export function summarize(user: string): void {
  record({
    user_properties: { user_id: user, plan: "premium" },
    metadata: { feature: "summary" },
    metrics: { score: 0.93, latency_ms: 840 },
  });
}
