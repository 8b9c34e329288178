/** EVSEs and connectors: nobody reaches another than the one that is named. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { booted } from "../../translate/stage.ts";

it("an unlock reaches the connector that was named, and no other", () => {
  const entry = (connectorId: number, evseId: number, evseConnectorId: number) => ({
    ...{ connectorId, evseId, evseConnectorId, connectorType: null },
  });
  const topology = [entry(1, 1, 1), entry(2, 1, 2), entry(3, 2, 1)];
  const small = fc.integer({ min: 0, max: 4 });
  fc.assert(
    fc.property(small, small, (evseId, connectorId) => {
      const it = booted({ settings: { topology } });
      it.csms("UnlockConnector", { evseId, connectorId });
      const named = topology.find(
        (each) => each.evseId === evseId && each.evseConnectorId === connectorId,
      );
      const asked = it.pending("station")?.payload ?? null;
      expect(asked).toEqual(named === undefined ? null : { connectorId: named.connectorId });
    }),
  );
});
