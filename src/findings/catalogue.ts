/**
 * All rules, as data: the engine runs them, the API explains them, the reference page lists them.
 */
import { bootRules } from "./groups/boot.ts";
import { framingRules } from "./groups/framing.ts";
import { linkRules } from "./groups/link.ts";
import { meteringRules } from "./groups/metering.ts";
import { operationsRules } from "./groups/operations.ts";
import { pairingRules } from "./groups/pairing.ts";
import { schemaRules } from "./groups/schema.ts";
import { soapRules } from "./groups/soap.ts";
import { transactionsRules } from "./groups/transactions.ts";
import { translationRules } from "./groups/translation.ts";
import type { Rule, RuleText } from "./rule.ts";

export type RuleGroup = {
  readonly title: string;
  /** What the rules of the group have in common, for whoever reads the list. */
  readonly introduction: string;
  readonly rules: readonly Rule[];
};

export const ruleGroups: readonly RuleGroup[] = [
  {
    title: "Connection",
    introduction:
      "How a station connects, how its link lives and how it ends: DNS, TLS, the handshake, WebSocket frames. Where the station cannot even connect, look here first.",
    rules: linkRules,
  },
  {
    title: "Form of messages",
    introduction:
      "Each message is a small JSON array with a type, an id and a payload. These rules look at that envelope; what is in the payload comes later.",
    rules: framingRules,
  },
  {
    title: "Calls and answers",
    introduction:
      "Each call is answered exactly once, by a result or by an error, before the same side sends the next. Here calls wait, are answered twice, or not at all.",
    rules: pairingRules,
  },
  {
    title: "Contents of messages",
    introduction:
      "The fields of a payload: against the official schema of the OCPP version that was agreed, and against what only the text of the standard says.",
    rules: schemaRules,
  },
  {
    title: "Boot, heartbeat and status",
    introduction:
      "Whether the CSMS accepted the station, whether the station can be heard, and what it says of itself and its connectors.",
    rules: bootRules,
  },
  {
    title: "Authorization and transactions",
    introduction:
      "Who may charge, and whether each transaction has its beginning, its events and its end.",
    rules: transactionsRules,
  },
  {
    title: "Meter values and limits",
    introduction:
      "Whether the meter's values can be believed and billed, and whether the station follows the limits it was given.",
    rules: meteringRules,
  },
  {
    title: "Operations",
    introduction:
      "What the CSMS asked of the station and the station agreed to: whether it happened. And updates, uploads, settings and security events.",
    rules: operationsRules,
  },
  {
    title: "Translation",
    introduction:
      "Only where a route translates between versions of OCPP: what one version says and the other cannot, and what became of it.",
    rules: translationRules,
  },
  {
    title: "SOAP and plain HTTP",
    introduction:
      "Only where stations or the CSMS speak HTTP instead of WebSockets: OCPP-S of 1.5 and 1.6, call-backs to stations, uploads, probes.",
    rules: soapRules,
  },
];

export const rules: readonly Rule[] = ruleGroups.flatMap((group) => group.rules);

export const ruleTexts: readonly RuleText[] = rules.map((rule) => rule.text);

const textById: ReadonlyMap<string, RuleText> = new Map(ruleTexts.map((text) => [text.id, text]));

/** Null for an id of an older or newer version. */
export function ruleText(id: string): RuleText | null {
  return textById.get(id) ?? null;
}
