/** Numbers that the text forbids and the schema lets pass. */
import { foundAt, hasAt, numberIn, textIn } from "../fields.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, nameOfCall, Party } from "../wording.ts";
import { countsMemory, isPowerOfTen } from "./counts.ts";
import { type Range, rangedActions, rangesOf } from "./number-ranges.ts";

/** A day: OCPP-J 1.6 §5.3 wants a Heartbeat at least as often, for the clock's sake. */
const INTERVAL_S_MAX = 86_400;

type Outside = { readonly path: string; readonly value: number; readonly rule: string };

export const numberOutOfRange = statefulRule(
  {
    id: "number-out-of-range",
    title: "A number is outside of what it can be",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4–§7; OCPP 2.0.1 Part 2, Messages and Datatypes",
    explanation:
      "The schemas of OCPP 1.6 and 2.0.1 give hardly any number a bound, so a meter below zero, a battery at 120 % or a transaction on connector 0 passes every check of the form. The text excludes it, and the receiver has to invent a meaning: a bill is negative, a lookup finds no connector, an interval of -1 makes a station send heartbeats without a pause.",
    remedy:
      "Correct the sender. Where a value stands for “not known”, the field has to be left out; OCPP has no magic numbers for it.",
  },
  countsMemory,
  {
    message({ message, request, sender, seq }, { version }, counts) {
      if (version === null || !("callPayload" in message)) return nothing;
      const isCall = message.type === "call";
      const action = message.type === "callResult" ? (request?.action ?? "") : message.action;
      const { callPayload: payload } = message;
      const first =
        firstOutside(payload, rangesOf(version, action, isCall ? "call" : "result")) ??
        (isCall ? chargeOutside(payload, action) : null) ??
        (!isCall && action === "BootNotification" ? longInterval(payload) : null);
      if (first === null) return nothing;
      counts[sender] += 1;
      if (!isPowerOfTen(counts[sender])) return nothing;
      const often = counts[sender] === 1 ? "" : ` (message ${counts[sender]} of this kind)`;
      const { messageId } = message;
      const name = `${isCall ? "" : "the response to "}${nameOfCall({ action, messageId })}`;
      return [
        {
          sentence: `${Party[sender]} sent ${name} in which ${cut(first.path)} is ${first.value}, where ${first.rule}${often}.`,
          side: sender,
          evidence: request === null ? [seq] : [request.seq, seq],
          details: { action, path: first.path, found: first.value, messages: counts[sender] },
        },
      ];
    },
  },
  { actions: [...rangedActions, "TransactionEvent"] },
);

function firstOutside(payload: unknown, ranges: readonly Range[]): Outside | null {
  for (const { place, min, max, rule } of ranges) {
    const isOutside = (value: unknown) => typeof value === "number" && (value < min || value > max);
    if (!hasAt(payload, place, isOutside)) continue;
    for (const { path, value } of foundAt(payload, place)) {
      if (typeof value === "number" && isOutside(value)) return { path, value, rule };
    }
  }
  return null;
}

const samples = ["meterValue", "*", "sampledValue", "*"];
const samplesAtStop = ["transactionData", "*", "sampledValue", "*"];

/** The state of charge, wherever a message has samples. */
function chargeOutside(payload: unknown, action: string): Outside | null {
  const place = action === "StopTransaction" ? samplesAtStop : samples;
  if (!hasAt(payload, place, isOutsideCharge)) return null;
  const sample = foundAt(payload, place).find(({ value }) => isOutsideCharge(value));
  if (sample === undefined) return null;
  const rule = "a state of charge is 0 to 100 percent";
  return { path: `${sample.path}.value`, value: chargeOf(sample.value), rule };
}

function isOutsideCharge(sample: unknown): boolean {
  if (typeof sample !== "object" || sample === null) return false;
  if ((sample as { readonly measurand?: unknown }).measurand !== "SoC") return false;
  const charge = chargeOf(sample);
  return charge < 0 || charge > 100;
}

function chargeOf(sample: unknown): number {
  return numberIn(sample, "value") ?? Number.parseFloat(textIn(sample, "value"));
}

function longInterval(payload: unknown): Outside | null {
  const value = numberIn(payload, "interval");
  if (value === null || value <= INTERVAL_S_MAX) return null;
  return { path: "interval", value, rule: "a station should be heard of at least once a day" };
}
