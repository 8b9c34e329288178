import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { processesOf, processNamed } from "../../src/roles/role.ts";

it("knows a process by its name", () => {
  expect(processNamed("relay")).toEqual({ role: "relay", worker: 1 });
  expect(processNamed("relay.2")).toEqual({ role: "relay", worker: 2 });
  expect(processNamed("console")).toEqual({ role: "console", worker: 1 });
  for (const name of ["relay.1", "relay.02", "relay.x", "console.2", "serve", undefined]) {
    expect(processNamed(name)).toBeNull();
  }
});

it("has as many relays as workers, and one of every other role", () => {
  const config = configSchema.parse({ relay: { workers: 2 } });
  expect(processesOf("relay", config)).toEqual(["relay", "relay.2"]);
  expect(processesOf("store", config)).toEqual(["store"]);
});
