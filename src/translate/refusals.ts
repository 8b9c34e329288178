/** Commands that a 1.6 station cannot follow: the refusal that 2.0.1 defines for each. */
import type { Json, JsonObject } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import { answerWith, type Block, type Command, statusOf } from "./block.ts";
import { fieldOf, listIn } from "./json.ts";
import { at } from "./state.ts";
import { lose } from "./turn.ts";

const refusals: Readonly<Record<string, (payload: Json) => JsonObject>> = {
  ClearDisplayMessage: () => ({ status: "Unknown" }),
  ClearVariableMonitoring: (payload) => ({
    clearMonitoringResult: listIn(payload, "id").map((id) => ({ status: "NotFound", id })),
  }),
  GetDisplayMessages: () => ({ status: "Unknown" }),
  GetMonitoringReport: () => statusOf("NotSupported", "UnsupportedRequest"),
  PublishFirmware: () => statusOf("Rejected", "UnsupportedRequest"),
  SetDisplayMessage: () => statusOf("Rejected", "UnsupportedRequest"),
  SetMonitoringBase: () => ({ status: "NotSupported" }),
  SetMonitoringLevel: () => statusOf("Rejected", "UnsupportedRequest"),
  UnpublishFirmware: () => ({ status: "NoFirmware" }),
};

const refused: readonly Command[] = Object.entries(refusals).map(([action, answer]) => ({
  action,
  next(turn, call) {
    lose(turn, "action-refused", action);
    return answerWith(answer(call.payload));
  },
}));

/** Of what is known here; the station has nothing to say to it. */
const getTransactionStatus: Command = {
  action: "GetTransactionStatus",
  next(turn, call) {
    const { transactions, outbox, live } = turn.state;
    const waiting = Object.values(outbox);
    const said = fieldOf(call.payload, "transactionId");
    if (said === undefined) {
      return answerWith({ messagesInQueue: waiting.some(({ txId }) => txId !== null) });
    }
    const id = textIn(call.payload, "transactionId");
    const isOpen = at(transactions, id)?.isOpen === true;
    const isAway = isOpen && live.station.upSinceMs === null;
    const messagesInQueue = isAway || waiting.some(({ txId }) => txId === id);
    return answerWith({ ongoingIndicator: isOpen, messagesInQueue });
  },
};

export const refusalsBlock: Block = {
  name: "refusals",
  commands: [...refused, getTransactionStatus],
};
