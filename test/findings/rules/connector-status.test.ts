import { expect, it } from "vitest";
import {
  connectorStatusOf,
  connectorsMax,
  touch,
} from "../../../src/findings/rules/connector-status.ts";

it("names connectors as each version does", () => {
  const of16 = (connectorId: unknown) =>
    connectorStatusOf("1.6", { connectorId, status: "Faulted" });
  expect(of16(1)).toEqual({ key: "1", name: "connector 1", status: "Faulted" });
  expect(of16(0)?.name).toBe("the station itself (connector 0)");
  expect(of16("1")).toBeNull();
  const payload = { evseId: 2, connectorId: 1, connectorStatus: "Occupied" };
  expect(connectorStatusOf("2.0.1", payload)).toEqual({
    ...{ key: "2/1", name: "connector 1 of EVSE 2", status: "Occupied" },
  });
});

it("is null where there is no status, or text that is none", () => {
  for (const payload of [
    null,
    [],
    {},
    { connectorId: 1 },
    { connectorId: 1, status: "x".repeat(50) },
  ]) {
    expect(connectorStatusOf("1.6", payload)).toBeNull();
    expect(connectorStatusOf("2.1", payload)).toBeNull();
  }
});

it("keeps the connectors told of most lately", () => {
  const by = new Map<string, number>();
  for (let id = 0; id < 500; id += 1) touch(by, String(id % (2 * connectorsMax)), id);
  expect(by.size).toBe(connectorsMax);
  expect(by.get("115")).toBe(499);
});
