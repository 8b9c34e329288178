import { expect, it } from "vitest";
import { legs } from "../../src/base/ids.ts";
import {
  columnsKnown,
  parseVersion,
  plain,
  recordOf,
  senderOf,
  timeUs,
} from "../../src/check/trace-fields.ts";

it.each([
  ["1.6", "1.6"],
  ["ocpp1.6", "1.6"],
  ["OCPP 1.6J", "1.6"],
  ["OCPP-2.0.1", "2.0.1"],
  ["2.1", "2.1"],
  ["2.0", null],
  ["", null],
])("the version %j is %j", (text, version) => {
  expect(parseVersion(text)).toBe(version);
});

it("tells parties from words that depend on whose log it is", () => {
  expect(senderOf("cp-to-csms")).toEqual({ sender: "station", isRelative: false });
  expect(senderOf("CSMS -> CP")).toEqual({ sender: "csms", isRelative: false });
  expect(senderOf("Received")).toEqual({ sender: "station", isRelative: true });
  expect(senderOf("sideways")).toEqual({ sender: null, isRelative: false });
});

it("makes a message of its parts, also an error", () => {
  const read = (record: object) => {
    const found = recordOf(new Map(Object.entries(record).map(([name, of]) => [plain(name), of])));
    return "problem" in found ? found.problem : found.payload.toString();
  };
  const error = { code: "NotSupported", description: "no", details: { a: 1 } };
  expect(read({ messageType: "CALLERROR", messageId: "1", error })).toBe(
    '[4,"1","NotSupported","no",{"a":1}]',
  );
  expect(read({ messageType: "CALL", messageId: "1", action: "Heartbeat" })).toBe(
    '[2,"1","Heartbeat",{}]',
  );
  expect(read({ messageType: "CALL" })).toMatch(/no message/);
});

it("knows a table with messages, and times in several spellings", () => {
  expect(columnsKnown(["timestamp", "message"])).toBe(true);
  expect(columnsKnown(["timestamp", "price"])).toBe(false);
  expect(columnsKnown(["message"])).toBe(false);
  expect(timeUs("2026-11-21 09:00:00,5+01:00")).toBe(1_795_248_000_500_000);
  expect(timeUs("yesterday")).toBeNull();
});

it("knows every leg by its name, and takes any other word for none", () => {
  const legOf = (leg: unknown) =>
    recordOf(
      new Map<string, unknown>([
        ["payload", "[2]"],
        ["leg", leg],
      ]),
    );
  for (const leg of legs) expect(legOf(leg)).toMatchObject({ leg });
  expect(legOf("front")).toMatchObject({ leg: "both" });
  expect(legOf(7)).toMatchObject({ leg: "both" });
});
