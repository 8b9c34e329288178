/**
 * The WebSocket of a shadow to the other CSMS. In: an open and paused one. Out: its messages and
 * its end. Promised: what a leg of a bridge promises, but for the record: the spool is the relay's.
 */
import type { Clock } from "../../base/clock.ts";
import { newLinkId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import type { Observe } from "../../observe/events.ts";
import { type Leg, type LegEnds, openLeg } from "../../relay/leg.ts";
import { createLegRecord } from "../../relay/leg-record.ts";
import type { LegMessage } from "../../relay/middle.ts";

export type ShadowLegDeps = {
  readonly clock: Clock;
  readonly observe: Observe;
  readonly onMessage: (leg: Leg, message: LegMessage) => void;
  /** Not after `close`. */
  readonly onLost: (leg: Leg, how: string) => void;
};

const unrecorded = { append: () => true, whenWritten: (callback: () => void) => callback() };

export function openShadowLeg(ends: LegEnds, pingMs: number, deps: ShadowLegDeps): Leg {
  const { clock, observe, onMessage, onLost } = deps;
  const messageBytesMax = limits.messageBytesMax;
  const identity = { linkId: newLinkId(), leg: "csms" as const, messageBytesMax };
  const leg = openLeg(
    ends,
    { name: "csms", pingMs, strictHoldMsMax: null },
    {
      record: createLegRecord(identity, { spool: unrecorded, clock }),
      ...{ spool: unrecorded, clock, observe },
      onMessage: (message) => onMessage(leg, message),
      onEnded: () => undefined,
      onLost: ({ how }) => onLost(leg, how),
    },
  );
  return leg;
}
