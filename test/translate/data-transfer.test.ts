import { expect, it } from "vitest";
import { textOf } from "../../src/translate/data-transfer.ts";
import { answerTo, booted, toCsms } from "./stage.ts";

it("text stays as it is, everything else becomes JSON, nothing stays nothing", () => {
  expect(textOf("{ ")).toBe("{ ");
  expect(textOf({ a: [1] })).toBe('{"a":[1]}');
  expect(textOf(null)).toBe("null");
  expect(textOf(undefined)).toBeUndefined();
});

it("data is not interpreted on the way to the CSMS, and text on the way back", () => {
  const it = booted();
  const payload = { vendorId: "v", messageId: "m", data: '{"idToken":7}' };
  expect(toCsms(it.station("DataTransfer", payload))).toEqual([["DataTransfer", payload]]);
  const told = it.answer("csms", { status: "Accepted", data: { a: 1 } });
  expect(answerTo("station", told)).toEqual({ status: "Accepted", data: '{"a":1}' });
});

it("the CSMS's data becomes text, and the station's status the answer", () => {
  const it = booted();
  it.csms("DataTransfer", { vendorId: "v", data: [1, 2] });
  expect(it.pending("station")?.payload).toEqual({ vendorId: "v", data: "[1,2]" });
  const told = it.answer("station", { status: "UnknownVendorId", data: "x" });
  expect(answerTo("csms", told)).toEqual({ status: "UnknownVendorId", data: "x" });
});
