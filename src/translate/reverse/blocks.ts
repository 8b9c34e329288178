/** The blocks of a 2.0.1 station on a 1.6 CSMS, in the order in which they see legs and time. */
import type { Block } from "../block.ts";
import { bootBlock } from "../boot.ts";
import { presenceBlock } from "../presence.ts";
import { authorizeReverseBlock } from "./authorize.ts";
import { statusReverseBlock } from "./status.ts";
import { transactionsReverseBlock } from "./transactions.ts";

export const reverseBlocks: readonly Block[] = [
  presenceBlock,
  bootBlock,
  authorizeReverseBlock,
  statusReverseBlock,
  transactionsReverseBlock,
];
