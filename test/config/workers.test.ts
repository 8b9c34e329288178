import { expect, it } from "vitest";
import { instanceOf, isRelayName, relayNameOf, relayNames } from "../../src/config/workers.ts";

it("calls the first worker what a relay is called that is alone", () => {
  expect(instanceOf("depot-7", 1)).toBe("depot-7");
  expect(relayNameOf(1)).toBe("relay");
});

it("numbers the others", () => {
  expect(instanceOf("depot-7", 3)).toBe("depot-7.3");
  expect(relayNames(3)).toEqual(["relay", "relay.2", "relay.3"]);
  expect(["relay", "relay.3", "recorder"].map(isRelayName)).toEqual([true, true, false]);
});
