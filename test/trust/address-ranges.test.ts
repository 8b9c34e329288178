import { expect, it } from "vitest";
import { addressesIn } from "../../src/trust/address-ranges.ts";

it("an address is in its network, and in no other", () => {
  const isIn = addressesIn(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);
  expect(["10.1.2.3", "192.0.2.7", "2001:db8::1"].map(isIn)).toEqual([true, true, true]);
  expect(["11.0.0.1", "192.0.2.8", "2001:db9::1", "", "x"].map(isIn)).toEqual(Array(5).fill(false));
});

it("nothing is in no network", () => {
  expect(addressesIn([])("127.0.0.1")).toBe(false);
});
