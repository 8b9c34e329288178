/** Authorization and transactions: the rules. */
import type { Rule } from "../rule.ts";
import { authorizeRefused } from "../rules/authorize-refused.ts";
import { offlineReplay } from "../rules/offline-replay.ts";
import { startAfterRefusal } from "../rules/start-after-refusal.ts";
import { startRefused } from "../rules/start-refused.ts";
import { stopWithoutStart } from "../rules/stop-without-start.ts";
import { stoppedAbnormally } from "../rules/stopped-abnormally.ts";
import { transactionDuplicated } from "../rules/transaction-duplicated.ts";
import { transactionEventGap } from "../rules/transaction-event-gap.ts";
import { transactionIdPlaceholder } from "../rules/transaction-id-placeholder.ts";
import { transactionUnfinished } from "../rules/transaction-unfinished.ts";

export const transactionsRules: readonly Rule[] = [
  authorizeRefused,
  startRefused,
  startAfterRefusal,
  transactionUnfinished,
  stopWithoutStart,
  transactionDuplicated,
  transactionIdPlaceholder,
  transactionEventGap,
  offlineReplay,
  stoppedAbnormally,
];
