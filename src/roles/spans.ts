/** Traces of the recorder: what makes and sends them is loaded only where they are wanted. */
import { version } from "../base/version.ts";
import type { Config } from "../config/schema.ts";
import type { Observer } from "../observe/observer.ts";
import type { MessageRow } from "../store/rows.ts";

export type Spans = {
  readonly take: (row: MessageRow) => void;
  readonly close: () => Promise<void>;
};

/** Null: no receiver is configured. */
export async function openSpans(
  { telemetry, console, instance }: Pick<Config, "telemetry" | "console" | "instance">,
  { observe, metrics }: Pick<Observer, "observe" | "metrics">,
): Promise<Spans | null> {
  const { url, sampleEvery } = telemetry.otlp;
  if (url === undefined) return null;
  const { openOtlp } = await import("../observe/otlp.ts");
  const { spanOf } = await import("../recorder/spans.ts");
  const resource = {
    "service.name": "ocpptap",
    "service.version": version,
    "service.instance.id": instance,
  };
  const sender = openOtlp({ url, resource }, { observe });
  metrics.measure("spansSent", sender.sent);
  metrics.measure("spansDropped", () =>
    [...sender.dropped()].map(([why, value]) => ({ labels: { why }, value })),
  );
  const options = { sampleEvery, publicUrl: console.publicUrl };
  return {
    take(row) {
      const span = spanOf(row, options);
      if (span !== null) sender.push(span);
    },
    close: sender.close,
  };
}
