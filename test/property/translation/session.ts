/** A session as a station tells it, and what is true of the events that become of any. */
import { expect } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { textIn } from "../../../src/findings/fields.ts";
import { type Sent, toCsms } from "../../translate/stage.ts";

export const accepted = () => ({ idTokenInfo: { status: "Accepted" } });

export type Events = readonly Json[];

export function eventsOf(sent: readonly Sent[]): Events {
  return toCsms(sent).flatMap(([action, payload]) =>
    action === "TransactionEvent" ? [payload] : [],
  );
}

/** One session as a station tells it: statuses, a start, meter values, a stop. */
export function session(connectorId: number, startMs: number, wh: number) {
  const at = (ms: number) => new Date(startMs + ms).toISOString();
  return {
    start: { connectorId, idTag: "ABCDEF01", meterStart: 100, timestamp: at(0) },
    meter: (int: number) => ({
      ...{ connectorId, transactionId: int },
      meterValue: [{ timestamp: at(30_000), sampledValue: [{ value: String(100 + wh / 2) }] }],
    }),
    stop: (int: number) => ({
      ...{ transactionId: int, meterStop: 100 + wh, timestamp: at(60_000), reason: "Local" },
    }),
  };
}

export function intOf(sent: readonly Sent[]): number {
  const answered = sent.find(({ leg, type }) => leg === "station" && type === "callResult");
  const int = (answered?.payload as { transactionId?: number } | undefined)?.transactionId;
  return int ?? 0;
}

/** By transaction: Started first and once, Ended last and at most once, numbers from 0 up. */
export function expectWhole(events: Events): void {
  const byId = new Map<string, Json[]>();
  for (const event of events) {
    const id = textIn(event, "transactionInfo", "transactionId");
    const seen = byId.get(id) ?? [];
    const isRepeated = seen.some((each) => JSON.stringify(each) === JSON.stringify(event));
    if (!isRepeated) byId.set(id, [...seen, event]);
  }
  for (const list of byId.values()) {
    const types = list.map((each) => textIn(each, "eventType"));
    expect(types.indexOf("Started")).toBe(0);
    expect(types.lastIndexOf("Started")).toBe(0);
    const ends = types.filter((each) => each === "Ended").length;
    expect(ends).toBeLessThanOrEqual(1);
    if (ends === 1) expect(types.at(-1)).toBe("Ended");
    const numbers = list.map((each) => (each as { seqNo: number }).seqNo);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  }
}
