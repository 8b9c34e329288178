/**
 * Invariant 17: what a test tool does with a 2.0.1 station, done with a 1.6 station behind the
 * translator: boots, transactions, remote control.
 */
import { describe, expect, it } from "vitest";
import {
  app,
  brief,
  card,
  charging,
  ID,
  ready,
  variable,
  world,
} from "../../support/flow-world.ts";
import { until } from "../../support/until.ts";

describe("boot", () => {
  it("cold boot, accepted: statuses of all connectors follow, then heartbeats", async () => {
    const it = await ready({ csms: { heartbeatIntervalS: 1 } });
    expect(it.told("BootNotification")).toMatchObject([
      { reason: "PowerUp", chargingStation: { vendorName: "Simulated", model: "AC-11" } },
    ]);
    expect(it.told("StatusNotification")).toMatchObject([
      { evseId: 1, connectorId: 1, connectorStatus: "Available" },
      { evseId: 2, connectorId: 1, connectorStatus: "Available" },
    ]);
    await it.nthTold("Heartbeat", 2);
  });

  it.each(["Pending", "Rejected"] as const)(
    "%s, then accepted: nothing else before",
    async (status) => {
      const it = await world({
        csms: {
          heartbeatIntervalS: 1,
          bootStatus: (_id, nth) => (nth === 1 ? status : "Accepted"),
        },
      });
      await until(() => it.told("BootNotification").length === 1, "the first boot");
      const { stationId } = await it.csms.event("stationBooted");
      const answer = await it.ask("RequestStartTransaction", { idToken: app, remoteStartId: 1 });
      expect([stationId, answer]).toEqual([
        ID,
        { status: "Rejected", statusInfo: { reasonCode: "CSNotAccepted" } },
      ]);
      await it.station.event("accepted");
      await it.nthTold("StatusNotification", 2);
      const actions = it.csms.traffic.entries({ type: "call", sender: "station" });
      expect(actions.slice(0, 2).map(({ action }) => action)).toEqual(
        Array(2).fill("BootNotification"),
      );
    },
  );

  it("pending: the device model can be read", async () => {
    const it = await world({ csms: { bootStatus: () => "Pending" } });
    await it.csms.event("stationBooted");
    const getVariableData = [variable("OCPPCommCtrlr", "HeartbeatInterval")];
    expect(await it.ask("GetVariables", { getVariableData })).toMatchObject({
      getVariableResult: [{ attributeStatus: "Accepted" }],
    });
  });
});

describe("authorisation and transactions", () => {
  it("card first, stopped with the card", async () => {
    const it = await ready();
    const outcome = await it.station.session({ ...brief, idToken: card.idToken });
    await until(() => it.ended() === 1, "the end");
    expect(it.told("Authorize")).toMatchObject([{ idToken: card }]);
    const metered = { action: "MeterValues", sender: "station", type: "call" } as const;
    expect(it.story()).toEqual([
      "Started Authorized",
      "Updated ChargingStateChanged",
      ...it.station.traffic.entries(metered).map(() => "Updated MeterValuePeriodic"),
      "Ended StopAuthorized",
    ]);
    const [transaction] = it.csms.ledger.transactions();
    expect(transaction?.energyWh).toBe(outcome.meterStopWh - outcome.meterStartWh);
    expect(it.eventsOf()[0]?.payload).toMatchObject({ evse: { id: 1 }, idToken: card });
  });

  it.each([
    { stopReason: "unplugged", ends: "Ended EVCommunicationLost", stoppedReason: "EVDisconnected" },
    { stopReason: "unlocked", ends: "Ended UnlockCommand", stoppedReason: "Other" },
    { stopReason: "power-loss", ends: "Ended AbnormalCondition", stoppedReason: "PowerLoss" },
    { stopReason: "reset-hard", ends: "Ended ResetCommand", stoppedReason: "ImmediateReset" },
  ] as const)("ends $stopReason", async ({ stopReason, ends, stoppedReason }) => {
    const it = await ready();
    await it.station.session({ ...brief, connectorId: 2, stopReason });
    await until(() => it.ended() === 1, "the end");
    expect(it.story().at(-1)).toBe(ends);
    const last = it.eventsOf().at(-1)?.payload;
    expect(last).toMatchObject({ transactionInfo: { stoppedReason }, evse: { id: 2 } });
  });

  it("a card that is blocked, or unknown, starts nothing", async () => {
    const it = await ready();
    for (const idToken of ["BLOCKED", "NOBODY"]) {
      expect(await it.station.session({ ...brief, idToken })).toMatchObject({ status: "refused" });
    }
    expect(it.csms.ledger.transactions()).toEqual([]);
  });

  it("offline: begun and ended without the CSMS, told afterwards", async () => {
    const it = await ready({ station: { habits: { chargesOffline: true } } });
    it.station.stayOffline(1_500);
    await it.station.event("legClosed");
    const outcome = await it.station.session({ ...brief, idToken: card.idToken });
    expect(it.csms.ledger.transactions()).toEqual([]);
    await until(() => it.ended() === 1, "it was told");
    const [transaction] = it.csms.ledger.transactions();
    expect(transaction?.energyWh).toBe(outcome.meterStopWh - outcome.meterStartWh);
  });

  it("two cars at once, each with its own transaction", async () => {
    const it = await ready();
    await Promise.all([1, 2].map((connectorId) => it.station.session({ ...brief, connectorId })));
    await until(() => it.ended() === 2, "both ends");
    const places = it.csms.ledger.transactions().map(({ place }) => place);
    expect(places.sort()).toEqual(["1/1", "2/1"]);
  });

  it("costs are told while it charges, and at its end", async () => {
    const it = await ready({ csms: { strict: { isCosting: true } } });
    await it.station.session(brief);
    await until(() => it.ended() === 1, "the end");
    const answers = it.csms.traffic.entries({ action: "CostUpdated", type: "callResult" });
    expect(answers).toHaveLength(1);
  });
});

describe("remote control", () => {
  it("starts with a token longer than 1.6 has, and stops it", async () => {
    const it = await ready();
    const start = { idToken: app, remoteStartId: 7, evseId: 2 };
    expect(await it.ask("RequestStartTransaction", start)).toEqual({ status: "Accepted" });
    await until(() => it.eventsOf().length > 0, "the start");
    expect(it.eventsOf()[0]?.payload).toMatchObject({
      ...{ triggerReason: "RemoteStart", evse: { id: 2 }, idToken: app },
      transactionInfo: { remoteStartId: 7 },
    });
    const transactionId = it.csms.ledger.transactions()[0]?.transactionId ?? "";
    expect(await it.ask("GetTransactionStatus", { transactionId })).toMatchObject({
      ongoingIndicator: true,
    });
    expect(await it.ask("RequestStopTransaction", { transactionId })).toEqual({
      status: "Accepted",
    });
    await until(() => it.ended() === 1, "the end");
    expect(it.story().at(-1)).toBe("Ended RemoteStop");
    expect(await it.ask("RequestStopTransaction", { transactionId })).toMatchObject({
      status: "Rejected",
      statusInfo: { reasonCode: "TxNotFound" },
    });
  });

  it("starts nothing where a car charges, nor where there is no EVSE", async () => {
    const it = await charging();
    const start = { idToken: app, remoteStartId: 8 };
    expect(await it.ask("RequestStartTransaction", { ...start, evseId: 1 })).toMatchObject({
      statusInfo: { reasonCode: "TxInProgress" },
    });
    expect(await it.ask("RequestStartTransaction", { ...start, evseId: 9 })).toMatchObject({
      statusInfo: { reasonCode: "UnknownEvse" },
    });
  });

  it("unlocks a free connector, and leaves alone one in use or unknown", async () => {
    const it = await charging();
    const unlock = (evseId: number) => it.ask("UnlockConnector", { evseId, connectorId: 1 });
    expect(await unlock(1)).toEqual({ status: "OngoingAuthorizedTransaction" });
    expect(await unlock(2)).toEqual({ status: "Unlocked" });
    expect(await unlock(9)).toEqual({ status: "UnknownConnector" });
    expect(it.asked("UnlockConnector")).toEqual([{ connectorId: 2 }]);
  });

  it.each([
    ["BootNotification", { reason: "Triggered" }],
    ["Heartbeat", {}],
    ["StatusNotification", { evseId: 1 }],
    ["MeterValues", { evseId: 1 }],
    ["FirmwareStatusNotification", { status: "Idle" }],
    ["LogStatusNotification", { status: "Idle" }],
  ])("a trigger for %s brings it", async (requestedMessage, expected) => {
    const it = await ready();
    const before = it.told(requestedMessage).length;
    const evse = "evseId" in expected ? { evse: { id: 1, connectorId: 1 } } : {};
    const answer = await it.ask("TriggerMessage", { requestedMessage, ...evse });
    expect(answer).toEqual({ status: "Accepted" });
    const all = await it.nthTold(requestedMessage, before + 1);
    expect(all.at(-1)).toMatchObject(expected);
  });

  it("a trigger for a TransactionEvent brings one of the open transaction", async () => {
    const it = await charging();
    const answer = await it.ask("TriggerMessage", { requestedMessage: "TransactionEvent" });
    expect(answer).toEqual({ status: "Accepted" });
    await until(() => it.story().includes("Updated Trigger"), "the event");
  });

  it("is out of order and back, one EVSE and the station", async () => {
    const it = await ready();
    const change = (operationalStatus: string, evse: object) =>
      it.ask("ChangeAvailability", { operationalStatus, ...evse });
    expect(await change("Inoperative", { evse: { id: 2 } })).toEqual({ status: "Accepted" });
    await until(
      () => it.told("StatusNotification").at(-1)?.["connectorStatus"] === "Unavailable",
      "EVSE 2 is out of order",
    );
    expect(await change("Operative", {})).toEqual({ status: "Accepted" });
    await until(
      () => it.told("StatusNotification").at(-1)?.["connectorStatus"] === "Available",
      "EVSE 2 is back",
    );
    expect(it.asked("ChangeAvailability").map((each) => each["connectorId"])).toEqual([2, 0]);
  });
});
