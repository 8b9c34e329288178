/** States over time → what a lane draws: stretches of one state, as wide as a screen can show. */
import type { TimelineConnector } from "../../console/station-contract.ts";
import type { Span } from "./span.ts";

/** How a state looks; its word is always there, too. */
export type StateTone =
  | "free"
  | "waiting"
  | "charging"
  | "held"
  | "out"
  | "faulted"
  | "other"
  | "mixed";

/** Of both versions: a connector's states, and 2.x chargingState. */
const TONES: Readonly<Record<string, StateTone>> = {
  ...{ Available: "free", Idle: "free" },
  ...{ Preparing: "waiting", Finishing: "waiting", Occupied: "waiting", Reserved: "waiting" },
  ...{ EVConnected: "waiting", Charging: "charging" },
  ...{ SuspendedEV: "held", SuspendedEVSE: "held" },
  ...{ Unavailable: "out", Faulted: "faulted" },
};

export function toneOf(state: string): StateTone {
  return Object.hasOwn(TONES, state) ? (TONES[state] ?? "other") : "other";
}

export type Stretch<Of> = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly of: Of;
};

/** Each holds until the next; the last one until the end. What lies outside is cut off. */
export function stretchesOf<Of extends { readonly at: string }>(
  changes: readonly Of[],
  { fromMs, toMs }: Span,
): readonly Stretch<Of>[] {
  return changes.flatMap((of, index) => {
    const next = changes[index + 1];
    const begins = Math.max(fromMs, Date.parse(of.at));
    const ends = Math.min(toMs, next === undefined ? toMs : Date.parse(next.at));
    return ends > begins ? [{ fromMs: begins, toMs: ends, of }] : [];
  });
}

export type Drawn<Of> = {
  readonly x: number;
  readonly width: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** More than one: too narrow to be told apart. */
  readonly of: readonly Of[];
};

/** Narrower than this, neighbours are drawn as one. Unit: px. */
const NARROW = 3;

/** Onto so many pixels; thousands of changes become at most some hundred pieces. */
export function drawn<Of>(
  stretches: readonly Stretch<Of>[],
  span: Span,
  width: number,
): readonly Drawn<Of>[] {
  const perMs = width / Math.max(1, span.toMs - span.fromMs);
  const pieces: { fromMs: number; toMs: number; of: Of[] }[] = [];
  for (const { fromMs, toMs, of } of stretches) {
    const last = pieces.at(-1);
    const isNarrow = (toMs - fromMs) * perMs < NARROW;
    const lastIsNarrow = last !== undefined && (last.toMs - last.fromMs) * perMs < NARROW;
    if (isNarrow && lastIsNarrow && last.toMs === fromMs) {
      last.toMs = toMs;
      last.of.push(of);
    } else {
      pieces.push({ fromMs, toMs, of: [of] });
    }
  }
  return pieces.map(({ fromMs, toMs, of }) => ({
    x: (fromMs - span.fromMs) * perMs,
    width: Math.max(1, (toMs - fromMs) * perMs),
    ...{ fromMs, toMs, of },
  }));
}

/** What was so at a moment: that of the last one that had begun. */
export function at<Of>(stretches: readonly Stretch<Of>[], ms: number): Of | null {
  return stretches.find(({ fromMs, toMs }) => fromMs <= ms && ms < toMs)?.of ?? null;
}

/** `EVSE 1`, `EVSE 1, connector 2`, `Connector 1`; 1.6's connector 0 is the whole station. */
export function placeName({
  evseId,
  connectorId,
}: Pick<TimelineConnector, "evseId" | "connectorId">): string {
  if (evseId !== null) {
    return connectorId === null ? `EVSE ${evseId}` : `EVSE ${evseId}, connector ${connectorId}`;
  }
  if (connectorId === 0 || connectorId === null) return "Station";
  return `Connector ${connectorId}`;
}

/** An EVSE's only connector needs no number of its own: `EVSE 1`; of several it is `EVSE 1 · 2`. */
export function shortName(lane: Placed, all: readonly Placed[]): string {
  if (lane.evseId === null || lane.connectorId === null) return placeName(lane);
  const isOnly = all.filter(({ evseId }) => evseId === lane.evseId).length < 2;
  return isOnly ? `EVSE ${lane.evseId}` : `EVSE ${lane.evseId} · ${lane.connectorId}`;
}

type Placed = { readonly evseId: number | null; readonly connectorId: number | null };

/** Where a transaction runs: on its connector; of 2.x often only the EVSE is told. */
export function runsOn(transaction: Placed, lane: Placed): boolean {
  if (transaction.evseId !== null && lane.evseId !== null) {
    const { connectorId } = transaction;
    return (
      transaction.evseId === lane.evseId &&
      (connectorId === null || lane.connectorId === null || connectorId === lane.connectorId)
    );
  }
  return transaction.connectorId !== null && transaction.connectorId === lane.connectorId;
}
