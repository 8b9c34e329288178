/** DataTransfer: its data is anything in 2.0.1 and text in 1.6, and not interpreted. */
import { answer } from "../answers.ts";
import { askFor, type Block, unreachable } from "../block.ts";
import { cutTo, textAt } from "../convert.ts";
import { statusIn, textOf } from "../data-transfer.ts";
import { fieldOf, present } from "../json.ts";
import { at } from "../state.ts";
import { ask, type Call, continuing, type Turn } from "../turn.ts";
import { command16, rejected } from "./command.ts";

/** Both versions' limits of vendorId and messageId. */
const VENDOR_CHARS_MAX = 255;
const MESSAGE_ID_CHARS_MAX = 50;

function fromStation(turn: Turn, call: Call): void {
  const messageId = textAt(call.payload, "messageId");
  const payload = present({
    vendorId: cutTo(textAt(call.payload, "vendorId") ?? "", VENDOR_CHARS_MAX),
    messageId: messageId === null ? undefined : cutTo(messageId, MESSAGE_ID_CHARS_MAX),
    data: textOf(fieldOf(call.payload, "data")),
  });
  const continuation = transferred.with({ messageId: call.messageId });
  ask(turn, "csms", { action: "DataTransfer", payload, continuation });
}

const transferred = continuing<{ messageId: string }>(
  "reverse.data-transfer",
  (turn, outcome, { messageId }) => {
    const call = at(turn.state.live.station.open, messageId);
    if (call === null) return;
    if (outcome.kind !== "result") {
      unreachable(turn, { ...call, leg: "station" });
      return;
    }
    const data = textOf(fieldOf(outcome.payload, "data"));
    const payload = present({ status: statusIn(outcome.payload), data });
    answer(turn, { leg: "station", messageId }, payload);
  },
);

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
