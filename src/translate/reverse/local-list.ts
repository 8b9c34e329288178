/** SendLocalList and GetLocalListVersion: one list, one version, in one message. */
import { limits } from "../../base/limits.ts";
import type { Json, JsonObject } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { answerWith, askFor, type Block } from "../block.ts";
import { integerAt } from "../convert.ts";
import { fieldOf, isObject, listIn, present } from "../json.ts";
import { at } from "../state.ts";
import { foldedTag } from "../tokens.ts";
import { type Call, type Turn, update } from "../turn.ts";
import { command16 } from "./command.ts";
import { cardOf, idTokenInfoOf } from "./id-tags.ts";

const failed = { status: "Failed" };
const statuses = ["Accepted", "Failed", "VersionMismatch"];

/** The last entry of a token counts: 2.0.1 takes each once. */
function entriesOf(turn: Turn, request: Json): readonly JsonObject[] {
  const entries = new Map<string, JsonObject>();
  for (const each of listIn(request, "localAuthorizationList")) {
    const idTag = textIn(each, "idTag");
    const info = fieldOf(each, "idTagInfo");
    const idTokenInfo = isObject(info) ? idTokenInfoOf(turn, info, idTag) : undefined;
    entries.set(foldedTag(idTag), present({ idToken: cardOf(turn, idTag), idTokenInfo }));
  }
  return [...entries.values()];
}

const sendLocalList = command16("SendLocalList", {
  ask(turn, call) {
    const count = listIn(call.payload, "localAuthorizationList").length;
    const versionNumber = integerAt(call.payload, "listVersion");
    if (count > limits.localListEntriesMax || versionNumber === null) return answerWith(failed);
    const entries = entriesOf(turn, call.payload);
    return askFor(
      "SendLocalList",
      present({
        ...{ versionNumber, updateType: textIn(call.payload, "updateType") },
        localAuthorizationList: entries.length === 0 ? undefined : entries,
      }),
    );
  },
  told(turn, call, payload) {
    const status = statuses.find((each) => each === textIn(payload, "status")) ?? "Failed";
    if (status === "Accepted") noteListed(turn, call);
    return { status };
  },
  negative: failed,
  lacking: { status: "NotSupported" },
});

/** An alias that is listed is not forgotten; any other text speaks for itself. */
function noteListed(turn: Turn, { payload }: Call): void {
  const { tokens } = turn.state;
  const isFull = textIn(payload, "updateType") === "Full";
  const listed = new Map(isFull ? [] : Object.entries(turn.state.listed));
  for (const each of listIn(payload, "localAuthorizationList")) {
    const idTag = foldedTag(textIn(each, "idTag"));
    if (fieldOf(each, "idTagInfo") === undefined) listed.delete(idTag);
    else if (at(tokens, idTag) !== null) listed.set(idTag, textIn(each, "idTagInfo", "status"));
  }
  update(turn, { listed: Object.fromEntries(listed) });
}

const getLocalListVersion = command16("GetLocalListVersion", {
  ask: () => askFor("GetLocalListVersion", {}),
  told: (_turn, _call, payload) => ({ listVersion: integerAt(payload, "versionNumber") ?? 0 }),
  negative: null,
  // 1.6 §6.28: -1 is "no local list".
  lacking: { listVersion: -1 },
});

export const localListReverseBlock: Block = {
  name: "reverse.local-list",
  commands: [sendLocalList, getLocalListVersion],
};
