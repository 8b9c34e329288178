import { expect, it } from "vitest";
import { withOfficialLimits } from "../../src/ocpp/overlay.ts";

it("puts a relaxed limit back without touching what it was given", () => {
  const schema = { type: "object", properties: { info: { type: "string" }, status: {} } };
  expect(withOfficialLimits("StatusNotificationRequest", schema)).toEqual({
    type: "object",
    properties: { info: { type: "string", maxLength: 50 }, status: {} },
  });
  expect(schema.properties.info).toEqual({ type: "string" });
});

it("returns other schemas as they are", () => {
  const schema = { properties: { info: {} } };
  expect(withOfficialLimits("HeartbeatRequest", schema)).toBe(schema);
});
