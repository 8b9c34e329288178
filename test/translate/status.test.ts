import { expect, it } from "vitest";
import { resendStatuses } from "../../src/translate/status.ts";
import { booted, toCsms } from "./stage.ts";
import { turnOf } from "./turns.ts";

const status = (named: string) => ({ connectorId: 1, errorCode: "NoError", status: named });

it("the CSMS hears of a status only where it sees a difference", () => {
  const it = booted();
  it.station("StatusNotification", status("Preparing"));
  it.drain();
  expect(toCsms(it.station("StatusNotification", status("Finishing")))).toEqual([]);
});

it("after a long outage every status is told again, before all else", () => {
  const it = booted();
  it.station("StatusNotification", status("Preparing"));
  it.drain();
  it.down("csms");
  it.pass(30_000);
  it.station("StatusNotification", { ...status("Available"), connectorId: 2 });
  expect(toCsms(it.up("csms"))).toMatchObject([["StatusNotification", { evseId: 2 }]]);
  it.drain();
  it.down("csms");
  it.at(new Date(it.now + 61_000).toISOString());
  expect(toCsms([...it.up("csms"), ...it.drain()])).toHaveLength(2);
});

it("sends the statuses of some", () => {
  const it = booted();
  it.station("StatusNotification", status("Preparing"));
  it.drain();
  const turn = turnOf(it);
  resendStatuses(turn, [2]);
  expect(turn.state.live.csms.waiting).toEqual([]);
  resendStatuses(turn, [1]);
  expect(turn.state.live.csms.waiting).toHaveLength(1);
});
