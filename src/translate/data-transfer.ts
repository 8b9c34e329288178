/**
 * DataTransfer as such: its data is text in 1.6 and anything in 2.0.1, and not interpreted, except
 * where the text is known to be a message of 2.0.1.
 */
import type { Json } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import { answer } from "./answers.ts";
import { askFor, type Block, command, unreachable } from "./block.ts";
import { cutTo, textAt } from "./convert.ts";
import { fieldOf, present } from "./json.ts";
import { askUnwrapped, isPlugAndCharge } from "./plug-and-charge.ts";
import { at } from "./state.ts";
import { ask, type Call, continuing, type Turn } from "./turn.ts";

const statuses = ["Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"];

export const statusIn = (payload: unknown) =>
  statuses.find((each) => each === textIn(payload, "status")) ?? "Rejected";

/** Both versions' limits of vendorId and messageId. */
const VENDOR_CHARS_MAX = 255;
const MESSAGE_ID_CHARS_MAX = 50;

function fromStation(turn: Turn, call: Call): void {
  if (isPlugAndCharge(call)) {
    askUnwrapped(turn, call);
    return;
  }
  transfer(turn, call, { data: fieldOf(call.payload, "data"), transferred });
}

type Transferring = {
  /** As the CSMS's version has it; undefined for none. */
  readonly data: Json | undefined;
  readonly transferred: ReturnType<typeof transferredAs>;
};

/** To the CSMS, with identifiers that fit. */
export function transfer(turn: Turn, call: Call, { data, transferred }: Transferring): void {
  const messageId = textAt(call.payload, "messageId");
  const payload = present({
    vendorId: cutTo(textAt(call.payload, "vendorId") ?? "", VENDOR_CHARS_MAX),
    messageId: messageId === null ? undefined : cutTo(messageId, MESSAGE_ID_CHARS_MAX),
    data,
  });
  const continuation = transferred.with({ messageId: call.messageId });
  ask(turn, "csms", { action: "DataTransfer", payload, continuation });
}

/** The station is told what the CSMS said. Text is data in either version. */
export function transferredAs(name: string) {
  return continuing<{ messageId: string }>(name, (turn, outcome, { messageId }) => {
    const call = at(turn.state.live.station.open, messageId);
    if (call === null) return;
    if (outcome.kind !== "result") {
      unreachable(turn, { ...call, leg: "station" });
      return;
    }
    const data = textOf(fieldOf(outcome.payload, "data"));
    const payload = present({ status: statusIn(outcome.payload), data });
    answer(turn, { leg: "station", messageId }, payload);
  });
}

const transferred = transferredAs("data-transfer.answered");

/** 1.6 has nothing but text. */
export function textOf(data: unknown): string | undefined {
  if (data === undefined) return undefined;
  return typeof data === "string" ? data : JSON.stringify(data);
}

const fromCsms = command("DataTransfer", {
  ask: (_turn, call) =>
    askFor(
      "DataTransfer",
      present({
        vendorId: fieldOf(call.payload, "vendorId"),
        messageId: fieldOf(call.payload, "messageId"),
        data: textOf(fieldOf(call.payload, "data")),
      }),
    ),
  told: (_turn, _call, payload) =>
    present({ status: statusIn(payload), data: fieldOf(payload, "data") }),
  negative: (reasonCode) => ({ status: "Rejected", statusInfo: { reasonCode } }),
});

export const dataTransferBlock: Block = {
  name: "data-transfer",
  calls: { DataTransfer: fromStation },
  commands: [fromCsms],
  continuings: [transferred],
};
