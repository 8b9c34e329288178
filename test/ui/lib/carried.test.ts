import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../../../src/console/contract.ts";
import { presentMessage } from "../../../src/query/present.ts";
import { compare } from "../../../src/ui/lib/carried.ts";
import { messageRow } from "../../query/rows.ts";

const call = (action: string, payload: unknown): Message =>
  presentMessage(messageRow({ action, payload: JSON.stringify([2, "1", action, payload]) }), []);

const told = (source: unknown, made: unknown) =>
  compare(call("A", source), call("B", made))?.map(({ kind, from, to }) =>
    [kind, from?.path ?? "–", to?.path ?? "–"].join(" "),
  );

describe("field by field", () => {
  it("finds what was carried under another name, in another place, in another spelling", () => {
    const at = "2026-11-21T09:00:00Z";
    expect(
      told(
        { connectorId: 1, idTag: "TAG1", meterStart: 100, timestamp: at },
        {
          timestamp: "2026-11-21T09:00:00.000Z",
          idToken: { idToken: "TAG1" },
          evse: { id: 1, connectorId: 1 },
          meterValue: [{ sampledValue: [{ value: "100" }] }],
        },
      ),
    ).toEqual([
      "same connectorId evse.connectorId",
      "same idTag idToken.idToken",
      "same meterStart meterValue.0.sampledValue.0.value",
      "same timestamp timestamp",
      "new – evse.id",
    ]);
  });

  it("tells another value from one that is gone", () => {
    expect(
      told(
        { connectorId: 1, status: "Preparing", errorCode: "NoError" },
        { connectorId: 1, connectorStatus: "Occupied" },
      ),
    ).toEqual([
      "same connectorId connectorId",
      "changed status connectorStatus",
      "gone errorCode –",
    ]);
  });

  it("does not take one small number for another", () => {
    expect(told({ retries: 1 }, { stackLevel: 1 })).toEqual(["gone retries –", "new – stackLevel"]);
    expect(told({ transactionId: 1 }, { evse: { id: 1 } })).toEqual([
      ...["gone transactionId –", "new – evse.id"],
    ]);
  });

  it("compares answers and errors, too", () => {
    const answer = (payload: string, type: Message["type"]): Message => ({
      ...call("A", {}),
      ...{ payload, type },
    });
    const [from, to] = [
      answer('[3,"1",{"status":"Accepted"}]', "callResult"),
      answer('[4,"1","InternalError","",{"status":"Accepted"}]', "callError"),
    ];
    expect(compare(from, to)).toEqual([
      {
        kind: "same",
        from: { path: "status", value: '"Accepted"' },
        to: { path: "status", value: '"Accepted"' },
      },
    ]);
  });

  it("has nothing to say of what it cannot read", () => {
    const good = call("A", {});
    for (const payload of ["[2,", "{}", "null", `[2,"1","A",{"x":"${"y".repeat(300_000)}"}]`]) {
      expect(compare(good, { ...good, payload })).toBeNull();
    }
    expect(compare(good, { ...good, payloadEncoding: "base64" })).toBeNull();
  });

  it("names each field of both messages once", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, json, (source, made) => {
        const compared = compare(call("A", source), call("B", made)) ?? [];
        for (const side of ["from", "to"] as const) {
          const paths = compared.flatMap((one) => one[side]?.path ?? []);
          expect(new Set(paths).size).toBe(paths.length);
        }
        const again = compare(call("A", source), call("A", source)) ?? [];
        expect(again.every(({ kind }) => kind === "same")).toBe(true);
      }),
    );
  });
});
