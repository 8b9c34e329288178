/**
 * The mind of a CSMS that takes 2.0.1 at its word: it refuses what the strictest in the field
 * refuses, knows tokens by their type as well, and keeps a ledger of transactions and violations.
 * In: calls of stations and their answers. Out: a refusal, or null to answer as usual.
 */
import { limits } from "../base/limits.ts";
import type { JsonObject } from "../exchange/message.ts";
import { numberOf, objectOf, textOf } from "./json-fields.ts";
import type { Reply } from "./rpc.ts";
import { strictFaults } from "./strict-payload.ts";
import { createTransactionLedger, type LedgerTransaction } from "./transaction-ledger.ts";

export type StrictOptions = {
  /**
   * The tokens that are known, each with its type; the same text with another type is Unknown.
   * Left out: every token is known.
   */
  readonly tokens?: readonly {
    readonly idToken: string;
    readonly type: string;
    /** Accepted where it is left out. */
    readonly status?: string;
  }[];
  /** Sends CostUpdated after every accepted start, and the cost with the answer to the end. */
  readonly isCosting?: boolean;
};

export type StrictViolation = {
  readonly stationId: string;
  readonly action: string;
  readonly problem: string;
};

/** What a test or an operator reads. Without `strict` it stays empty. */
export type StrictLedger = {
  readonly transactions: (stationId?: string) => readonly LedgerTransaction[];
  /** The remembered ones, oldest first. */
  readonly violations: () => readonly StrictViolation[];
  /** All there ever were. */
  readonly violationCount: () => number;
};

export type StrictMind = {
  readonly ledger: StrictLedger;
  /** Of a 2.0.1 station's call. Out: the refusal; null for none. */
  readonly judge: (stationId: string, action: string, payload: JsonObject) => Reply | null;
  /** The usual reply as this CSMS gives it: its status of a token, its costs. */
  readonly finish: (
    call: { readonly stationId: string; readonly action: string; readonly payload: JsonObject },
    reply: Reply,
  ) => Reply;
  /** A station's result to a call of ours. */
  readonly judgeResult: (stationId: string, action: string, payload: JsonObject) => void;
};

export type StrictDeps = {
  readonly violated: (violation: StrictViolation) => void;
  readonly sendCall: (stationId: string, action: string, payload: JsonObject) => void;
};

/** What a station may send before its BootNotification is accepted (2.0.1 Part 2, B01 to B03). */
const BEFORE_ACCEPTED = new Set(["BootNotification", "NotifyReport"]);
/** Any sum: what counts is that it is told. */
const COST = 1.25;

export const emptyLedger: StrictLedger = {
  transactions: () => [],
  violations: () => [],
  violationCount: () => 0,
};

export function createStrictMind(options: StrictOptions, deps: StrictDeps): StrictMind {
  const transactions = createTransactionLedger();
  const registered = new Set<string>();
  let violations: StrictViolation[] = [];
  let count = 0;

  const violate = (stationId: string, action: string, problem: string) => {
    const violation = { stationId, action, problem };
    count += 1;
    violations.push(violation);
    if (violations.length > limits.simulatedViolationsMax) {
      violations = violations.slice(-limits.simulatedViolationsMax / 2);
    }
    deps.violated(violation);
  };

  return {
    ledger: {
      transactions: transactions.transactions,
      violations: () => violations,
      violationCount: () => count,
    },
    judge(stationId, action, payload) {
      const [first, ...more] = strictFaults(action, payload);
      for (const { path, problem } of first === undefined ? [] : [first, ...more]) {
        violate(stationId, action, `${path} ${problem}`.trim());
      }
      if (first !== undefined) {
        const errorDescription = `${first.path} ${first.problem}`.trim().slice(0, 255);
        return { errorCode: first.errorCode, errorDescription };
      }
      if (!registered.has(stationId) && !BEFORE_ACCEPTED.has(action)) {
        violate(stationId, action, "came before the station was accepted");
        return { errorCode: "SecurityError", errorDescription: "boot first" };
      }
      if (action === "TransactionEvent") {
        for (const problem of transactions.take(stationId, payload)) {
          violate(stationId, action, problem);
        }
      }
      return null;
    },
    finish({ stationId, action, payload }, reply) {
      if (!("payload" in reply)) return reply;
      if (action === "BootNotification") noteBoot(registered, stationId, reply.payload);
      const judged = withTokenStatus(options.tokens, payload, reply);
      if (options.isCosting !== true || action !== "TransactionEvent") return judged;
      return withCost(payload, judged, (cost) => deps.sendCall(stationId, "CostUpdated", cost));
    },
    judgeResult(stationId, action, payload) {
      for (const { path, problem } of strictFaults(action, payload, "response")) {
        violate(stationId, `${action} (answer)`, `${path} ${problem}`.trim());
      }
    },
  };
}

function noteBoot(registered: Set<string>, stationId: string, answer: JsonObject): void {
  if (textOf(answer, "status") !== "Accepted") {
    registered.delete(stationId);
    return;
  }
  if (registered.size >= limits.simulatedStationsMax) registered.clear();
  registered.add(stationId);
}

type PayloadReply = Extract<Reply, { readonly payload: JsonObject }>;

function withTokenStatus(
  tokens: StrictOptions["tokens"],
  payload: JsonObject,
  reply: PayloadReply,
): PayloadReply {
  const said = objectOf(payload, "idToken");
  if (tokens === undefined || said === undefined) return reply;
  const [idToken, type] = [textOf(said, "idToken")?.toLowerCase(), textOf(said, "type")];
  const known = tokens.find(
    (token) => token.idToken.toLowerCase() === idToken && token.type === type,
  );
  const status = known === undefined ? "Unknown" : (known.status ?? "Accepted");
  return { ...reply, payload: { ...reply.payload, idTokenInfo: { status } } };
}

function withCost(
  payload: JsonObject,
  reply: PayloadReply,
  send: (cost: JsonObject) => void,
): PayloadReply {
  const transactionId = textOf(objectOf(payload, "transactionInfo"), "transactionId") ?? "";
  if (textOf(payload, "eventType") === "Ended") {
    return { ...reply, payload: { ...reply.payload, totalCost: COST } };
  }
  const isStart = textOf(payload, "eventType") === "Started" && numberOf(payload, "seqNo") === 0;
  if (!isStart) return reply;
  return { ...reply, afterwards: () => send({ totalCost: COST, transactionId }) };
}
