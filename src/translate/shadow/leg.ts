/**
 * The WebSocket of a shadow to the other CSMS, as the record knows it: a link of its own, on the
 * leg `shadow`. In: attempts to reach it, and an open and paused one. Out: its messages and its end.
 * Promised: what a leg of a bridge promises; what is said is recorded in the shadows' own spool, and
 * where that takes nothing it is said all the same.
 */
import type { Clock } from "../../base/clock.ts";
import { newLinkId, type StationId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import type { Observe } from "../../observe/events.ts";
import { type CsmsDial, recordCsmsLeg, recordCsmsRefusal } from "../../relay/bridge-record.ts";
import type { CsmsAnswer } from "../../relay/csms-leg.ts";
import { type Leg, openLeg } from "../../relay/leg.ts";
import { createLegRecord } from "../../relay/leg-record.ts";
import type { LegMessage } from "../../relay/middle.ts";
import type { TranslatedRoute } from "../../relay/route.ts";
import type { SpoolWriter } from "../../spool/record.ts";

/** Where it is recorded, and as whose. */
export type ShadowRecord = {
  readonly spool: Pick<SpoolWriter, "append" | "whenWritten">;
  readonly instance: string;
  /** Of a larger message the first bytes are recorded. Absent: the default bound. */
  readonly messageBytesMax?: number;
};

export type ShadowLegDeps = {
  readonly clock: Clock;
  readonly observe: Observe;
  readonly record: ShadowRecord;
  readonly onMessage: (leg: Leg, message: LegMessage) => void;
  /** Not after `close`. */
  readonly onLost: (leg: Leg, how: string) => void;
};

type Whose = {
  readonly stationId: StationId;
  readonly route: TranslatedRoute;
  readonly target: string;
};

/** One attempt to reach the other CSMS begins; it is a link, whatever becomes of it. */
export function beginShadowDial(
  { stationId, route, target }: Whose,
  authorization: string | null,
  { clock, record: { instance } }: Pick<ShadowLegDeps, "clock" | "record">,
): CsmsDial {
  const { upstream, match, translate } = route;
  const subprotocol = `ocpp${translate.csms}`;
  return {
    ...{ linkId: newLinkId(), leg: "shadow", stationId, instance, route: match },
    request: { upstream, stationId, target, authorization, subprotocol },
    ...{ dialledAtUs: clock.nowUs(), clock },
  };
}

export function recordShadowRefusal(
  dial: CsmsDial,
  answer: Exclude<CsmsAnswer, { kind: "open" }>,
  { record, clock }: Pick<ShadowLegDeps, "clock" | "record">,
): void {
  recordCsmsRefusal(dial, answer, { spool: record.spool, clock });
}

export function openShadowLeg(
  dial: CsmsDial,
  answer: Extract<CsmsAnswer, { kind: "open" }>,
  { pingMs, ...deps }: ShadowLegDeps & { readonly pingMs: number },
): Leg {
  const { clock, observe, record, onMessage, onLost } = deps;
  const { spool, messageBytesMax = limits.messageBytesMax } = record;
  recordCsmsLeg(dial, answer, { spool, clock });
  const identity = { linkId: dial.linkId, leg: "shadow" as const, messageBytesMax };
  const leg = openLeg(
    answer,
    { name: "csms", pingMs, strictHoldMsMax: null },
    {
      record: createLegRecord(identity, { spool, clock }),
      ...{ spool, clock, observe },
      onMessage: (message) => onMessage(leg, message),
      onEnded: () => undefined,
      onLost: ({ how }) => onLost(leg, how),
    },
  );
  return leg;
}
