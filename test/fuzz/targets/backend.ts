/** What a further back-end may send, and what of it may come to a station; copies the other way. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { admit } from "../../../src/backends/admit.ts";
import { copyOf } from "../../../src/backends/copies.ts";
import { errorText, withMessageId } from "../../../src/backends/texts.ts";
import { createTransactions } from "../../../src/backends/transactions.ts";
import { decodeText } from "../../../src/exchange/decode.ts";
import type { Call, Json } from "../../../src/exchange/message.ts";
import { parseMessage } from "../../../src/exchange/parse.ts";
import { numberIn } from "../../../src/findings/fields.ts";
import { actionsOf } from "../../../src/ocpp/actions.ts";
import { isValid } from "../../../src/ocpp/validator.ts";
import type { OcppVersion } from "../../../src/ocpp/versions.ts";
import { planned, planOf, type Target } from "../target.ts";

const VERSIONS = ["1.6", "2.0.1", "2.1"] as const;
/** The CSMS's 7 is the back-end's 100. */
const transactions = {
  forStation: (id: number) => (id === 100 ? 7 : undefined),
  forBackend: (id: number) => (id === 7 ? 100 : undefined),
};

function checkAdmission(call: Call, version: OcppVersion): void {
  const actions = new Set([...actionsOf(version)].filter((action) => action !== "Reset"));
  const admission = admit(call, { version, actions, transactions });
  if (admission.kind === "refused") {
    const text = errorText(call.messageId, admission.refusal);
    const answer = parseMessage(Buffer.from(text), framing(text, version));
    ok(answer.type === "callError" && answer.messageId === call.messageId, "no error");
    return;
  }
  const { action, callPayload } = admission.call;
  ok(action !== "Reset", "what is not allowed goes to the station");
  ok(isValid({ version, action, kind: "request" }, callPayload), "what is not valid goes there");
  if (version !== "1.6") return;
  for (const place of [[], ["csChargingProfiles"], ["chargingProfile"]]) {
    if (action === "DataTransfer") continue;
    const id = numberIn(callPayload, ...place, "transactionId");
    ok(id === null || id === 7, `transaction ${id} is not the CSMS's`);
  }
}

function checkCopy(call: Call, text: string, version: OcppVersion): void {
  const copy = copyOf({ text, call }, version, transactions);
  if (copy.kind === "nothing" || copy.text === text) return;
  const [, messageId, action, payload] = JSON.parse(copy.text) as [number, string, string, Json];
  deepEqual([messageId, action], [call.messageId, call.action]);
  const id = numberIn(payload, "transactionId");
  ok(id === null || id === 100, `transaction ${id} is not the back-end's`);
}

function framing(text: string, version: OcppVersion) {
  return { opcode: 1, isTruncated: false, payloadBytes: text.length, version } as const;
}

export const target: Target = {
  name: "backend",
  promise:
    "of a back-end's messages only calls that are allowed, valid and of the CSMS's own transactions reach a station, each refusal is an error, an answer keeps all but its id, and a copy has no number that the back-end did not give",
  seeds: [
    '[2,"1","RemoteStopTransaction",{"transactionId":100}]',
    '[2,"1","RemoteStopTransaction",{"transactionId":7}]',
    '[2,"1","SetChargingProfile",{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"transactionId":100,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6.5}]}}}]',
    '[2,"1","Reset",{"type":"Hard"}]',
    '[2,"1","StopTransaction",{"transactionId":7,"meterStop":1,"timestamp":"2026-05-01T10:00:00Z"}]',
    '[2,"1","MeterValues",{"connectorId":1,"transactionId":8,"meterValue":[]}]',
    '[3,"1",{"status":"Accepted","limit":1.50}]',
    '[4,"1","NotImplemented","",{}]',
  ].map((text) => planned(text, 0)),
  words: [
    '"transactionId":',
    "100",
    "7",
    "__proto__",
    "null",
    '"',
    "\\u0000",
    "[2,",
    "DataTransfer",
  ],
  inputBytesMax: 65_536,
  check(input) {
    const { choice, rest: payload } = planOf(input);
    const version = VERSIONS[choice(VERSIONS.length)] ?? "1.6";
    const text = decodeText(payload);
    if (text === null) return;
    const message = parseMessage(payload, framing(text, version));
    if (message.type === "call") {
      checkAdmission(message, version);
      checkCopy(message, text, version);
    } else if (message.type === "callResult" || message.type === "callError") {
      const answer = withMessageId(text, "theirs");
      ok(answer !== null, "an answer without an id");
      const [type, id, ...rest] = JSON.parse(answer) as Json[];
      const [typeBefore, , ...restBefore] = JSON.parse(text) as Json[];
      deepEqual([type, id, rest], [typeBefore, "theirs", restBefore]);
    }
    const restored = createTransactions();
    if (message.type !== "malformed") restored.restore(JSON.parse(text) as Json);
    equal(Array.isArray(restored.snapshot()), true);
  },
};
