import { expect, it } from "vitest";
import type { OcppVersion } from "../../src/ocpp/versions.ts";
import { commandAfterBoot, typicalCommand } from "../../src/simulate/csms-commands.ts";
import { createRandom } from "../../src/simulate/random.ts";
import { schemaFaults } from "../support/ocpp-schemas.ts";

const stationOf = (ocppVersion: OcppVersion, transactions: readonly string[]) => ({
  stationId: "CP-1",
  ocppVersion,
  subprotocol: `ocpp${ocppVersion}`,
  boots: 1,
  transactions,
  target: "/ocpp/CP-1",
  rawHeaders: [],
});

it("sends only what the schemas of the station's version allow, of every kind", () => {
  for (const version of ["1.6", "2.0.1", "2.1"] as const) {
    const random = createRandom(version);
    const actions = new Set<string>();
    for (let draw = 0; draw < 200; draw += 1) {
      const station = stationOf(version, draw % 2 === 0 ? [] : ["17"]);
      for (const make of [commandAfterBoot, typicalCommand]) {
        const { action, payload } = make(station, random);
        actions.add(action);
        const entry = { stationId: "CP-1", sender: "csms", type: "call", messageId: "1" } as const;
        const text = JSON.stringify([2, "1", action, payload]);
        expect(schemaFaults([{ ...entry, action, text, isBinary: false }], version)).toEqual([]);
      }
    }
    expect(actions.size).toBeGreaterThanOrEqual(5);
  }
});
