import { expect, it } from "vitest";
import { processNamed } from "../../src/roles/role.ts";

it("knows a process by its name", () => {
  expect(processNamed("relay")).toEqual({ role: "relay", worker: 1 });
  expect(processNamed("relay.2")).toEqual({ role: "relay", worker: 2 });
  expect(processNamed("console")).toEqual({ role: "console", worker: 1 });
  for (const name of ["relay.1", "relay.02", "relay.x", "console.2", "serve", undefined]) {
    expect(processNamed(name)).toBeNull();
  }
});
