/** Limits of what stands in a link: calls of operators and back-ends, and what is taken for them. */
import { MiB } from "./units.ts";

export const interceptsLimits = {
  /** Of one sender of one link; then it is not read: a CSMS that keeps to OCPP-J has one call out. */
  takenMessagesMax: 64,
  /** Of one sender of one link: four of the largest messages. */
  takenBytesMax: 4 * MiB,
} as const;
