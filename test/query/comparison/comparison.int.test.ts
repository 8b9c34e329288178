import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import {
  type ComparisonRequest,
  type CsmsComparison,
  compareCsmss,
} from "../../../src/query/comparison/comparison.ts";
import type { MessageRow } from "../../../src/store/rows.ts";
import { openRecord, type Record } from "../record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "../rows.ts";
import { createRehearsal } from "./rehearsal.ts";

let record: Record;
beforeAll(async () => {
  record = await openRecord();
});
afterAll(() => record.close());

const idTag = (status: string) => ({ idTagInfo: { status } });
const idToken = (status: string) => ({ idTokenInfo: { status } });
const boot = (status: string, interval: number, currentTime: string) => ({
  ...{ status, interval, currentTime },
});
const times = { old: "2026-11-21T09:00:00Z", new: "2026-11-21T09:00:00.123Z" };

const recentOf = ({ leftOut }: CsmsComparison) =>
  leftOut.reduce((sum, { reason, count }) => sum + (reason === "recent" ? count : 0), 0);

const ask = (request: Partial<ComparisonRequest> = {}) =>
  compareCsmss({ station: "", replay: "", fromUs: null, toUs: null, ...request }, record.deps);

it("says that nothing is compared where no shadow is in the record", async () => {
  const rehearse = createRehearsal();
  const heartbeat = { action: "Heartbeat", made: null, old: { currentTime: times.old }, new: null };
  await record.insert({ messages: rehearse({ ...heartbeat, station: "CP-0" }) });
  expect(await ask()).toMatchObject({
    ...{ pairs: 0, shadowMessages: 0, differences: [], leftOut: [], isWhole: true },
    from: "2026-11-20T10:00:00.000000Z",
    to: "2026-11-21T10:00:00.000000Z",
  });
});

describe("seeded differences", () => {
  beforeAll(async () => {
    const rehearse = createRehearsal();
    const start = { action: "StartTransaction", made: "TransactionEvent" };
    const stop = { action: "StopTransaction", made: "TransactionEvent" };
    const messages: MessageRow[] = [
      // No differences: times, transaction ids, what one version does not say, order of fields.
      ...rehearse({
        action: "BootNotification",
        old: boot("Accepted", 300, times.old),
        new: { interval: 300, currentTime: times.new, status: "Accepted" },
      }),
      ...rehearse({
        action: "Heartbeat",
        old: { currentTime: times.old },
        new: { currentTime: times.new },
      }),
      ...rehearse({
        ...{ ...start, old: { ...idTag("Accepted"), transactionId: 4711 } },
        new: idToken("Accepted"),
      }),
      ...rehearse({ ...stop, old: {}, new: { totalCost: 0 } }),
      ...rehearse({ action: "Authorize", old: idTag("Invalid"), new: idToken("Unknown") }),
      // Differences.
      ...[0, 1, 2].flatMap((at) =>
        rehearse({
          ...{ ...start, station: `CP-${at + 1}`, atMs: 1_000 * at },
          ...{ old: { ...idTag("Accepted"), transactionId: at }, new: idToken("Blocked") },
        }),
      ),
      ...rehearse({ action: "Authorize", old: idTag("Blocked"), new: idToken("Accepted") }),
      ...rehearse({
        action: "BootNotification",
        old: boot("Accepted", 300, times.old),
        new: boot("Pending", 60, times.new),
      }),
      ...rehearse({ action: "DataTransfer", old: { status: "Accepted" }, new: "NotSupported" }),
      ...rehearse({ action: "StatusNotification", old: {}, new: null }),
      ...rehearse({ action: "StatusNotification", old: {}, new: { status: 1 }, took: [5, 2_500] }),
      // Not comparable.
      ...rehearse({ action: "MeterValues", made: null, old: {}, new: null }),
      ...rehearse({ action: "Heartbeat", old: null, new: null }),
      messageRow({
        ...{ leg: "shadow", linkId: linkIdOf(2), seq: 900, action: "GetVariables" },
        ...{ sender: "csms", stationId: "CP-1" as MessageRow["stationId"] },
      }),
    ];
    await record.insert({ messages });
  }, 60_000);

  it("are all found, and none is invented", async () => {
    const { differences, pairs, differing, stations, further } = await ask();
    expect({ pairs, differing, stations, further }).toEqual({
      ...{ pairs: 13, differing: 8, stations: 3, further: 0 },
    });
    const told = differences.map(
      ({ severity, action, kind, old, new: now, count }) =>
        `${severity} ${count} ${action} ${kind}: ${old} → ${now}`,
    );
    expect(told[0]).toBe("error 3 StartTransaction token: Accepted → Blocked");
    expect(told.toSorted()).toEqual([
      "error 1 BootNotification status: Accepted → Pending",
      "error 1 DataTransfer error: Accepted → NotSupported",
      "error 1 StatusNotification missing: answered → no answer",
      "error 1 StatusNotification schema: valid → against the schema",
      "error 3 StartTransaction token: Accepted → Blocked",
      "note 1 BootNotification interval: 300 s → 60 s",
      "warning 1 Authorize token: Blocked → Accepted",
      "warning 1 StatusNotification slower: in its time → over 1 s later than the old",
    ]);
    expect(told.map((each) => each.split(" ")[0]).join(" ")).toMatch(/^(error )+(warning )+note$/);
  });

  it("have their share, stations, times and a pair to open", async () => {
    const { differences, actions } = await ask();
    const [refused] = differences;
    expect(refused).toMatchObject({
      ...{ share: 0.75, stations: 3, stationIds: ["CP-1", "CP-2", "CP-3"] },
      ...{ firstAt: "2026-11-21T09:00:00.000000Z", lastAt: "2026-11-21T09:00:02.000000Z" },
      example: { stationId: "CP-3", old: { linkId: linkIdOf(1) }, new: { linkId: linkIdOf(2) } },
    });
    expect(actions.find(({ action }) => action === "StatusNotification")).toMatchObject({
      ...{ pairs: 2, differing: 2, old: { answered: 2, p50Ms: 5, p95Ms: 10 } },
      new: { answered: 1, p50Ms: 2_500, p95Ms: 2_500 },
    });
  });

  it("stand beside what could not be compared", async () => {
    const { leftOut } = await ask();
    expect(leftOut.map((each) => Object.values(each).join(" ")).toSorted()).toEqual([
      "newCommand GetVariables 1",
      "notSent MeterValues 1",
      "unanswered Heartbeat 1",
    ]);
  });

  it("are only those of a station or a time that is asked for", async () => {
    expect(await ask({ station: "CP-2" })).toMatchObject({ pairs: 1, differing: 1, stations: 1 });
    const late = await ask({ fromUs: EPOCH_US + 1_500_000 });
    expect(late).toMatchObject({ pairs: 1, differences: [{ stationIds: ["CP-3"] }] });
    const early = await ask({ toUs: EPOCH_US + 500_000 });
    expect(early).toMatchObject({ pairs: 11, differing: 6 });
    expect(await ask({ toUs: EPOCH_US })).toMatchObject({ pairs: 0, differences: [] });
    const odd = "CP'; DROP TABLE messages --";
    expect(await ask({ station: odd })).toMatchObject({ pairs: 0, shadowMessages: 0 });
  });
});

describe("a replay", () => {
  const day = EPOCH_US - 20 * 86_400_000_000;

  beforeAll(async () => {
    const rehearse = createRehearsal();
    const old = { idTagInfo: { status: "Accepted" } };
    const atMs = (day - EPOCH_US) / 1000;
    // Three calls of a day; a shadow heard all of them, and a replay played the last two later.
    const heard = [0, 1, 2].map((nth) => {
      const at = { action: "Authorize", atMs: atMs + nth * 1_000, station: "CP-20" };
      return rehearse({ ...at, old, new: { idTokenInfo: { status: "Accepted" } } });
    });
    const later = 3 * 86_400_000_000;
    const played = heard.slice(1).flatMap((rows) =>
      rows
        .filter(({ leg }) => leg === "shadow")
        .map((row) => ({
          ...{ ...row, instance: "replay-1", linkId: linkIdOf(20) },
          receivedAtUs: row.receivedAtUs + later,
          payload: row.payload.replace("Accepted", "Blocked"),
        })),
    );
    await record.insert({ messages: [...heard.flat(), ...played] });
  });

  it("is compared by itself, with the calls that it played, whenever that was", async () => {
    const found = await ask({ replay: "replay-1" });
    const told = found.differences.map(
      ({ action, count, new: now }) => `${count} ${action} ${now}`,
    );
    expect({ told, pairs: found.pairs, leftOut: found.leftOut }).toEqual({
      ...{ told: ["2 Authorize Blocked"], pairs: 2, leftOut: [] },
    });
    expect(await ask({ replay: "replay-1", station: "CP-20" })).toMatchObject({ pairs: 2 });
    expect(await ask({ replay: "replay-2" })).toMatchObject({ pairs: 0, shadowMessages: 0 });
  });

  it("says nothing of shadows", async () => {
    const wide = { fromUs: day, toUs: day + 5 * 86_400_000_000 };
    expect(await ask(wide)).toMatchObject({ pairs: 3, differing: 0, shadowMessages: 6 });
  });
});

describe("hostile and large records", () => {
  const before = EPOCH_US - 40 * 86_400_000_000;
  const atMs = (before - EPOCH_US) / 1000;

  it("shows what a CSMS wrote as text, and tells only so many kinds apart", async () => {
    const rehearse = createRehearsal();
    const many = limits.comparisonGroupsMax + 10;
    const words = Array.from({ length: many }, (_, at) => `${"\u202e<b>'\u0000"}${at}`);
    const messages = words.flatMap((word) => {
      const old = { status: "Accepted" };
      return rehearse({ action: "DataTransfer", atMs, old, new: { status: word } });
    });
    const long = { status: "x".repeat(limits.comparisonPayloadBytesMax) };
    messages.push(...rehearse({ action: "DataTransfer", atMs, old: {}, new: long }));
    await record.insert({ messages });
    const found = await ask({ fromUs: before - 1, toUs: before + 1 });
    expect(found.pairs).toBe(many);
    expect(found.differences).toHaveLength(limits.comparisonGroupsMax);
    // Each is a status of its own, and all are against the schema.
    expect(found.further).toBe(many + 1 - limits.comparisonGroupsMax);
    expect(found.differences.some(({ new: now }) => now === words.at(-1))).toBe(true);
    expect(found.leftOut).toEqual([{ reason: "unreadable", action: "DataTransfer", count: 1 }]);
  });

  it("is complete over several pages of one instant", async () => {
    const day = EPOCH_US - 50 * 86_400_000_000;
    const rehearse = createRehearsal();
    const many = Math.ceil(limits.comparisonPageRows / 2) + 10;
    const old = { currentTime: times.old };
    const messages = Array.from({ length: many }, () =>
      rehearse({ action: "Heartbeat", atMs: (day - EPOCH_US) / 1000, old, new: old }),
    ).flat();
    await record.insert({ messages });
    const found = await ask({ fromUs: day, toUs: day + 2_000_000 });
    expect(found).toMatchObject({ pairs: many, differing: 0, isWhole: true, differences: [] });
    expect(found.shadowMessages).toBe(2 * many);
  });

  it("says how far back it came where there is too much, and is complete since then", async () => {
    const day = EPOCH_US - 60 * 86_400_000_000;
    const rehearse = createRehearsal();
    const old = { currentTime: times.old };
    // Four messages each, one pair a millisecond.
    const many = Math.ceil(limits.comparisonRowsMax / 4) + 500;
    for (let at = 0; at < many; at += 5_000) {
      const some = Array.from({ length: Math.min(5_000, many - at) }, (_, each) => {
        const atMs = (day - EPOCH_US) / 1000 + at + each;
        return rehearse({ action: "Heartbeat", atMs, old, new: old });
      });
      await record.insert({ messages: some.flat() });
    }
    const found = await ask({ fromUs: day, toUs: day + many * 1000 });
    expect(found.isWhole).toBe(false);
    const leftMs = (Date.parse(found.comparedFrom) * 1000 - day) / 1000;
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThan(1_000);
    expect(found).toMatchObject({ differing: 0, differences: [] });
    expect(Math.abs(found.pairs - (many - leftMs))).toBeLessThanOrEqual(1);
    // Asked for again with `to`; what comes after it is answered, too.
    const rest = await ask({ fromUs: day, toUs: day + (leftMs + 1) * 1000 });
    expect(rest.pairs + found.pairs + recentOf(rest)).toBe(many);
    expect(rest).toMatchObject({ isWhole: true, differences: [] });
  }, 120_000);

  it("ends where the asker has gone", async () => {
    const signal = AbortSignal.abort(new Error("gone"));
    const request = { station: "", replay: "", fromUs: null, toUs: null };
    await expect(compareCsmss(request, { ...record.deps, signal })).rejects.toThrow();
  });
});
