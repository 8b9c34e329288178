import { expect, it } from "vitest";
import { resolve } from "../../src/translate/resolve.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

function charging() {
  const it = booted();
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  return turnOf(it);
}

it("by number, else the only one that fits, else nobody", () => {
  const turn = charging();
  expect(resolve(turn, 1, () => false).kind).toBe("open");
  expect(resolve(turn, -1, () => true).kind).toBe("open");
  expect(resolve(turn, 99, () => false).kind).toBe("unknown");
  expect(resolve(turn, null, (_each, isPlaceholder) => isPlaceholder).kind).toBe("open");
});
