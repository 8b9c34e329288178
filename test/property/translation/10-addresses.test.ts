/** EVSEs and connectors: nobody reaches another than the one that is named. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/exchange/message.ts";
import { answerTo, booted, type Stage, toCsms } from "../../translate/stage.ts";

const entry = (connectorId: number, evseId: number, evseConnectorId: number, type: string) => ({
  ...{ connectorId, evseId, evseConnectorId, connectorType: type },
});
/** Two posts; and one power path with a CCS and a CHAdeMO head beside an outlet of its own. */
const topologies = [
  [entry(1, 1, 1, "cType2"), entry(2, 2, 1, "cType2")],
  [entry(1, 1, 1, "cCCS2"), entry(2, 1, 2, "cG105"), entry(3, 2, 1, "sType2")],
];
const topology = fc.constantFrom(...topologies);
const small = fc.integer({ min: 0, max: 4 });

const asked = (it: Stage) => it.pending("station")?.payload as JsonObject | undefined;

it("an unlock reaches the connector that was named, and no other", () => {
  fc.assert(
    fc.property(topology, small, small, (known, evseId, connectorId) => {
      const it = booted({ settings: { topology: known } });
      const sent = it.csms("UnlockConnector", { evseId, connectorId });
      const named = known.find(
        (each) => each.evseId === evseId && each.evseConnectorId === connectorId,
      );
      if (named === undefined) {
        expect(answerTo("csms", sent)).toEqual({ status: "UnknownConnector" });
      }
      expect(asked(it)).toEqual(named && { connectorId: named.connectorId });
    }),
  );
});

it("an availability reaches all connectors of its EVSE, the one that is named, or the station", () => {
  const named = fc.record({ id: small, connectorId: small }, { requiredKeys: ["id"] });
  fc.assert(
    fc.property(topology, fc.option(named, { nil: undefined }), (known, evse) => {
      const it = booted({ settings: { topology: known } });
      const operationalStatus = "Inoperative";
      it.csms("ChangeAvailability", evse ? { operationalStatus, evse } : { operationalStatus });
      const reached: unknown[] = [];
      for (; it.pending("station") !== null; it.answer("station", { status: "Accepted" })) {
        reached.push(asked(it)?.["connectorId"]);
      }
      const meant = known.filter(
        (each) =>
          each.evseId === evse?.id &&
          (evse.connectorId === undefined || each.evseConnectorId === evse.connectorId),
      );
      const isStation = evse === undefined || evse.id === 0;
      expect(reached).toEqual(isStation ? [0] : meant.map(({ connectorId }) => connectorId));
    }),
  );
});

it("a start and a profile reach the head of the EVSE that has a car", () => {
  const [, heads = []] = topologies;
  const idToken = { idToken: "A", type: "ISO14443" };
  for (const [busy, expected] of [
    [null, 1],
    [1, 1],
    [2, 2],
    [3, 1],
  ] as const) {
    const it = booted({ settings: { topology: heads } });
    if (busy !== null) {
      const status = { connectorId: busy, errorCode: "NoError", status: "Preparing" };
      it.station("StatusNotification", status);
      it.drain();
    }
    it.csms("RequestStartTransaction", { remoteStartId: 1, idToken, evseId: 1 });
    expect(asked(it)).toMatchObject({ connectorId: expected });
    it.answer("station", { status: "Rejected" });
    it.csms("GetCompositeSchedule", { evseId: 1, duration: 60 });
    expect(asked(it)).toMatchObject({ connectorId: expected });
  }
});

it("what a connector says comes from its own address", () => {
  fc.assert(
    fc.property(topology, fc.integer({ min: 0, max: 9 }), (known, connectorId) => {
      const it = booted({ settings: { topology: known } });
      const status = { connectorId, errorCode: "NoError", status: "Faulted" };
      const sent = [...it.station("StatusNotification", status), ...it.drain()];
      const at = known.find((each) => each.connectorId === connectorId);
      const statuses = toCsms(sent).filter(([action]) => action === "StatusNotification");
      expect(statuses.map(([, payload]) => payload)).toEqual(
        at === undefined
          ? []
          : [expect.objectContaining({ evseId: at.evseId, connectorId: at.evseConnectorId })],
      );
    }),
  );
});
