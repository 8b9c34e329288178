/** CustomerInformation: what is kept here about a token is told or forgotten. */
import { integerIn } from "../findings/fields.ts";
import { answerWith, type Block, type Command, statusOf } from "./block.ts";
import { isoOf } from "./convert.ts";
import { aliasOf } from "./ids.ts";
import { fieldOf, present } from "./json.ts";
import { at, type IdToken, type Transaction, withEntry } from "./state.ts";
import { foldedTag, idTagOf, parseIdToken } from "./tokens.ts";
import { putTransaction } from "./transaction-state.ts";
import { keep, type Turn, update } from "./turn.ts";

/** 2.0.1 Part 2, NotifyCustomerInformationRequest. Unit: characters. */
const DATA_CHARS_MAX = 512;

function transactionsOf(turn: Turn, idTag: string): readonly Transaction[] {
  return Object.values(turn.state.transactions).filter(
    (each) => each.idTag !== null && foldedTag(each.idTag) === foldedTag(idTag),
  );
}

/** "" where nothing is kept. */
function dataOf(turn: Turn, idToken: IdToken): string {
  const idTag = idTagOf(idToken);
  const listed = at(turn.state.listed, foldedTag(idTag));
  const transactions = transactionsOf(turn, idTag);
  const isKnown = at(turn.state.tokens, foldedTag(idTag)) !== null;
  if (!isKnown && listed === null && transactions.length === 0) return "";
  const open = transactions.filter(({ isOpen }) => isOpen).length;
  const ended = transactions.length - open;
  return [
    `idTag=${idTag}`,
    ...(listed === null ? [] : [`localList=${listed}`]),
    `openTransactions=${open}`,
    ...(ended === 0 ? [] : [`endedTransactions=${ended}`]),
  ].join(";");
}

function tell(turn: Turn, requestId: number, data: string): void {
  const parts = data.match(new RegExp(`.{1,${DATA_CHARS_MAX}}`, "gsu")) ?? [""];
  for (const [seqNo, part] of parts.entries()) {
    const payload = present({
      ...{ requestId, seqNo, generatedAt: isoOf(turn.nowMs), data: part },
      tbc: seqNo < parts.length - 1 ? true : undefined,
    });
    keep(turn, { action: "NotifyCustomerInformation", payload });
  }
}

/** An open transaction still needs its token; an ended one only its number. */
function forget(turn: Turn, idToken: IdToken): void {
  const idTag = idTagOf(idToken);
  const transactions = transactionsOf(turn, idTag);
  for (const each of transactions) {
    if (!each.isOpen) putTransaction(turn, { ...each, ...anonymous(each) });
  }
  if (transactions.some(({ isOpen }) => isOpen)) return;
  update(turn, { tokens: withEntry(turn.state.tokens, foldedTag(idTag), null) });
}

/** The natural key names the token, too; its place in the state is its id. */
function anonymous({ naturalKey }: Transaction) {
  return { idTag: null, idToken: null, naturalKey: aliasOf(naturalKey) };
}

const customerInformation: Command = {
  action: "CustomerInformation",
  next(turn, call) {
    const has = (name: string) => fieldOf(call.payload, name);
    const idToken = parseIdToken(has("idToken"));
    const isNamed = idToken !== null || has("customerIdentifier") !== undefined;
    if (!isNamed && has("customerCertificate") === undefined)
      return answerWith({ status: "Invalid" });
    const [isReport, isClear] = [has("report") === true, has("clear") === true];
    if (!isNamed || (!isReport && !isClear)) {
      return answerWith(statusOf("Rejected", "UnsupportedParam"));
    }
    const requestId = integerIn(call.payload, "requestId") ?? 0;
    // Customers' own names never come here.
    if (isReport) tell(turn, requestId, idToken === null ? "" : dataOf(turn, idToken));
    if (isClear && idToken !== null) forget(turn, idToken);
    return answerWith({ status: "Accepted" });
  },
};

export const customerBlock: Block = { name: "customer", commands: [customerInformation] };
