import { expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { actionsOf, sendersOfAction } from "../../src/ocpp/actions.ts";
import {
  type Carried,
  fromCsms,
  fromStation,
  neverSent,
  toStation,
} from "../../src/translate/carried.ts";
import { directionOf } from "../../src/translate/directions.ts";
import { defaultSettings } from "../../src/translate/settings.ts";
import { samplePayload } from "../support/schema-samples.ts";
import { booted, type Sent } from "./stage.ts";

const { stationCalls, commands } = directionOf(defaultSettings);
const names = (rows: readonly { readonly action: string }[]) => rows.map(({ action }) => action);

const sentBy = (version: "1.6" | "2.0.1", sender: "station" | "csms") =>
  [...actionsOf(version)].filter((each) => sendersOfAction(version, each)?.includes(sender)).sort();

it("has every message of both versions once, and a block for each", () => {
  expect(names(fromStation)).toEqual(sentBy("1.6", "station"));
  expect([...stationCalls.keys()].sort()).toEqual(names(fromStation));
  expect(names(fromCsms)).toEqual(sentBy("2.0.1", "csms"));
  expect([...commands.keys()].sort()).toEqual(names(fromCsms));
  expect(names(toStation)).toEqual(sentBy("1.6", "csms"));
  expect(names(fromStation).length + names(toStation).length).toBe(39 + 1);
});

const becoming = (rows: readonly Carried[]) =>
  new Set(
    rows.flatMap(({ becomes }) => becomes.split(", ").map((each) => each.split(" ")[0] ?? "")),
  );

it("what a station is asked is what the commands become, and the CSMS never gets the rest", () => {
  const becomes = becoming(fromCsms);
  const own = new Set(["ChangeAvailability", "GetLocalListVersion", "ExtendedTriggerMessage"]);
  for (const { action } of toStation) expect(becomes.has(action) || own.has(action)).toBe(true);
  const known = [...names(fromStation), ...becoming(fromStation), ...neverSent];
  const synthesized = ["NotifyCustomerInformation", "NotifyReport", "ReportChargingProfiles"];
  const certificates = ["Get15118EVCertificate", "GetCertificateStatus"];
  const all = new Set([...known, ...synthesized, ...certificates, "ReservationStatusUpdate"]);
  for (const action of sentBy("2.0.1", "station")) expect(all.has(action), action).toBe(true);
  for (const action of neverSent) expect(sentBy("2.0.1", "station")).toContain(action);
});

const variable = { component: { name: "TxCtrlr" }, variable: { name: "EVConnectionTimeOut" } };
const idToken = { idToken: "A", type: "ISO14443" };
/** Where the words of a schema alone mean nothing. */
const more: Readonly<Record<string, Json>> = {
  GetVariables: { getVariableData: [variable] },
  SetVariables: { setVariableData: [{ ...variable, attributeValue: "60" }] },
  ReserveNow: { id: 1, expiryDateTime: "2027-01-01T00:00:00Z", idToken, evseId: 1 },
};

/** The station's calls that become of every form of this command. */
function asked(action: string): readonly Sent[] {
  const payloads = [...(more[action] === undefined ? [] : [more[action]])];
  const sent: Sent[] = [];
  for (let word = 0; word < 14; word += 1) {
    for (const size of ["least", "whole"] as const) {
      payloads.push(samplePayload({ version: "2.0.1", action, kind: "request", size, word }));
    }
  }
  for (const payload of payloads) {
    const it = booted();
    it.csms(action, payload);
    sent.push(...it.sent.filter(({ leg, type }) => leg === "station" && type === "call"));
  }
  return sent;
}

/** Only of an open transaction, a known profile, or a station that says it has a display. */
const needsMore = new Set(["RequestStopTransaction", "CostUpdated"]);

it.each(fromCsms.map(({ action, way, becomes }) => [action, way, becomes] as const))(
  "%s is %s",
  (action, way, becomes) => {
    if (needsMore.has(action)) return expect(becomes).not.toBe("");
    const calls = new Set(asked(action).map((each) => each.action));
    if (way === "refused" || way === "here") return expect([...calls]).toEqual([]);
    expect(calls.size).toBeGreaterThan(0);
    const named = new Set(becomes.split(", "));
    const beside = action === "SendLocalList" ? "GetLocalListVersion" : "";
    for (const call of calls) expect(named.has(call) || call === beside, call).toBe(true);
  },
);
