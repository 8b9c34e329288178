/**
 * SendLocalList and GetLocalListVersion. The station counts versions of its own: a list may have to
 * be sent in several parts, and the CSMS's version must not show a part.
 */
import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { integerIn, textIn } from "../findings/fields.ts";
import {
  answerWith,
  askFor,
  type Block,
  type Command,
  failureOf,
  type Move,
  statusOf,
} from "./block.ts";
import { numberOf } from "./configuration.ts";
import { fieldOf, isObject, listIn, present } from "./json.ts";
import type { Outcome } from "./live.ts";
import { isLacking } from "./rpc-errors.ts";
import { foldedTag, idTagFor, idTagInfoOf, parseIdToken } from "./tokens.ts";
import { type Call, lose, type Turn, update } from "./turn.ts";

const failed = (reasonCode: string) => statusOf("Failed", reasonCode);

type Entry = JsonObject & { readonly idTag: string };

/** Two tokens that differ by type only are one idTag: the accepted one stays. */
function entriesOf(turn: Turn, request: Json): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const each of listIn(request, "localAuthorizationList")) {
    const idToken = parseIdToken(fieldOf(each, "idToken"));
    if (idToken === null) continue;
    const idTag = idTagFor(turn, idToken);
    const info = fieldOf(each, "idTokenInfo");
    const idTagInfo = isObject(info) ? idTagInfoOf(turn, info, { idTag, evseId: null }) : null;
    const entry: Entry = idTagInfo === null ? { idTag } : { idTag, idTagInfo };
    const other = entries.get(foldedTag(idTag));
    if (other !== undefined) lose(turn, "tokens-differ-by-type", idTag);
    if (textIn(other, "idTagInfo", "status") === "Accepted") continue;
    entries.set(foldedTag(idTag), entry);
  }
  return [...entries.values()];
}

const sendLocalList: Command = {
  action: "SendLocalList",
  next(turn, call, outcomes) {
    const count = listIn(call.payload, "localAuthorizationList").length;
    if (count > limits.localListEntriesMax) return answerWith(failed("TooManyElements"));
    // The station's own version is read once: ours are above it.
    const { stationVersion } = turn.state.localList;
    const isRead = stationVersion !== null;
    const [first] = outcomes;
    const wasRead = first?.kind === "result" && integerIn(first.payload, "listVersion") !== null;
    if (!isRead && first === undefined) return askFor("GetLocalListVersion", {});
    if (first !== undefined && wasRead && !isRead) {
      const listVersion = Math.max(0, integerIn(first.payload, "listVersion") ?? 0);
      update(turn, { localList: { ...turn.state.localList, stationVersion: listVersion } });
    } else if (first !== undefined && !isRead) {
      return failureOf(first, failed);
    }
    return sendPart(turn, call, wasRead ? outcomes.slice(1) : outcomes);
  },
};

function sendPart(turn: Turn, call: Call, sent: readonly Outcome[]): Move {
  const last = sent.at(-1);
  if (last !== undefined && last.kind !== "result") return lostList(turn, failureOf(last, failed));
  const status = textIn(last, "payload", "status");
  if (last !== undefined && status !== "Accepted") {
    const told = status === "VersionMismatch" ? { status } : statusFailed(status);
    return lostList(turn, answerWith(told));
  }
  const partMax = Math.max(
    1,
    numberOf(turn.state, "SendLocalListMaxLength") ?? Number.MAX_SAFE_INTEGER,
  );
  const entries = entriesOf(turn, call.payload);
  const parts = Math.max(1, Math.ceil(entries.length / partMax));
  if (parts > limits.localListPartsMax) return answerWith(failed("TooManyElements"));
  const listVersion = (turn.state.localList.stationVersion ?? 0) + 1;
  // Each accepted part has a version of its own.
  if (last !== undefined) noteVersion(turn, listVersion);
  if (sent.length >= parts) return accepted(turn, call, entries);
  const isFull = textIn(call.payload, "updateType") === "Full";
  return askFor(
    "SendLocalList",
    present({
      listVersion: (turn.state.localList.stationVersion ?? 0) + 1,
      localAuthorizationList: entries.slice(sent.length * partMax, (sent.length + 1) * partMax),
      updateType: isFull && sent.length === 0 ? "Full" : "Differential",
    }),
  );
}

function statusFailed(status: string): JsonObject {
  return status === "NotSupported" ? failed("UnsupportedRequest") : { status: "Failed" };
}

function noteVersion(turn: Turn, stationVersion: number): void {
  update(turn, { localList: { ...turn.state.localList, stationVersion } });
}

function accepted(turn: Turn, call: Call, entries: readonly Entry[]): Move {
  const isFull = textIn(call.payload, "updateType") === "Full";
  const csmsVersion = integerIn(call.payload, "versionNumber") ?? 0;
  const listed = new Map(isFull ? [] : Object.entries(turn.state.listed));
  for (const { idTag, ...entry } of entries) {
    // An entry that says nothing takes the token off the list.
    if (entry["idTagInfo"] === undefined) listed.delete(foldedTag(idTag));
    else listed.set(foldedTag(idTag), textIn(entry, "idTagInfo", "status"));
  }
  const localList = { ...turn.state.localList, csmsVersion };
  update(turn, { localList, listed: Object.fromEntries(listed) });
  return answerWith({ status: "Accepted" });
}

/** What the station holds is not known any more. */
function lostList(turn: Turn, move: Move): Move {
  update(turn, { localList: { ...turn.state.localList, csmsVersion: 0, stationVersion: null } });
  return move;
}

/** 0 says that there is no list: only a station that said so, or has none, has none. */
const getLocalListVersion: Command = {
  action: "GetLocalListVersion",
  next(turn, _call, [outcome]) {
    if (outcome === undefined) return askFor("GetLocalListVersion", {});
    if (outcome.kind === "error" && isLacking(outcome.code)) {
      return answerWith({ versionNumber: 0 });
    }
    if (outcome.kind !== "result") {
      return { kind: "refuse", code: "GenericError", description: "the station did not tell" };
    }
    const { stationVersion, csmsVersion } = turn.state.localList;
    const told = integerIn(outcome.payload, "listVersion");
    const isOurs = stationVersion !== null && told === stationVersion;
    return answerWith({ versionNumber: isOurs ? csmsVersion : 0 });
  },
};

export const localListBlock: Block = {
  name: "local-list",
  commands: [sendLocalList, getLocalListVersion],
};
