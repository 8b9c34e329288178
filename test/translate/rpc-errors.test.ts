import { expect, it } from "vitest";
import { errorCodeFor16, errorCodeFor201, isLacking } from "../../src/translate/rpc-errors.ts";
import { defaultSettings } from "../../src/translate/settings.ts";

it("every spelling is understood, each version gets its own", () => {
  const to201 = (code: string) => errorCodeFor201(code, defaultSettings);
  expect(to201("FormationViolation")).toBe("FormatViolation");
  expect(to201("OccurenceConstraintViolation")).toBe("OccurrenceConstraintViolation");
  expect(errorCodeFor16("FormatViolation")).toBe("FormationViolation");
  expect(errorCodeFor16("OccurrenceConstraintViolation")).toBe("OccurenceConstraintViolation");
  expect([to201("Nonsense"), errorCodeFor16("MessageTypeNotSupported")]).toEqual([
    ...["GenericError", "GenericError"],
  ]);
  expect([isLacking("NotImplemented"), isLacking("GenericError")]).toEqual([true, false]);
});
