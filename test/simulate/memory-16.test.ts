import { expect, it, onTestFinished } from "vitest";
import { createMemory16 } from "../../src/simulate/memory-16.ts";
import { createMeter } from "../../src/simulate/meter.ts";
import { createRandom } from "../../src/simulate/random.ts";
import type { Connector } from "../../src/simulate/session.ts";
import { createLeapingTime } from "../../src/simulate/time.ts";
import { until } from "../support/until.ts";

function memory() {
  const time = createLeapingTime(0);
  onTestFinished(time.stop);
  const meter = createMeter({ powerMaxW: 1, phases: 3, random: createRandom(1) });
  const connector = (id: number): Connector => ({ id, meter, isOperative: true, session: null });
  const connectors = [connector(1), connector(2)] as const;
  const expired: number[] = [];
  const it = createMemory16(connectors, { time, expired: (id) => expired.push(id) });
  const reserve = (reservationId: number, connectorId: number) =>
    it.reserve({
      ...{ reservationId, connectorId, idTag: "A", expiryDate: new Date(60_000).toISOString() },
    });
  return { it, connectors, expired, reserve, hold: time.hold() };
}

it("reserves a connector for a card, which uses it up", () => {
  const { it, connectors, reserve } = memory();
  expect(reserve(1, 0)).toBe("Rejected");
  expect(reserve(1, 1)).toBe("Accepted");
  expect(reserve(2, 1)).toBe("Occupied");
  connectors[1].isOperative = false;
  expect(reserve(2, 2)).toBe("Unavailable");
  expect(it.use(1, "B")).toBeNull();
  expect(it.use(1, "A")).toBe(1);
  expect(it.use(1, "A")).toBeNull();
  expect(it.cancel(1)).toBeNull();
});

it("a reservation is cancelled, or runs out", async () => {
  const { it, expired, reserve, hold } = memory();
  reserve(1, 1);
  expect(it.cancel(1)).toBe(1);
  reserve(2, 2);
  hold();
  await until(() => expired.length > 0, "it ran out");
  expect(expired).toEqual([2]);
});

it("keeps the version of its list, and takes no older one", () => {
  const { it } = memory();
  expect(it.listVersion()).toBe(0);
  expect(it.updateList({ listVersion: 5, updateType: "Full" })).toBe("Accepted");
  expect(it.updateList({ listVersion: 5, updateType: "Differential" })).toBe("VersionMismatch");
  expect(it.updateList({ listVersion: 6, updateType: "Differential" })).toBe("Accepted");
  expect(it.listVersion()).toBe(6);
});
