/**
 * Prices and costs for the driver: 1.6 has no message for them, but the Open Charge Alliance's note
 * has a DataTransfer that some stations show on their displays. A station that does not say so is
 * told nothing; one that fails to show a price charges all the same.
 */
import type { Json, JsonObject } from "../exchange/message.ts";
import { textIn } from "../findings/fields.ts";
import { answerWith, type Block, type Command } from "./block.ts";
import { isOn } from "./configuration.ts";
import { connectorOf } from "./connector-status.ts";
import { isoOf } from "./convert.ts";
import { fieldOf, present } from "./json.ts";
import { at, type State, type Transaction } from "./state.ts";
import { ask, isUp, lose, type Turn } from "./turn.ts";

const vendorId = "org.openchargealliance.costmsg";

export function hasPricing(state: State): boolean {
  return isOn(state, "CustomDisplayCostAndPrice");
}

/** What a display can show as it is. */
const plainFormats = new Set(["ASCII", "UTF8"]);

/** Of a 2.0.1 MessageContent; null where there is none, or where it is a page or an address. */
function plainText(message: unknown): string | null {
  const content = textIn(message, "content");
  return content !== "" && plainFormats.has(textIn(message, "format")) ? content : null;
}

function tell(turn: Turn, messageId: string, data: JsonObject): void {
  const payload = { vendorId, messageId, data: JSON.stringify(data) };
  if (isUp(turn, "station")) ask(turn, "station", { action: "DataTransfer", payload, isOwn: true });
}

/** The driver's price, if the CSMS said one with its authorization. */
export function tellPrice(turn: Turn, idTag: string, message: unknown): void {
  if (message === undefined) return;
  const priceText = plainText(message);
  if (priceText === null || !hasPricing(turn.state)) {
    lose(turn, "message-for-driver", "a price");
    return;
  }
  tell(turn, "SetUserPrice", { idToken: idTag, priceText });
}

/** What the whole transaction cost, if the CSMS said so at its end. */
export function tellFinalCost(turn: Turn, int: number, response: Json): void {
  const cost = fieldOf(response, "totalCost");
  if (typeof cost !== "number") return;
  if (!hasPricing(turn.state)) {
    lose(turn, "message-for-driver", "a final cost");
    return;
  }
  const priceText = plainText(fieldOf(response, "updatedPersonalMessage")) ?? undefined;
  tell(turn, "FinalCost", present({ transactionId: int, cost, priceText }));
}

function runningCost(turn: Turn, transaction: Transaction, cost: number): JsonObject {
  const { status } = connectorOf(turn.state, transaction.connectorId);
  const state = transaction.chargingState ?? status;
  return present({
    transactionId: transaction.int,
    timestamp: isoOf(turn.nowMs),
    meterValue: transaction.registerWh ?? undefined,
    cost,
    state: state === "Charging" ? "Charging" : "Idle",
  });
}

/** Answered in any case: the answer is empty, and says nothing of what is shown. */
const costUpdated: Command = {
  action: "CostUpdated",
  next(turn, call) {
    const transaction = at(turn.state.transactions, textIn(call.payload, "transactionId"));
    const cost = fieldOf(call.payload, "totalCost");
    const isOpen = transaction?.isOpen === true;
    if (isOpen && typeof cost === "number" && hasPricing(turn.state)) {
      tell(turn, "RunningCost", runningCost(turn, transaction, cost));
    } else {
      lose(turn, "message-for-driver", "a running cost");
    }
    return answerWith({});
  },
};

export const pricingBlock: Block = { name: "pricing", commands: [costUpdated] };
