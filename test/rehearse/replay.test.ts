import { expect, it } from "vitest";
import { createRehearsal, transferKey } from "../../src/rehearse/replay.ts";
import { plainSettings } from "../../src/rehearse/settings.ts";
import { call, goodDay, rehearsedOf, result } from "./told.ts";

it("tells what the translator makes of a day, and loses nothing of a good one", () => {
  const rehearsed = rehearsedOf(goodDay);
  expect(rehearsed.messages).toBe(10);
  expect(Object.fromEntries(rehearsed.became.get("StartTransaction") ?? [])).toEqual({
    "TransactionEvent Started": 1,
  });
  expect(Object.fromEntries(rehearsed.became.get("StopTransaction") ?? [])).toEqual({
    "TransactionEvent Ended": 1,
  });
  expect(Object.fromEntries(rehearsed.became.get("BootNotification") ?? [])).toEqual({
    BootNotification: 1,
  });
  expect([...rehearsed.losses.keys()]).toEqual([]);
  expect([...rehearsed.refused.keys(), ...rehearsed.deadLetters.keys()]).toEqual([]);
  expect(Object.fromEntries(rehearsed.tokenTypes)).toEqual({ ISO14443: 2 });
});

it("gives one conversation the same answer each time", () => {
  expect(JSON.stringify(rehearsedOf(goodDay).state)).toBe(
    JSON.stringify(rehearsedOf(goodDay).state),
  );
});

it("counts each loss, with the first message that shows it", () => {
  const samples = ["x", "y", "z"].map(
    (value, index) =>
      `> ${call(`m${index}`, "MeterValues", { connectorId: 1, meterValue: [{ timestamp: "{t}", sampledValue: [{ value }] }] })}`,
  );
  const { losses } = rehearsedOf([...goodDay, ...samples, "--", ...samples]);
  expect(losses.get("sample-unreadable")).toMatchObject({
    ...{ count: 6, example: { linkId: "link-1", seq: 11 } },
  });
  expect([...losses.keys()]).toEqual(["sample-unreadable"]);
});

it("counts calls that the translation answers with an error", () => {
  const { refused } = rehearsedOf([...goodDay, `> ${call("9", "AcmeSecret", { a: 1 })}`]);
  expect([...refused]).toEqual([
    [
      "AcmeSecret",
      {
        ...{ count: 1, example: { linkId: "link-1", seq: 11 } },
        detail: "NotImplemented: there is no such action of a station",
      },
    ],
  ]);
});

it("makes up a boot where the record begins in the middle, so that nothing is refused for it", () => {
  const { refused, became } = rehearsedOf(goodDay.slice(2));
  expect([...refused.keys()]).toEqual([]);
  expect(became.get("")?.get("BootNotification")).toBe(1);
  expect(became.get("Authorize")?.get("Authorize")).toBe(1);
});

it("tells a DataTransfer that is carried from one that is not", () => {
  const vendorId = "org.openchargealliance.iso15118pnc";
  const { transfers } = rehearsedOf([
    ...goodDay,
    `> ${call("d1", "DataTransfer", { vendorId: "com.acme", messageId: "Led" })}`,
    `> ${call("d2", "DataTransfer", { vendorId, messageId: "Unheard" })}`,
    `> ${call("d3", "DataTransfer", { vendorId, messageId: "GetCertificateStatus", data: "no" })}`,
  ]);
  expect(Object.fromEntries(transfers)).toEqual({
    [transferKey({ vendorId: "com.acme", messageId: "Led" })]: "DataTransfer",
    [transferKey({ vendorId, messageId: "Unheard" })]: null,
    [transferKey({ vendorId, messageId: "GetCertificateStatus" })]: null,
  });
});

it("learns the configuration that the old CSMS read and set", () => {
  const { state } = rehearsedOf([
    ...goodDay,
    `< ${call("c1", "GetConfiguration", {})}`,
    `> ${result("c1", { configurationKey: [{ key: "AcmeLed", readonly: false, value: "on" }] })}`,
    `< ${call("c2", "ChangeConfiguration", { key: "AcmeLed", value: "off" })}`,
    `> ${result("c2", { status: "Accepted" })}`,
  ]);
  expect(state.configuration["acmeled"]).toMatchObject({ key: "AcmeLed", value: "off" });
});

it("takes whatever peers wrote", () => {
  const hostile = ["", "[]", "[2]", '[2,"__proto__","__proto__",{"__proto__":1}]', "\u0000", '"x"'];
  const { messages } = rehearsedOf(hostile.flatMap((text) => [`> ${text}`, `< ${text}`]));
  expect(messages).toBe(12);
  expect(createRehearsal("", plainSettings, null).end().messages).toBe(0);
});
