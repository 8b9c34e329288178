import { expect, it } from "vitest";
import { sectionOf } from "../../src/ocpp/sections.ts";

it("numbers the messages of 1.6 as the standard does", () => {
  expect(sectionOf("1.6", "Authorize", "request")).toBe("OCPP 1.6 §6.1");
  expect(sectionOf("1.6", "Authorize", "response")).toBe("OCPP 1.6 §6.2");
  expect(sectionOf("1.6", "UpdateFirmware", "response")).toBe("OCPP 1.6 §6.56");
});

it("names the security extension and 2.x without numbers", () => {
  expect(sectionOf("1.6", "GetLog", "request")).toBe("OCPP 1.6 security white paper, GetLog");
  expect(sectionOf("2.1", "GetLog", "request")).toBe("OCPP 2.1 Part 2, Messages, GetLog");
});
