import { describe, expect, it } from "vitest";
import {
  explainEnumeration,
  explainField,
  explainValue,
  knownWords,
} from "../../../src/ocpp/reference/values.ts";

describe("explainValue", () => {
  it("says what a value means and where it can stand", () => {
    const [faulted] = explainValue("faulted");
    expect(faulted).toMatchObject({
      value: "Faulted",
      enumerations: ["ChargePointStatus"],
      versions: ["1.6"],
      places: ["StatusNotification request: status"],
    });
  });

  it("tells the same meaning once", () => {
    expect(explainValue("EVDisconnected")).toEqual([
      {
        value: "EVDisconnected",
        meaning: "The cable was pulled at the vehicle without stopping first.",
        enumerations: ["Reason", "ReasonEnumType"],
        versions: ["1.6", "2.0.1", "2.1"],
        places: [
          "StopTransaction request: reason",
          "TransactionEvent request: transactionInfo.stoppedReason",
        ],
      },
    ]);
  });

  it("knows in which versions a value exists", () => {
    expect(explainValue("ReqEnergyTransferRejected")[0]?.versions).toEqual(["2.1"]);
    expect(explainValue("TxResumed")[0]?.versions).toEqual(["2.1"]);
  });

  it("knows the error codes in every spelling", () => {
    expect(explainValue("OccurenceConstraintViolation")).toMatchObject([
      { enumerations: ["ErrorCode"], versions: ["1.6"], places: ["CALLERROR: errorCode"] },
    ]);
    const [other] = explainValue("OccurrenceConstraintViolation");
    expect(other?.versions).toEqual(["2.0.1", "2.1"]);
    expect(other?.meaning).toContain("1.6 spells it OccurenceConstraintViolation.");
    expect(explainValue("NotImplemented").map(({ enumerations }) => enumerations)).toEqual([
      ["TriggerMessageStatus", "TriggerMessageStatusEnumType"],
      ["ErrorCode"],
    ]);
  });

  it("knows security events and how critical they are", () => {
    const [tamper] = explainValue("TamperDetectionActivated");
    expect(tamper?.meaning).toMatch(/Critical: reported at once\.$/);
    const [signature] = explainValue("InvalidFirmwareSignature");
    expect(signature?.meaning).toMatch(/Critical in 2\.x but not in 1\.6: reported at once\.$/);
    const [messages] = explainValue("InvalidMessages");
    expect(messages?.meaning).toMatch(/Not critical: /);
    expect(explainValue("TxInProgress")[0]?.versions).toEqual(["2.0.1", "2.1"]);
  });

  it("finds nothing for what is no value", () => {
    expect(explainValue("constructor")).toEqual([]);
  });
});

describe("explainEnumeration", () => {
  it("finds all that share the name, whatever ending is asked for", () => {
    const names = ["Reason", "ReasonEnum", "reasonenumtype"].map((word) =>
      explainEnumeration(word).map(({ enumeration }) => enumeration),
    );
    expect(names).toEqual(Array(3).fill(["Reason", "ReasonEnumType"]));
    expect(explainEnumeration("ErrorCode")[0]?.values.length).toBeGreaterThan(10);
    expect(explainEnumeration("Nonsense")).toEqual([]);
  });

  it("says where it is used", () => {
    const [status] = explainEnumeration("ChargePointStatus");
    expect(status).toMatchObject({ versions: ["1.6"] });
    expect(status?.places).toEqual(["StatusNotification request: status"]);
    expect(status?.values.map(({ value }) => value)).toContain("SuspendedEVSE");
  });
});

describe("explainField", () => {
  it("finds a field by its own name wherever it stands", () => {
    const [meterStart] = explainField("meterstart");
    expect(meterStart).toMatchObject({
      field: "meterStart",
      type: "whole number",
      versions: ["1.6"],
      places: ["StartTransaction request: meterStart"],
    });
    expect(explainField("nonsense")).toEqual([]);
  });
});

describe("knownWords", () => {
  it("has values, enumerations, error codes and fields", () => {
    const known = knownWords();
    for (const word of ["Faulted", "ChargePointStatus", "NotImplemented", "idTag"]) {
      expect(known, word).toContain(word);
    }
  });
});
