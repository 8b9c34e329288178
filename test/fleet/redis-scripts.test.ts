import { expect, it } from "vitest";
import { claimScript, keepScript } from "../../src/fleet/redis-board-scripts.ts";
import { openScript, scriptOf, storeScript } from "../../src/fleet/redis-scripts.ts";

it("a script is known by the digest that Redis makes of it", () => {
  expect(scriptOf("return 1").sha).toBe("e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
});

it("every script touches one key, so that a cluster can run it", () => {
  for (const { lua } of [openScript, storeScript, claimScript, keepScript]) {
    expect(lua).toContain("KEYS[1]");
    expect(lua).not.toContain("KEYS[2]");
  }
});
