/** Authorize, and the question behind every TransactionEvent that shows a token. */
import type { JsonObject } from "../../exchange/message.ts";
import { answer, answerBy, refuse } from "../answers.ts";
import { isKnown } from "../authorize.ts";
import { type Block, unreachable } from "../block.ts";
import { fieldOf } from "../json.ts";
import { at } from "../state.ts";
import { ask, type Call, continuing, isRegistered, isUp, lose, type Turn } from "../turn.ts";
import { idTagIn, idTokenInfoIn, policyInfo } from "./id-tags.ts";

function authorize(turn: Turn, call: Call): void {
  const idTag = idTagIn(turn, fieldOf(call.payload, "idToken"));
  if (idTag === null) {
    refuse(turn, call, "OccurrenceConstraintViolation", "an idToken is needed");
    return;
  }
  const hasContract =
    fieldOf(call.payload, "certificate") !== undefined ||
    fieldOf(call.payload, "iso15118CertificateHashData") !== undefined;
  if (hasContract) lose(turn, "certificate-check", "the certificates of an Authorize");
  const continuation = authorized.with({ messageId: call.messageId, idTag, isEvent: false });
  ask(turn, "csms", { action: "Authorize", payload: { idTag }, continuation });
}

/** An event shows a token that begins nothing: the CSMS is asked about it, as 1.6 would. */
export function authorizeForEvent(turn: Turn, call: Call, idTag: string): void {
  const fallback: JsonObject = { idTokenInfo: policyInfo(turn, idTag) };
  if (!isUp(turn, "csms") || !isRegistered(turn)) {
    answer(turn, call, fallback);
    return;
  }
  answerBy(turn, call, { deadlineMs: call.deadlineMs, fallback });
  const continuation = authorized.with({ messageId: call.messageId, idTag, isEvent: true });
  ask(turn, "csms", { action: "Authorize", payload: { idTag }, continuation });
}

const authorized = continuing<{ messageId: string; idTag: string; isEvent: boolean }>(
  "reverse.authorized",
  (turn, outcome, { messageId, idTag, isEvent }) => {
    const call = at(turn.state.live.station.open, messageId);
    if (call === null) return;
    const asker = { leg: "station", messageId } as const;
    if (outcome.kind === "result") {
      answer(turn, asker, { idTokenInfo: idTokenInfoIn(turn, outcome.payload, idTag) });
    } else if (isEvent) {
      answer(turn, asker, { idTokenInfo: policyInfo(turn, idTag) });
    } else if (outcome.kind !== "error" && isKnown(turn, idTag)) {
      answer(turn, asker, { idTokenInfo: { status: "Accepted" } });
    } else {
      unreachable(turn, { ...call, leg: "station" });
    }
  },
);

export const authorizeReverseBlock: Block = {
  name: "reverse.authorize",
  calls: { Authorize: authorize },
  continuings: [authorized],
};
