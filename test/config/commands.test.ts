import { expect, it } from "vitest";
import { commandsProblem, commandsSchema, permits } from "../../src/config/commands.ts";

it("names actions of any version, or all of them, and has bounds for the rest", () => {
  const some = commandsSchema.parse({ actions: "TriggerMessage, GetLog" });
  expect(some).toEqual({ actions: ["TriggerMessage", "GetLog"], perMinute: 6, timeoutMs: 30_000 });
  expect([permits(some, "GetLog"), permits(some, "Reset")]).toEqual([true, false]);
  const all = commandsSchema.parse({ actions: "*" });
  expect(permits(all, "VendorsOwn")).toBe(true);
  expect(commandsSchema.parse({ actions: ["*"] })).toEqual(all);
  expect(commandsSchema.safeParse({ actions: "Heartbeat" }).success).toBe(false);
  expect(commandsSchema.safeParse({ actions: "*", perMinute: 0 }).success).toBe(false);
});

it("is for routes whose bytes go untouched", () => {
  const commands = commandsSchema.parse({ actions: "*" });
  expect(commandsProblem("transparent", commands)).toBeNull();
  expect(commandsProblem("translate", undefined)).toBeNull();
  expect(commandsProblem("translate", commands)).toContain("mode: transparent");
});
