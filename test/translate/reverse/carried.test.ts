import { expect, it } from "vitest";
import type { Json } from "../../../src/exchange/message.ts";
import { actionsOf, sendersOfAction } from "../../../src/ocpp/actions.ts";
import type { Carried } from "../../../src/translate/carried.ts";
import { directionOf } from "../../../src/translate/directions.ts";
import type { LegName } from "../../../src/translate/live.ts";
import { reverseFromCsms, reverseFromStation } from "../../../src/translate/reverse/carried.ts";
import { samplePayload } from "../../support/schema-samples.ts";
import { csms16, event, reversed, token } from "./stage.ts";

const { stationCalls, commands } = directionOf({ versions: { station: "2.0.1", csms: "1.6" } });
const names = (rows: readonly Carried[]) => rows.map(({ action }) => action);
const sentBy = (version: "1.6" | "2.0.1", sender: LegName) =>
  [...actionsOf(version)].filter((each) => sendersOfAction(version, each)?.includes(sender)).sort();

it("has every message of both versions once, and a block for each", () => {
  expect(names(reverseFromStation)).toEqual(sentBy("2.0.1", "station"));
  expect([...stationCalls.keys()].sort()).toEqual(names(reverseFromStation));
  expect(names(reverseFromCsms)).toEqual(sentBy("1.6", "csms"));
  expect([...commands.keys()].sort()).toEqual(names(reverseFromCsms));
});

/** Where the words of a schema alone mean nothing. */
const more: Readonly<Record<string, Json>> = {
  ChangeConfiguration: { key: "ConnectionTimeOut", value: "60" },
  GetConfiguration: { key: ["ConnectionTimeOut"] },
  NotifyEvent: {
    eventData: [
      {
        ...{ component: { name: "RCD", evse: { id: 1 } }, variable: { name: "Tripped" } },
        actualValue: "true",
      },
    ],
  },
};

/** What the other peer gets for every form of this message. */
function becomes(leg: LegName, action: string): ReadonlySet<string> {
  const version = leg === "station" ? "2.0.1" : "1.6";
  const got = new Set<string>();
  const payloads = [...(more[action] === undefined ? [] : [more[action]])];
  for (let word = 0; word < 14; word += 1) {
    for (const size of ["least", "whole"] as const) {
      payloads.push(samplePayload({ version, action, kind: "request", size, word }));
    }
  }
  for (const payload of payloads) {
    const it = reversed();
    const wh = { "Transaction.Begin": 1 };
    const started = { eventType: "Started", seqNo: 0, idToken: token(), wh } as const;
    it.station("TransactionEvent", event(it, { ...started, chargingState: "Charging" }));
    it.drain(csms16());
    const before = it.sent.length;
    it.call(leg, action, payload);
    it.drain(csms16());
    for (const each of it.sent.slice(before)) {
      if (each.leg !== leg && each.type === "call") got.add(each.action);
    }
  }
  return got;
}

const rows = [
  ...reverseFromStation.map((each) => ["station", each.action, each] as const),
  ...reverseFromCsms.map((each) => ["csms", each.action, each] as const),
];
/** Only of a transaction that the CSMS has numbered. */
const needsMore = new Set(["RemoteStopTransaction"]);

it.each(rows)("%s: %s becomes what the table says", (leg, action, row) => {
  if (needsMore.has(action)) return expect(row.becomes).not.toBe("");
  const got = [...becomes(leg, action)];
  const named = row.becomes.split(", ");
  expect(got.length > 0).toBe(row.way !== "here");
  for (const each of got) expect(named).toContain(each);
});
