/** What every backend promises (`src/fleet/backend.ts`), as tests. */
import { describe, expect, it } from "vitest";
import type { Backend } from "../../src/fleet/backend.ts";

export function backendContract(backendOf: () => Promise<Backend>): void {
  describe("a try to store", () => {
    const at = { name: '"S"', token: "mine" };
    const changed = (value: number) => [['"a"', String(value)] as const];

    it("that comes after a later one is not stored", async () => {
      const backend = await backendOf();
      await backend.open(at);
      const later = { ...at, seq: 2, stored: 0, changes: changed(2) };
      expect(await backend.store(later)).toEqual({ kind: "stored" });
      expect(await backend.store(later), "nor a second time").toMatchObject({ kind: "failed" });
      const late = { ...at, seq: 1, stored: 0, changes: changed(1) };
      expect(await backend.store(late)).toMatchObject({ code: "STATE_UNAVAILABLE" });
      expect(await backend.open({ ...at, token: "other" })).toEqual({
        kind: "opened",
        documents: [{ key: "a", value: 2 }],
      });
    });

    it("is refused where earlier ones have been lost, or nothing is known of the name", async () => {
      const backend = await backendOf();
      await backend.open(at);
      const write = { ...at, seq: 9, stored: 8, changes: changed(9) };
      expect(await backend.store(write)).toMatchObject({ code: "STATE_DAMAGED" });
      expect(await backend.store({ ...write, name: '"never"' })).toMatchObject({
        code: "STATE_DAMAGED",
      });
      expect(await backend.store({ ...write, token: "other" })).toEqual({ kind: "taken" });
    });

    it("fails in words once the backend is closed", async () => {
      const backend = await backendOf();
      await backend.open(at);
      await backend.close();
      expect(await backend.store({ ...at, seq: 1, stored: 0, changes: [] })).toMatchObject({
        kind: "failed",
      });
      expect(await backend.probe()).toMatchObject({ kind: "failed" });
    });
  });
}
