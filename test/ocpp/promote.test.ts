import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inherit, nothingPromoted, promote } from "../../src/ocpp/promote.ts";

describe("promoted fields", () => {
  it("takes connector and idTag of a 1.6 StartTransaction", () => {
    expect(
      promote("1.6", "StartTransaction", { connectorId: 2, idTag: "AB12", meterStart: 0 }),
    ).toEqual({ transactionId: "", connectorId: 2, evseId: null, idToken: "AB12" });
  });

  it("takes the number 1.6 answers as transaction id, also 0 and -1", () => {
    for (const transactionId of [0, -1, 7]) {
      expect(promote("1.6", "StartTransaction", { transactionId }).transactionId).toBe(
        String(transactionId),
      );
    }
  });

  it("finds the transaction of a 1.6 charging profile", () => {
    const payload = { connectorId: 1, csChargingProfiles: { transactionId: 4 } };
    expect(promote("1.6", "SetChargingProfile", payload).transactionId).toBe("4");
  });

  it("takes transaction, EVSE, connector and token of a 2.x TransactionEvent", () => {
    const payload = {
      transactionInfo: { transactionId: "t-1" },
      evse: { id: 3, connectorId: 1 },
      idToken: { idToken: "DEADBEEF", type: "ISO14443" },
    };
    expect(promote("2.0.1", "TransactionEvent", payload)).toEqual({
      transactionId: "t-1",
      connectorId: 1,
      evseId: 3,
      idToken: "DEADBEEF",
    });
    expect(promote(null, "TransactionEvent", payload)).toEqual(promote("2.1", "", payload));
  });

  it("reads digits in quotes as a number, and nothing else", () => {
    expect(promote("1.6", "StatusNotification", { connectorId: "2" }).connectorId).toBe(2);
    expect(promote("1.6", "StatusNotification", { connectorId: "x" })).toBe(nothingPromoted);
    expect(promote("1.6", "StatusNotification", { connectorId: 1.5 })).toBe(nothingPromoted);
    expect(promote("1.6", "StatusNotification", { connectorId: 2 ** 40 })).toBe(nothingPromoted);
  });

  it("leaves the content of DataTransfer alone", () => {
    expect(promote("1.6", "DataTransfer", { connectorId: 2, transactionId: 3 })).toBe(
      nothingPromoted,
    );
  });

  it("gives a response what its call had, where it says nothing itself", () => {
    const call = promote("1.6", "StartTransaction", { connectorId: 2, idTag: "AB12" });
    const own = promote("1.6", "StartTransaction", { transactionId: 9 });
    expect(inherit(own, call)).toEqual({
      transactionId: "9",
      connectorId: 2,
      evseId: null,
      idToken: "AB12",
    });
    expect(inherit(nothingPromoted, call)).toBe(call);
    expect(inherit(own, nothingPromoted)).toBe(own);
  });

  it("is total on any JSON", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("1.6", "2.0.1", "2.1", null),
        fc.string(),
        fc.jsonValue(),
        (version, action, payload) => {
          const { transactionId, idToken, connectorId, evseId } = promote(version, action, payload);
          expect(typeof transactionId).toBe("string");
          expect(typeof idToken).toBe("string");
          for (const id of [connectorId, evseId])
            expect(id === null || Number.isInteger(id)).toBe(true);
        },
      ),
    );
  });
});
