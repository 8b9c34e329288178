import { expect, it } from "vitest";
import { textIn } from "../../../src/findings/fields.ts";
import {
  refreshStatus,
  resendStatuses16,
} from "../../../src/translate/reverse/connector-status.ts";
import { putPlace } from "../../../src/translate/reverse/places.ts";
import { toCsms } from "../stage.ts";
import { turnOf } from "../turns.ts";
import { csms16, event, reversed, token } from "./stage.ts";

it("Occupied is what its transaction is doing", () => {
  const it = reversed();
  const answers = csms16();
  const seen: string[] = [];
  const note = (sent: ReturnType<typeof it.drain>) => {
    for (const [action, payload] of toCsms(sent)) {
      if (action === "StatusNotification") seen.push(textIn(payload, "status"));
    }
  };
  const status = (connectorStatus: string) => {
    const timestamp = new Date(it.now).toISOString();
    const payload = { timestamp, connectorStatus, evseId: 1, connectorId: 1 };
    note([...it.station("StatusNotification", payload), ...it.drain(answers)]);
  };
  const tell = (told: Parameters<typeof event>[1]) =>
    note([...it.station("TransactionEvent", event(it, told)), ...it.drain(answers)]);
  status("Occupied");
  const wh = { "Transaction.Begin": 1 };
  tell({ eventType: "Started", seqNo: 0, chargingState: "EVConnected", idToken: token(), wh });
  for (const [index, chargingState] of ["Charging", "SuspendedEV", "EVConnected"].entries()) {
    tell({ seqNo: index + 1, chargingState });
  }
  tell({ eventType: "Ended", seqNo: 9, stoppedReason: "Local" });
  status("Available");
  expect(seen).toEqual(["Preparing", "Charging", "SuspendedEV", "Finishing", "Available"]);
});

it("a fault that nobody explains is some other error", () => {
  const turn = turnOf(reversed());
  putPlace(turn, { evseId: 1, connectorId: 1, status: "Faulted", atMs: 0 });
  refreshStatus(turn, 1, { atMs: turn.nowMs });
  expect(Object.values(turn.state.outbox)).toMatchObject([
    { payload: { status: "Faulted", errorCode: "OtherError" } },
  ]);
  expect(refreshStatus(turn, 1, { atMs: turn.nowMs })).toEqual([]);
  expect(refreshStatus(turn, 2, { atMs: turn.nowMs })).toEqual([]);
});

it("all are told again after an outage", () => {
  const turn = turnOf(reversed());
  putPlace(turn, { evseId: 2, connectorId: 1, status: "Reserved", atMs: 0 });
  refreshStatus(turn, 2, { atMs: turn.nowMs });
  resendStatuses16(turn);
  expect(turn.state.live.csms.waiting).toMatchObject([{ payload: { connectorId: 2 } }]);
});
