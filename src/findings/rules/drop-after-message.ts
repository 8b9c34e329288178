/**
 * Messages of the CSMS after which this station drops its link, again and again. Some stations
 * restart over a valid message: a GetConfiguration, a long charging profile, a few errors in a row.
 */

import { limits } from "../../base/limits.ts";
import type { Json } from "../../exchange/message.ts";
import { actionsOf, sendersOfAction } from "../../ocpp/actions.ts";
import { ocppVersions } from "../../ocpp/versions.ts";
import { itemsIn, textIn } from "../fields.ts";
import type { MessageHappening } from "../happening.ts";
import { nothing, type Reports, statefulRule } from "../rule.ts";
import { codeOf, cut, duration, Party, plural } from "../wording.ts";
import { isPowerOfTen, listOf, numberOr } from "./counts.ts";
import { isOfStation } from "./promises.ts";

const WITHIN_US = limits.dropWithinMs * 1000;
/** Time to end transactions and go down after a message that asks for a new link. */
const EXPECTED_US = 5 * 60_000_000;
/** Open links of one station that are remembered. */
const LINKS_MAX = 4;
/** Kinds of messages that are counted; the one sent longest ago goes. */
const KINDS_MAX = 32;
/** At so many both counts are halved, so that new firmware is not judged by the old one's. */
const SENT_MAX = 256;
const departures: ReadonlySet<string> = new Set([
  ...["Reset", "UpdateFirmware", "SignedUpdateFirmware", "CertificateSigned"],
]);
/** Settings whose change makes a station connect again. */
const reconnecting =
  /(AuthorizationKey|SecurityProfile|BasicAuthPassword|NetworkConfigurationPriority|Identity)$/i;

/** On one link. `expectedAtUs`: when something was sent after which the station has to go. */
type Last = { kind: string; seq: number; atUs: number; errors: number; expectedAtUs: number };
type Count = { sent: number; drops: number; isTold: boolean };
type State = { readonly links: Map<string, Last>; readonly counts: Map<string, Count> };

/** What is sent all the time is left out: the rule looks at the CSMS's calls and errors. */
const FREQUENT = ["Heartbeat", "MeterValues", "TransactionEvent"];
const known = new Set(ocppVersions.flatMap((version) => [...actionsOf(version)]));

export const dropAfterMessage = statefulRule<State>(
  {
    id: "drop-after-message",
    title: "The station drops its link after the same message",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §3.1, §4.1; OCPP 2.0.1 Part 4 §4.1",
    explanation:
      "Time after time the station was gone within five seconds after the CSMS had sent the same kind of message. A station has to answer every message, with an error if it must. One that closes, or restarts, has a fault in its firmware that this message brings out; the CSMS sends it again when the station is back, and it goes round in circles.",
    remedy:
      "Do not send this message to this model and firmware, or send it in another form: fewer keys, a shorter profile, one message at a time. Look at the findings of other stations of the same model. Report it to the maker with the message and the time.",
  },
  {
    scope: "station",
    begin: () => ({ links: new Map(), counts: new Map() }),
    save: ({ links, counts }): Json => [
      [...links].map(([id, last]) => [
        ...[id, last.kind, last.seq, last.atUs],
        ...[last.errors, last.expectedAtUs],
      ]),
      [...counts].map(([kind, { sent, drops, isTold }]) => [kind, sent, drops, isTold]),
    ],
    parse(saved) {
      const [links, counts] = listOf(saved);
      return {
        links: new Map(listOf(links).slice(-LINKS_MAX).flatMap(parseLast)),
        counts: new Map(listOf(counts).slice(-KINDS_MAX).flatMap(parseCount)),
      };
    },
  },
  {
    message(happening, { linkId }, state) {
      const kind = kindOf(happening);
      if (kind === null) return nothing;
      const { seq, atUs, message } = happening;
      const last = lastOf(state, linkId);
      Object.assign(last, { kind, seq, atUs });
      if (message.type === "callError") last.errors += 1;
      if (asksToGo(happening)) last.expectedAtUs = atUs;
      const count = countOf(state, kind);
      count.sent += 1;
      if (count.sent < SENT_MAX) return nothing;
      count.sent = Math.floor(count.sent / 2);
      count.drops = Math.floor(count.drops / 2);
      return nothing;
    },
    "link-closed"({ atUs, body }, { linkId }, state) {
      const last = state.links.get(linkId) ?? null;
      state.links.delete(linkId);
      const isDrop = body?.closedBy === "station" && body.how !== "superseded";
      if (!isDrop || last === null || last.kind === "") return nothing;
      const afterUs = Math.max(0, atUs - last.atUs);
      const isExpected = atUs - last.expectedAtUs <= EXPECTED_US;
      return afterUs > WITHIN_US || isExpected ? nothing : dropped(state, last, afterUs);
    },
  },
  {
    sorts: ["call", "callError"],
    actions: [...known].filter((action) => !FREQUENT.includes(action)),
  },
);

function dropped(state: State, last: Last, afterUs: number): Reports {
  const count = countOf(state, last.kind);
  count.drops += 1;
  const { drops, sent } = count;
  // A bad network drops links at random, and so sometimes after a frequent message.
  const isOften = (drops >= 2 && drops * 2 >= sent) || (drops >= 3 && drops * 10 >= sent);
  if (!isOften || (count.isTold && !isPowerOfTen(drops))) return nothing;
  count.isTold = true;
  const isError = last.kind.startsWith("CALLERROR ");
  const nth = isError
    ? `; the CSMS has answered it with ${plural(last.errors, "error")} on this link`
    : "";
  return [
    {
      sentence: `${Party.station} dropped its link ${duration(afterUs)} after the CSMS had sent ${cut(last.kind)}; it has done so within ${duration(WITHIN_US)} after ${drops} of the ${sent} that were sent${nth}.`,
      evidence: [last.seq],
      details: {
        ...{ action: last.kind, drops, sent },
        ...{ afterMs: Math.round(afterUs / 1000), errorsOnLink: last.errors },
      },
    },
  ];
}

/** `GetConfiguration`, `CALLERROR NotSupported`; null for what the CSMS did not say. */
function kindOf(happening: MessageHappening): string | null {
  const { message, sender } = happening;
  if (sender !== "csms" || !isOfStation(happening)) return null;
  if (message.type === "call") return isCsmsCall(message.action) ? message.action : null;
  return message.type === "callError" ? `CALLERROR ${codeOf(message.errorCode, null)}` : null;
}

function isCsmsCall(action: string): boolean {
  return ocppVersions.some(
    (version) => sendersOfAction(version, action)?.includes("csms") === true,
  );
}

function asksToGo({ message }: MessageHappening): boolean {
  if (message.type !== "call") return false;
  const { action, callPayload } = message;
  if (departures.has(action)) return true;
  if (action === "ChangeConfiguration") return reconnecting.test(textIn(callPayload, "key"));
  return (
    action === "SetVariables" &&
    itemsIn(callPayload, "setVariableData")
      .slice(0, 100)
      .some((item) => reconnecting.test(textIn(item, "variable", "name")))
  );
}

function lastOf({ links }: State, linkId: string): Last {
  const last = links.get(linkId) ?? {
    ...{ kind: "", seq: 0, atUs: 0, errors: 0 },
    expectedAtUs: Number.NEGATIVE_INFINITY,
  };
  links.set(linkId, last);
  const [oldest] = links.size > LINKS_MAX ? links.keys() : [];
  if (oldest !== undefined) links.delete(oldest);
  return last;
}

function countOf({ counts }: State, kind: string): Count {
  const count = counts.get(kind) ?? { sent: 0, drops: 0, isTold: false };
  counts.delete(kind);
  counts.set(kind, count);
  const [oldest] = counts.size > KINDS_MAX ? counts.keys() : [];
  if (oldest !== undefined) counts.delete(oldest);
  return count;
}

function parseLast(saved: Json): readonly (readonly [string, Last])[] {
  const [linkId, kind, seq, atUs, errors, expectedAtUs] = listOf(saved);
  if (typeof linkId !== "string" || typeof kind !== "string") return [];
  const last = {
    ...{ kind, seq: numberOr(seq, 0), atUs: numberOr(atUs, 0), errors: numberOr(errors, 0) },
    expectedAtUs: numberOr(expectedAtUs, Number.NEGATIVE_INFINITY),
  };
  return [[linkId, last]];
}

function parseCount(saved: Json): readonly (readonly [string, Count])[] {
  const [kind, sent, drops, isTold] = listOf(saved);
  if (typeof kind !== "string") return [];
  const count = { sent: numberOr(sent, 0), drops: numberOr(drops, 0), isTold: isTold === true };
  return [[kind, count]];
}
