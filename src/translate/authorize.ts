/** Authorize, with a retry under other types where a CSMS does not know the token by ours. */
import { textIn } from "../findings/fields.ts";
import { answer } from "./answers.ts";
import { type Block, unreachable } from "./block.ts";
import { textAt } from "./convert.ts";
import { fieldOf, objectIn } from "./json.ts";
import { tellPrice } from "./pricing.ts";
import { at } from "./state.ts";
import { idTagInfoOf, idTokenFor, learnType, tokenOf } from "./tokens.ts";
import { ask, type Call, continuing, type Turn } from "./turn.ts";

function authorize(turn: Turn, call: Call): void {
  const idTag = textAt(call.payload, "idTag") ?? "";
  const { type } = idTokenFor(turn, idTag);
  authorizeAs(turn, { messageId: call.messageId, idTag, type, toTry: turn.settings.tokenProbe });
}

type Attempt = {
  readonly messageId: string;
  readonly idTag: string;
  readonly type: string;
  readonly toTry: readonly string[];
};

function authorizeAs(turn: Turn, attempt: Attempt): void {
  const idToken = { ...idTokenFor(turn, attempt.idTag), type: attempt.type };
  ask(turn, "csms", {
    action: "Authorize",
    payload: { idToken },
    continuation: authorized.with(attempt),
  });
}

const authorized = continuing<Attempt>("authorize.answered", (turn, outcome, attempt) => {
  const { messageId, idTag } = attempt;
  const open = at(turn.state.live.station.open, messageId);
  if (open === null) return;
  const isAway = outcome.kind === "closed" || outcome.kind === "timeout";
  if (isAway && isKnown(turn, idTag)) {
    answer(turn, { leg: "station", messageId }, { idTagInfo: { status: "Accepted" } });
    return;
  }
  if (outcome.kind !== "result") {
    unreachable(turn, { ...open, leg: "station" });
    return;
  }
  const info = objectIn(outcome.payload, "idTokenInfo");
  const status = textIn(info, "status");
  const [next, ...rest] = attempt.toTry.filter((type) => type !== attempt.type);
  if (status === "Unknown" && next !== undefined) {
    authorizeAs(turn, { messageId, idTag, type: next, toTry: rest });
    return;
  }
  if (status === "Accepted") learnType(turn, idTag, attempt.type);
  const idTagInfo = idTagInfoOf(turn, info, { idTag, evseId: null });
  answer(turn, { leg: "station", messageId }, { idTagInfo });
  tellPrice(turn, idTag, fieldOf(info, "personalMessage"));
});

/** Accepted by the CSMS not long ago, and an operator lets that do while it is away. */
export function isKnown(turn: Turn, idTag: string): boolean {
  const { offlineAuthorize, offlineAuthorizeMs } = turn.settings;
  const token = tokenOf(turn, idTag);
  if (offlineAuthorize !== "acceptKnown" || token?.status !== "Accepted") return false;
  return token.acceptedAtMs !== null && turn.nowMs - token.acceptedAtMs <= offlineAuthorizeMs;
}

export const authorizeBlock: Block = {
  name: "authorize",
  calls: { Authorize: authorize },
  continuings: [authorized],
};
