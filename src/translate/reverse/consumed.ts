/** What 1.6 has no word for: taken here, with the answer that lets the station go on. */
import type { JsonObject } from "../../exchange/message.ts";
import { answer } from "../answers.ts";
import type { Block } from "../block.ts";
import { type Call, lose, type Turn } from "../turn.ts";

const answers: Readonly<Record<string, JsonObject>> = {
  ClearedChargingLimit: {},
  NotifyChargingLimit: {},
  NotifyCustomerInformation: {},
  NotifyDisplayMessages: {},
  NotifyEVChargingNeeds: { status: "Rejected" },
  NotifyEVChargingSchedule: { status: "Accepted" },
  NotifyMonitoringReport: {},
  PublishFirmwareStatusNotification: {},
  ReportChargingProfiles: {},
  ReservationStatusUpdate: {},
};

function consume(turn: Turn, call: Call): void {
  lose(turn, "message-not-in-16", call.action);
  answer(turn, call, answers[call.action] ?? {});
}

export const consumedReverseBlock: Block = {
  name: "reverse.consumed",
  calls: Object.fromEntries(Object.keys(answers).map((action) => [action, consume])),
};
