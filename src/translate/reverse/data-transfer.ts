/** DataTransfer: its data is anything in 2.0.1 and text in 1.6, and not interpreted. */
import { askFor, type Block } from "../block.ts";
import { statusIn, textOf, transfer, transferredAs } from "../data-transfer.ts";
import { fieldOf, present } from "../json.ts";
import type { Call, Turn } from "../turn.ts";
import { command16, rejected } from "./command.ts";

function fromStation(turn: Turn, call: Call): void {
  transfer(turn, call, { data: textOf(fieldOf(call.payload, "data")), transferred });
}

const transferred = transferredAs("reverse.data-transfer");

const fromCsms = command16("DataTransfer", {
  ask: (_turn, { payload }) =>
    askFor(
      "DataTransfer",
      present({
        vendorId: fieldOf(payload, "vendorId"),
        messageId: fieldOf(payload, "messageId"),
        data: fieldOf(payload, "data"),
      }),
    ),
  told: (_turn, _call, payload) =>
    present({ status: statusIn(payload), data: textOf(fieldOf(payload, "data")) }),
  negative: rejected,
  lacking: null,
});

export const dataTransferReverseBlock: Block = {
  name: "reverse.data-transfer",
  calls: { DataTransfer: fromStation },
  commands: [fromCsms],
  continuings: [transferred],
};
