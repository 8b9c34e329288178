/** ChangeAvailability and ClearCache. */
import { textIn } from "../findings/fields.ts";
import {
  answerWith,
  askFor,
  type Block,
  type Command,
  command,
  failureOf,
  statusOf,
} from "./block.ts";
import { fieldOf } from "./json.ts";
import { notDrained } from "./reset.ts";
import { forgetAuthorizations } from "./tokens.ts";
import { connectorsAt } from "./topology.ts";

const rejected = (reasonCode: string) => statusOf("Rejected", reasonCode);

/** An EVSE of several connectors is all of them. */
const changeAvailability: Command = {
  action: "ChangeAvailability",
  next(turn, call, outcomes) {
    const there = connectorsAt(turn, fieldOf(call.payload, "evse"));
    if (there === null) return answerWith(rejected("UnknownEvse"));
    const failed = outcomes.find(({ kind }) => kind !== "result");
    if (failed !== undefined) return failureOf(failed, rejected);
    const connectorId = there[outcomes.length];
    if (connectorId !== undefined) {
      notDrained(turn, connectorId);
      const type = textIn(call.payload, "operationalStatus");
      return askFor("ChangeAvailability", { connectorId, type });
    }
    const statuses = outcomes.map((each) => textIn(each, "payload", "status"));
    const status = ["Rejected", "Scheduled"].find((each) => statuses.includes(each));
    return answerWith({ status: status ?? "Accepted" });
  },
};

const clearCache = command("ClearCache", {
  ask(turn) {
    forgetAuthorizations(turn);
    return askFor("ClearCache", {});
  },
  told: (_turn, _call, payload) => ({
    status: textIn(payload, "status") === "Accepted" ? "Accepted" : "Rejected",
  }),
  negative: (reasonCode) =>
    rejected(reasonCode === "UnsupportedRequest" ? "NotEnabled" : reasonCode),
});

export const availabilityBlock: Block = {
  name: "availability",
  commands: [changeAvailability, clearCache],
};
