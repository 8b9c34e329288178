import { describe, expect, it } from "vitest";
import { addressesIn } from "../../src/trust/address-ranges.ts";
import { forwardedAddress } from "../../src/trust/forwarded.ts";

const isTrusted = addressesIn(["10.0.0.0/8", "2001:db8:1::/48"]);

describe("X-Forwarded-For", () => {
  const told = (...values: string[]) =>
    forwardedAddress(values.length === 0 ? null : values.join(", "), "x-forwarded-for", isTrusted);

  it.each([
    [["198.51.100.7"], "198.51.100.7"],
    [["198.51.100.7:47011"], "198.51.100.7"],
    [["[2001:db8::7]:47011"], "2001:db8::7"],
    [["::ffff:198.51.100.7"], "198.51.100.7"],
    [["198.51.100.7, 10.0.0.3 ,10.0.0.2"], "198.51.100.7"],
    [["198.51.100.7", "10.0.0.2"], "198.51.100.7"],
  ])("%j is %s", (values, address) => expect(told(...values)).toBe(address));

  it("what the station wrote itself stands left of its address and is not believed", () => {
    expect(told("1.2.3.4, 198.51.100.7, 10.0.0.2")).toBe("198.51.100.7");
    expect(told("unknown, 10.0.0.2")).toBe("10.0.0.2");
  });

  it("nothing, or no address at its end, tells nothing", () => {
    expect([told(), told("unknown"), told("198.51.100.7,"), told("a.b")]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

describe("Forwarded", () => {
  const told = (value: string) => forwardedAddress(value, "forwarded", isTrusted);

  it.each([
    ["for=198.51.100.7", "198.51.100.7"],
    ['For="[2001:db8::7]:4711";proto=https;by=10.0.0.1', "2001:db8::7"],
    ['for=198.51.100.7;host="a,b", for=10.0.0.3', "198.51.100.7"],
    ['for="198.51.100.7:80", for="[2001:db8:1::2]"', "198.51.100.7"],
    ['for="\\198.51.100.7"', "198.51.100.7"],
  ])("%s is %s", (value, address) => expect(told(value)).toBe(address));

  it("who hides is not known", () => {
    expect([told("for=_hidden"), told("proto=https"), told('for="')]).toEqual([null, null, null]);
    expect(told("for=1.2.3.4, for=_hidden, for=10.0.0.2")).toBe("10.0.0.2");
  });

  it("hostile quotes cost no more than their length", () => {
    expect(told(`${'"\\'.repeat(8_000)}`)).toBe(null);
  });
});
