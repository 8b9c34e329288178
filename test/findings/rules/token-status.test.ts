import { expect, it } from "vitest";
import { meaningOfStatus } from "../../../src/findings/rules/token-status.ts";

it("explains every status, and what is none", () => {
  expect(meaningOfStatus("NoCredit")).toBe("there is no credit left on it");
  expect(meaningOfStatus("Nope")).toContain("no status of OCPP");
});
