import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress, parseByteSize } from "../../src/config/units.ts";

describe("parseByteSize", () => {
  it("reads sizes as people write them", () => {
    expect(parseByteSize("8GiB")).toBe(8 * 2 ** 30);
    expect(parseByteSize("64 mib")).toBe(64 * 2 ** 20);
    expect(parseByteSize("1.5kB")).toBe(1500);
    expect(parseByteSize("1000")).toBe(1000);
  });

  it("refuses everything else", () => {
    for (const text of ["", "GiB", "8 GiBs", "-1", "1e9", "8GiB 1", "0x10"]) {
      expect(parseByteSize(text), text).toBeNull();
    }
  });
});

describe("parseAddress", () => {
  it("reads a port alone as loopback", () => {
    expect(parseAddress("9000")).toEqual({ host: "127.0.0.1", port: 9000 });
    expect(parseAddress("0.0.0.0:0")).toEqual({ host: "0.0.0.0", port: 0 });
    expect(parseAddress("[::1]:80")).toEqual({ host: "::1", port: 80 });
    expect(parseAddress("proxy.example:1")).toEqual({ host: "proxy.example", port: 1 });
  });

  it("refuses everything else", () => {
    for (const text of ["", "host", ":", ":80", "::1:80", "1:2:3", "h:65536", "h:-1", "a b:80"]) {
      expect(parseAddress(text), text).toBeNull();
    }
  });

  it("is undone by formatAddress", () => {
    for (const text of ["127.0.0.1:9000", "[::1]:80"]) {
      const address = parseAddress(text);
      expect(address && formatAddress(address)).toBe(text);
    }
  });
});
