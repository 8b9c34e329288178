/**
 * A day of stations as several relays of one machine record it. In: what was said, and for each
 * part of a station's day which relay had its link and how that began and ended. Out: records, each
 * with its relay, in the order of their times, of which no two are the same.
 */
import { type LinkId, newLinkId, parseStationId } from "../../src/base/ids.ts";
import type { SpoolRecord } from "../../src/spool/record.ts";
import type { Spoken } from "./clean-day.ts";
import { closedOf, messageOf, openedOf } from "./spool.ts";

export type Part = {
  readonly worker: number;
  /** Of what its station said in the day, what comes before this part. From 0 to 1. */
  readonly from: number;
  /** `overlaps`: the link before it is closed after it opened. `lost`: it is never closed. */
  readonly ends: "closed" | "overlaps" | "lost";
  /** The copy of one message was dropped, and is told as a gap. */
  readonly hasGap: boolean;
};

export type SplitRecord = { readonly worker: number; readonly record: SpoolRecord };

type Told = SplitRecord & { readonly order: number };

const noLink = "00000000-0000-0000-0000-000000000000" as LinkId;

export function splitDay(
  spoken: readonly Spoken[],
  partsOf: (stationId: string) => readonly Part[],
): readonly SplitRecord[] {
  const told: Told[] = [];
  const byStation = Map.groupBy(spoken.entries(), ([, { stationId }]) => stationId);
  for (const [stationId, said] of byStation) {
    const parts = partsOf(stationId).toSorted((one, other) => one.from - other.from);
    for (const [index, part] of parts.entries()) {
      const from = index === 0 ? 0 : Math.floor(part.from * said.length);
      const to = Math.floor((parts[index + 1]?.from ?? 1) * said.length);
      told.push(...linkOf(stationId, part, said.slice(from, to)));
    }
  }
  const startUs = (spoken[0]?.atMs ?? 0) * 1000;
  const runs = [...new Set(told.map(({ worker }) => worker))].map((worker) =>
    startOf(worker, Number.NEGATIVE_INFINITY),
  );
  const all = [...runs, ...told].toSorted((one, other) => one.order - other.order);
  // A µs apart, so that their order is the one of their times.
  return all.map(({ worker, record }, index) => ({
    worker,
    record: { ...record, receivedAtUs: startUs + index * 100_000 },
  }));
}

function startOf(worker: number, order: number): Told {
  const body = { note: "relay-started", instance: instanceOf(worker), relayRun: newLinkId() };
  const common = { linkId: noLink, seq: 0, receivedAtUs: 0 };
  return {
    worker,
    order,
    record: { kind: "note", ...common, body: { ...body, note: "relay-started" } },
  };
}

function instanceOf(worker: number): string {
  return worker === 1 ? "test" : `test.${worker}`;
}

function linkOf(
  stationId: string,
  { worker, ends, hasGap }: Part,
  said: readonly (readonly [order: number, what: Spoken])[],
): readonly Told[] {
  const [first, last] = [said[0], said.at(-1)];
  if (first === undefined || last === undefined) return [];
  const linkId = newLinkId();
  const opened = openedOf(linkId);
  const isOld = first[1].text.includes('"chargePointVendor"') || stationId.includes("16");
  const body = {
    ...opened.body,
    ...{ stationId: parseStationId(stationId), instance: instanceOf(worker) },
    subprotocol: isOld ? "ocpp1.6" : "ocpp2.0.1",
  };
  const told: Told[] = [{ worker, order: first[0] - 0.5, record: { ...opened, body } }];
  const dropped = hasGap ? Math.floor(said.length / 2) : -1;
  for (const [index, [order, { sender, text }]] of said.entries()) {
    const seq = index + 1;
    const record =
      index === dropped
        ? gapOf(linkId, seq)
        : messageOf(linkId, seq, { sender, payload: Buffer.from(text) });
    told.push({ worker, order, record });
  }
  const end = ends === "overlaps" ? 3.25 : 0.25;
  if (ends === "lost") return told;
  return [...told, { worker, order: last[0] + end, record: closedOf(linkId, said.length) }];
}

function gapOf(linkId: LinkId, seq: number): SpoolRecord {
  const common = { linkId, seq, receivedAtUs: 0 };
  return { kind: "gap", ...common, reason: "buffer-full", fromSeq: seq, toSeq: seq };
}
