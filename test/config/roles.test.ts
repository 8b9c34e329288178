import { expect, it } from "vitest";
import { neededProcessesOf, processesOf, rolesOf } from "../../src/config/roles.ts";
import { configSchema } from "../../src/config/schema.ts";

it("needs a store of its own where none is given, and what is configured", () => {
  const needed = (config: object) => rolesOf(configSchema.parse(config));
  expect(needed({})).toEqual(["relay", "recorder", "console", "store"]);
  expect(needed({ store: { url: "http://ch:8123" } })).toEqual(["relay", "recorder", "console"]);
});

it("has as many relays as workers, and one of every other role", () => {
  const config = configSchema.parse({ relay: { workers: 2 } });
  expect(processesOf("relay", config)).toEqual(["relay", "relay.2"]);
  expect(processesOf("store", config)).toEqual(["store"]);
  const asked = neededProcessesOf(["relay", "shadow", "store"], config);
  expect(asked).toEqual(["relay", "relay.2", "store"]);
});
