/** A station's story as frames on a link, for the tests of sessions and of their rules. */

import type { Rule } from "../../src/findings/rule.ts";
import { restoreBook } from "../../src/sessions/snapshot.ts";
import type { Transaction } from "../../src/sessions/transaction.ts";
import { type RecordedLink, type Recording, record, startUs } from "../support/recording.ts";

export { startUs };
export const minuteMs = 60_000;

/** ISO 8601 so long after the beginning of the story. */
export function isoAt(ms: number): string {
  return new Date(startUs / 1000 + ms).toISOString();
}

let id = 0;
type After = { readonly afterMs?: number };

export type Story = {
  readonly recording: Recording;
  readonly link: RecordedLink;
  /** A call of the station, and the CSMS's answer 100 ms later. */
  readonly says: (action: string, call: object, answer?: object | null, after?: After) => Story;
  /** The same with a CALLERROR. */
  readonly fails: (action: string, call: object, errorCode: string, after?: After) => Story;
  /** A call of the CSMS and the station's answer. */
  readonly asks: (action: string, call: object, answer?: object | null, after?: After) => Story;
  readonly findings: () => { readonly rule: unknown; readonly sentence: unknown }[];
  /** The newest row of each transaction, oldest first. */
  readonly transactions: () => Readonly<Record<string, unknown>>[];
  /** All that is remembered, as it is now. */
  readonly kept: () => readonly Transaction[];
};

export function story(
  options: {
    readonly rules?: readonly Rule[];
    readonly version?: string;
    /** What else its handshake was. */
    readonly opened?: Parameters<RecordedLink["open"]>[0];
  } = {},
  recording = record({ rules: options.rules ?? [] }),
): Story {
  const { version = "1.6" } = options;
  const subprotocol = `ocpp${version}`;
  const link = recording.link().open({
    ...{ subprotocol, subprotocolsOffered: [subprotocol], ...options.opened },
  });
  const one: Story = {
    recording,
    link,
    says(action, call, answer = {}, after = {}) {
      id += 1;
      link.station(JSON.stringify([2, `s${id}`, action, call]), after);
      if (answer !== null) link.csms(JSON.stringify([3, `s${id}`, answer]));
      return one;
    },
    fails(action, call, errorCode, after = {}) {
      id += 1;
      link.station(JSON.stringify([2, `s${id}`, action, call]), after);
      link.csms(JSON.stringify([4, `s${id}`, errorCode, "", {}]));
      return one;
    },
    asks(action, call, answer = {}, after = {}) {
      id += 1;
      link.csms(JSON.stringify([2, `c${id}`, action, call]), after);
      if (answer !== null) link.station(JSON.stringify([3, `c${id}`, answer]));
      return one;
    },
    findings: () =>
      recording.findings().map((row) => ({ ...row, rule: row["rule"], sentence: row["sentence"] })),
    transactions() {
      const newest = new Map<string, Readonly<Record<string, unknown>>>();
      for (const row of recording.rows("transactions")) {
        newest.set(String(row["transaction_key"]), row);
      }
      return [...newest.values()];
    },
    kept: () => keptBy(recording),
  };
  return one;
}

function keptBy({ intake }: Recording): readonly Transaction[] {
  const { sessions } = intake.state;
  return [...sessions.stations()].flatMap((stationId) => {
    const saved = sessions.saveStation(stationId, "whole");
    const { open, recent } = restoreBook(stationId, saved, null);
    return [...recent, ...open];
  });
}

export const start16 = (more: object = {}) => ({
  ...{ connectorId: 1, idTag: "CARD", meterStart: 1_000, timestamp: isoAt(0) },
  ...more,
});
export const accepted16 = (transactionId = 7) => ({
  transactionId,
  idTagInfo: { status: "Accepted" },
});
export const stop16 = (more: object = {}) => ({
  ...{ transactionId: 7, idTag: "CARD", meterStop: 3_000, timestamp: isoAt(minuteMs) },
  reason: "Local",
  ...more,
});

/** One register in Wh, its power in W, and a current for each phase in A. */
export const meterValue = (atMs: number, energyWh: number, powerW = 7_000) => ({
  timestamp: isoAt(atMs),
  sampledValue: [
    { value: String(energyWh), measurand: "Energy.Active.Import.Register", unit: "Wh" },
    { value: String(powerW), measurand: "Power.Active.Import", unit: "W" },
    { value: "10", measurand: "Current.Import", phase: "L1", unit: "A" },
    { value: "12", measurand: "Current.Import", phase: "L2", unit: "A" },
  ],
});

export const event2 = (
  eventType: "Started" | "Updated" | "Ended",
  seqNo: number,
  more: Readonly<Record<string, unknown>> = {},
) => {
  const { info = {}, ...rest } = more;
  return {
    ...{ eventType, seqNo, timestamp: isoAt(0), triggerReason: "Authorized" },
    transactionInfo: { transactionId: "tx-1", ...(info as object) },
    evse: { id: 1, connectorId: 1 },
    ...rest,
  };
};
