import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { createBook, createTransaction } from "../../src/sessions/book.ts";
import {
  learnLag,
  noteAuthorization,
  noteReplay,
  noteState,
  startedByOf,
  takeRemoteStart,
} from "../../src/sessions/steps.ts";
import { isoAt, minuteMs, start16, startUs, story } from "./tell.ts";

const linkId = newLinkId();
const at = { linkId, seq: 1, atUs: startUs, instance: "i", version: null };
const book = () => createBook(parseStationId("CP-1"), 0);

it("says who started it", () => {
  expect(startedByOf("", true, "A")).toBe("remote");
  expect(startedByOf("RemoteStart", false, "")).toBe("remote");
  expect(startedByOf("CablePluggedIn", false, "A")).toBe("plug");
  expect(startedByOf("Authorized", false, "")).toBe("card");
  expect(startedByOf("", false, "A")).toBe("card");
  expect(startedByOf("ChargingStateChanged", false, "")).toBe("unknown");
});

it("uses a remote start once, by its id where there is one", () => {
  const of = book();
  const remote = { ...at, idToken: "A", connectorId: 1, profile: null };
  of.remoteStarts.push({ ...remote, remoteStartId: 5 }, { ...remote, remoteStartId: null });
  const start = { atUs: startUs, idToken: "A", place: 1, remoteStartId: null };
  expect(takeRemoteStart(of, { ...start, idToken: "B" })).toBeNull();
  expect(takeRemoteStart(of, { ...start, place: 2 })).toBeNull();
  expect(takeRemoteStart(of, { ...start, atUs: startUs + 3_600_000_000 })).toBeNull();
  expect(takeRemoteStart(of, start)).toMatchObject({ remoteStartId: null });
  expect(takeRemoteStart(of, { ...start, idToken: "", remoteStartId: 5 })).not.toBeNull();
  expect(of.remoteStarts).toEqual([]);
});

it("remembers a refusal until the token is accepted", () => {
  const transaction = createTransaction(book(), at);
  expect(noteAuthorization(transaction, "", at)).toBe(false);
  expect(noteAuthorization(transaction, "Blocked", at)).toBe(true);
  expect(transaction.refusal).toMatchObject({ status: "Blocked", energyWh: 0 });
  expect(noteAuthorization(transaction, "Accepted", at)).toBe(false);
  expect(transaction.refusal).toBeNull();
});

it("tells a state once", () => {
  const transaction = createTransaction(book(), at);
  expect(
    ["", "Charging", "Charging", "SuspendedEV"].map((state) => noteState(transaction, state, 1)),
  ).toEqual([false, true, false, true]);
});

it("calls late what is minutes later than usual with this station's clock", () => {
  const of = book();
  const transaction = createTransaction(of, at);
  const lag = (minutes: number) =>
    noteReplay(of, transaction, {
      stationAtUs: startUs - minutes * minuteMs * 1000,
      atUs: startUs,
    });
  learnLag(of, startUs - 10 * minuteMs * 1000, startUs);
  expect(lag(11)).toEqual([]);
  expect(lag(13)).toEqual([{ kind: "replay", lagUs: 13 * minuteMs * 1000 }]);
  expect(noteReplay(of, transaction, { stationAtUs: null, atUs: 1 })).toEqual([]);
  expect(noteReplay(of, transaction, { stationAtUs: null, atUs: 1, isOffline: true })).toHaveLength(
    1,
  );
  expect(transaction.replayedMessages).toBe(2);
});

it("bounds the open transactions of a station", () => {
  const told = story();
  for (let connector = 1; connector <= limits.openTransactionsMax + 3; connector += 1) {
    told.says("StartTransaction", start16({ connectorId: connector, timestamp: isoAt(connector) }));
  }
  expect(told.kept().filter(({ state }) => state === "open")).toHaveLength(
    limits.openTransactionsMax,
  );
  expect(told.kept().filter(({ state }) => state === "unfinished")).toHaveLength(3);
});
