/** 0 or -1 where the id of a transaction belongs. */

import { isPlaceholder } from "../../sessions/book.ts";
import type { Transaction } from "../../sessions/transaction.ts";
import { textIn, valueIn } from "../fields.ts";
import type { LinkFacts, TransactionHappening } from "../happening.ts";
import { nothing, type Reports, statelessRule } from "../rule.ts";
import { evidenceOf, nameOfTransaction, refOf } from "./transaction-wording.ts";

const ID = "transaction-id-placeholder";

export const transactionIdPlaceholder = statelessRule(
  {
    id: ID,
    title: "A transaction's id is 0 or -1",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.8, §6.46",
    explanation:
      "In OCPP 1.6 the CSMS gives every transaction its id in the answer to the start. Some stations write 0 or -1 where they got none (they were offline, or the answer was lost), and some CSMSs hand out 0 or -1 themselves. 0 is a legal number and -1 is one too, but many implementations take them for no transaction: a stop with them is refused, or stops the wrong one.",
    remedy:
      "A CSMS should give ids from 1 on, also to a start whose token it does not accept. A station should keep its stop until the start was answered, and then use the id of that answer.",
  },
  {
    message({ message, sender, seq }) {
      if (message.type !== "call" || sender !== "csms") return nothing;
      const id = String(valueIn(message.callPayload, "transactionId"));
      if (id !== "-1") return nothing;
      return [
        {
          sentence: "The CSMS asks the station to stop transaction -1, which stands for none.",
          side: "csms",
          evidence: [seq],
          details: { transactionId: id },
        },
      ];
    },
    transaction(happening, link) {
      const { change, transaction } = happening;
      // One finding for each transaction; the sentence says who began with it.
      if (transaction.findings.includes(ID)) return nothing;
      return change === "identified" ? given(happening, link) : used(happening, link);
    },
  },
  { actions: ["RemoteStopTransaction"] },
);

/** By the CSMS. With a refusal it has to write some number, and means nothing by it. */
function given({ transaction, cause }: TransactionHappening, link: LinkFacts): Reports {
  const { transactionId, start } = transaction;
  const payload = cause !== null && "callPayload" in cause.message ? cause.message.callPayload : {};
  if (!isPlaceholder(transactionId) || isRefusal(payload)) return nothing;
  const isZero = transactionId === "0";
  return [
    {
      sentence: `The CSMS gave ${nameOf(transaction)} the id ${transactionId}, which ${isZero ? "is legal, but many take it for no transaction" : "others take for no transaction"}.`,
      side: "csms",
      ...(isZero ? { severity: "note" as const } : {}),
      evidence: evidenceOf(link, start, refOf(link, cause)),
      details: { transactionKey: transaction.key, transactionId },
    },
  ];
}

/** `the transaction on connector 1` */
function nameOf(transaction: Transaction): string {
  const name = nameOfTransaction({ ...transaction, transactionId: "" });
  return name.replace("a transaction without an id", "the transaction");
}

function isRefusal(payload: unknown): boolean {
  const status = textIn(payload, "idTagInfo", "status");
  return status !== "" && status !== "Accepted";
}

/** By whoever sent the message, for a transaction that has another id or none. */
function used({ transaction, details, cause }: TransactionHappening, link: LinkFacts): Reports {
  for (const detail of details) {
    if (detail.kind !== "id" || !isPlaceholder(detail.now) || cause === null) continue;
    const { before, now } = detail;
    const has = before === "" ? "has no id yet" : `has the id ${before}`;
    const who = cause.sender === "csms" ? "CSMS" : "station";
    return [
      {
        sentence: `The ${who} used the id ${now} for ${nameOf(transaction)}, which ${has}.`,
        side: cause.sender,
        evidence: evidenceOf(link, transaction.start, refOf(link, cause)),
        details: { transactionKey: transaction.key, transactionId: now, before },
      },
    ];
  }
  return nothing;
}
