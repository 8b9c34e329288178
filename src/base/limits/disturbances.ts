/** Limits of faults on purpose: what is done to messages so that a test bench sees it borne. */
import { KiB, MiB } from "./units.ts";

export const disturbanceLimits = {
  /** Faults on purpose at once: each is about one station of a test bench. */
  faultsMax: 200,
  /** One of them as JSON: an answer with its payload. Unit: bytes. */
  faultBytesMax: 16 * KiB,
  /** A fault that nobody ends: the day of a test. Unit: ms. */
  faultMsMax: 86_400_000,
  /** Longer than any time-out of a station or a CSMS that is worth a test. */
  disturbanceDelayMsMax: 300_000,
  /** How long the next message is waited for, and the longest that may be asked for. */
  disturbanceReorderMs: 10_000,
  disturbanceReorderMsMax: 60_000,
  /** A larger message is not read, so that a fault by type or action passes it by. */
  disturbanceReadBytesMax: 1 * MiB,
  /** Calls of a link that wait for their answer, so that this one's action is known. */
  disturbanceCallsMax: 100,
} as const;
