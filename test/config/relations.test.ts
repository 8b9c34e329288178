import { expect, it } from "vitest";
import { isLoopback, relations } from "../../src/config/relations.ts";
import { configSchema } from "../../src/config/schema.ts";

it("all hold for the defaults", () => {
  const config = configSchema.parse({});
  expect(relations.map((relation) => relation.problem(config))).toEqual(relations.map(() => null));
});

it("knows loopback from the rest of the world", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
    expect(isLoopback(host), host).toBe(true);
  }
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example", "example"]) {
    expect(isLoopback(host), host).toBe(false);
  }
});
