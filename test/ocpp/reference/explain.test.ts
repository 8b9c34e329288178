import { describe, expect, it } from "vitest";
import { explain } from "../../../src/ocpp/reference/explain.ts";

describe("explain", () => {
  it("takes an action before a value of the same name", () => {
    const explained = explain("heartbeat", "1.6");
    expect(explained).toMatchObject({
      kind: "found",
      explanation: { word: "Heartbeat", actions: [{ version: "1.6" }], values: [], fields: [] },
    });
  });

  it("tells only what the version has", () => {
    const all = explain("Occupied", null);
    const of16 = explain("Occupied", "1.6");
    expect(all).toMatchObject({ explanation: { values: { length: 2 } } });
    expect(of16).toMatchObject({
      explanation: { values: [{ versions: ["1.6", "2.0.1", "2.1"] }] },
    });
    expect(explain("TxResumed", "1.6").kind).toBe("unknown");
  });

  it("explains an enumeration and a field by their names", () => {
    expect(explain("ChargePointErrorCode", null)).toMatchObject({
      explanation: { enumerations: [{ enumeration: "ChargePointErrorCode" }] },
    });
    expect(explain("meterStop", null)).toMatchObject({
      explanation: { fields: [{ field: "meterStop" }] },
    });
  });

  it.each([
    ["StartTransacton", "StartTransaction"],
    ["SuspendedEVS", "SuspendedEVSE"],
    ["xyzzy", null],
    ["__proto__", null],
    ["x".repeat(10_000), null],
  ])("is without an answer for %.30s, and says what is near", (word, nearest) => {
    const explained = explain(word, null);
    expect(explained).toMatchObject({ kind: "unknown", unexplained: { nearest } });
  });
});
