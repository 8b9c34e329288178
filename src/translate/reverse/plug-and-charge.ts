/**
 * Plug & Charge on a 1.6 CSMS: the station's own message goes as the text of a DataTransfer, as the
 * Open Charge Alliance's note has it, and the answer comes back in one. A CSMS that knows none of it
 * makes it a refusal.
 */
import type { JsonObject } from "../../exchange/message.ts";
import { validate } from "../../ocpp/validator.ts";
import { answer } from "../answers.ts";
import type { Block } from "../block.ts";
import { isObject } from "../json.ts";
import { plugAndChargeVendor, unwrapped } from "../plug-and-charge.ts";
import { at } from "../state.ts";
import { ask, type Call, continuing, lose, type Turn } from "../turn.ts";

/** `instead`: what the station is told where nothing usable comes back. */
export function askWrapped(turn: Turn, call: Call, instead: JsonObject): void {
  const { action, messageId } = call;
  const data = JSON.stringify(call.payload);
  ask(turn, "csms", {
    action: "DataTransfer",
    payload: { vendorId: plugAndChargeVendor, messageId: action, data },
    continuation: answered.with({ messageId, instead }),
  });
}

const answered = continuing<{ messageId: string; instead: JsonObject }>(
  "reverse.plug-and-charge",
  (turn, outcome, { messageId, instead }) => {
    const call = at(turn.state.live.station.open, messageId);
    if (call === null) return;
    const told = unwrapped(outcome);
    const subject = { version: "2.0.1", action: call.action, kind: "response" } as const;
    const isUsable = told.kind === "result" && validate(subject, told.payload).kind === "valid";
    if (!isUsable) lose(turn, "message-not-in-16", call.action);
    const payload = isUsable && isObject(told.payload) ? told.payload : instead;
    answer(turn, { leg: "station", messageId }, payload);
  },
);

const failed = { status: "Failed" };

export const plugAndChargeReverseBlock: Block = {
  name: "reverse.plug-and-charge",
  calls: {
    GetCertificateStatus: (turn, call) => askWrapped(turn, call, failed),
    Get15118EVCertificate: (turn, call) => askWrapped(turn, call, { ...failed, exiResponse: "" }),
  },
  continuings: [answered],
};
