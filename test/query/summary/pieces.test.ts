import { expect, it } from "vitest";
import { place, quantity, setting, some, token } from "../../../src/query/summary/pieces.ts";

it("tells quantities in the unit that a person would", () => {
  expect(quantity(12_400, "Wh")).toBe("12.4 kWh");
  expect(quantity(850, "Wh")).toBe("850 Wh");
  expect(quantity(7_249, "W")).toBe("7.25 kW");
  expect(quantity(45, "Percent")).toBe("45 %");
});

it("tells places by EVSE where there is one, and connector 0 as the station", () => {
  expect(place({ connectorId: 0 })).toBe("Station");
  expect(place({ evse: { id: 2 } })).toBe("EVSE 2");
  expect(place({ evseId: 1, connectorId: 1 })).toBe("EVSE 1 connector 1");
  expect(place({})).toBe("");
});

it("hides what may be a credential, and lists only the first of many", () => {
  expect(setting("AuthorizationKey", "x")).toBe("AuthorizationKey = (not shown)");
  expect(setting("HeartbeatInterval", "60")).toBe("HeartbeatInterval = 60");
  expect(some(["a", "b", "c", "d", "e"])).toBe("a, b, c and 2 more");
});

it("tells a token of either version", () => {
  expect(token({ idTag: "A" })).toBe("token A");
  expect(token({ idToken: { idToken: "A", type: "ISO14443" } })).toBe("token A");
  expect(token({ idToken: { idToken: "", type: "NoAuthorization" } })).toBe(
    "token NoAuthorization",
  );
});
