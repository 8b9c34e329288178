/** Of traces: what is made, kept and sent of exchanges for an OTLP receiver. */
import { MiB } from "./units.ts";

export const telemetryLimits = {
  /** Of so many exchanges one becomes a span: 200 a second of 2,000 are a trace store's daily bread. */
  spanSampleEvery: 10,
  /** Waiting for the receiver: about a kilobyte each. */
  spanQueueMax: 4_096,
  /** In one request: OpenTelemetry's own default. */
  spanBatchMax: 512,
  /** The longest that a span waits for others. OpenTelemetry's own default. */
  spanBatchMs: 5_000,
  /** One request, to its answer. */
  spanPostMsMax: 10_000,
  /** Tries of one batch, and the pause after the first; doubled each time: 15 s together. */
  spanTriesMax: 5,
  spanRetryMs: 1_000,
  /** A receiver's answer; real ones are two characters. */
  spanAnswerBytesMax: MiB / 16,
  /** What a shutdown waits for the last batch. */
  spanCloseMsMax: 1_000,
} as const;
