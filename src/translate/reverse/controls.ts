/** Reset, ChangeAvailability and ClearCache. */
import { textIn } from "../../findings/fields.ts";
import { answerWith, askFor, type Block } from "../block.ts";
import { integerAt } from "../convert.ts";
import { present } from "../json.ts";
import { type Turn, updateStation } from "../turn.ts";
import { command16, rejected } from "./command.ts";
import { evseOf } from "./places.ts";

const accepted = (payload: unknown) => textIn(payload, "status") === "Accepted";

/** 1.6's soft reset ends transactions, too, so both are Immediate unless a route says otherwise. */
const reset = command16("Reset", {
  ask(turn, call) {
    const isSoft = textIn(call.payload, "type") === "Soft";
    return askFor("Reset", { type: isSoft ? turn.settings.softReset : "Immediate" });
  },
  told(turn, _call, payload) {
    const isScheduled = textIn(payload, "status") === "Scheduled";
    if (!accepted(payload) && !isScheduled) return rejected;
    noteReset(turn, isScheduled);
    return { status: "Accepted" };
  },
  negative: rejected,
  lacking: null,
});

function noteReset(turn: Turn, isScheduled: boolean): void {
  updateStation(turn, { resetSent: { atMs: turn.nowMs, isScheduled } });
}

const availabilities = ["Accepted", "Rejected", "Scheduled"];

const changeAvailability = command16("ChangeAvailability", {
  ask(turn, call) {
    const connectorId = integerAt(call.payload, "connectorId") ?? 0;
    const evse = connectorId === 0 ? undefined : evseOf(turn, connectorId);
    if (evse === null) return answerWith(rejected);
    const operationalStatus = textIn(call.payload, "type");
    return askFor("ChangeAvailability", present({ operationalStatus, evse }));
  },
  told: (_turn, _call, payload) => ({
    status: availabilities.find((each) => each === textIn(payload, "status")) ?? "Rejected",
  }),
  negative: rejected,
  lacking: null,
});

const clearCache = command16("ClearCache", {
  ask: () => askFor("ClearCache", {}),
  told: (_turn, _call, payload) => (accepted(payload) ? { status: "Accepted" } : rejected),
  negative: rejected,
  lacking: null,
});

export const controlsReverseBlock: Block = {
  name: "reverse.controls",
  commands: [reset, changeAvailability, clearCache],
};
