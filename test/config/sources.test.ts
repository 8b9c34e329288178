import { describe, expect, it } from "vitest";
import {
  assignmentsOfEnv,
  assignmentsOfFlags,
  configFileOf,
  readProcessEnv,
} from "../../src/config/sources.ts";

describe("flags and variables", () => {
  it("become assignments with the name they were given by", async () => {
    expect(
      assignmentsOfFlags({ "--store": "embedded:", "--config": "x.yaml" }).assignments,
    ).toEqual([
      { path: "store.url", value: "embedded:", source: { kind: "flag", text: "--store" } },
    ]);
    expect((await assignmentsOfEnv({ OCPPTAP_INSTANCE: "a", HOME: "/" }, "/")).assignments).toEqual(
      [{ path: "instance", value: "a", source: { kind: "env", text: "OCPPTAP_INSTANCE" } }],
    );
  });

  it("that nobody knows are faults, also when they look like a file variable", async () => {
    const { faults } = await assignmentsOfEnv({ OCPPTAP_NOTHING_FILE: "x" }, "/");
    expect(faults.map((fault) => fault.sentence)).toEqual(["is not a known variable"]);
    expect(assignmentsOfFlags({ "--stor": "x" }).faults[0]?.sentence).toContain("--store?");
  });

  it("read lists from several flags, commas and JSON alike", () => {
    const read = (listen: readonly string[]) =>
      assignmentsOfFlags({ "--listen": listen }).assignments[0]?.value;
    expect(read(["1,2", "[::1]:3"])).toEqual([
      { address: "1" },
      { address: "2" },
      { address: "[::1]:3" },
    ]);
    expect(read(['{"address":"4"}'])).toEqual([{ address: "4" }]);
  });
});

describe("configFileOf", () => {
  it("prefers the flag", () => {
    expect(configFileOf({ "--config": "a" }, { OCPPTAP_CONFIG: "b" })).toBe("a");
    expect(configFileOf({}, { OCPPTAP_CONFIG: "b" })).toBe("b");
    expect(configFileOf({}, { OCPPTAP_CONFIG: "" })).toBeNull();
  });
});

it("readProcessEnv is the process's environment", () => {
  expect(readProcessEnv()["PATH"]).toBe(process.env["PATH"]);
});
