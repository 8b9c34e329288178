import { describe, expect, it } from "vitest";
import {
  address,
  bytes,
  formatBytes,
  integer,
  path,
  redisUrl,
  storeUrl,
  upstreamUrl,
  yesNo,
} from "../../src/config/values.ts";

describe("the kinds of values", () => {
  it("are strict where coercion would guess", () => {
    for (const value of ["", " ", "1e3", "0x10", "1.5", true, null, [], "99", "101x"]) {
      expect(integer(100, 200).safeParse(value).success, String(value)).toBe(false);
    }
    expect(integer(100, 200).parse("150")).toBe(150);
    expect(integer(100, 200).parse(150)).toBe(150);
    expect(yesNo().safeParse("").success).toBe(false);
    expect(yesNo().parse("off")).toBe(false);
    expect(path().safeParse("").success).toBe(false);
  });

  it("read sizes within their bounds", () => {
    expect(bytes({ min: 1024 }).parse("1KiB")).toBe(1024);
    expect(bytes({ min: 1024 }).safeParse(1000).success).toBe(false);
    expect(bytes({ min: 1, max: 10 }).safeParse("1KiB").error?.issues[0]?.message).toBe(
      '"1KiB" is not a size from 1 to 10, e.g. 64MiB',
    );
  });

  it("read addresses", () => {
    expect(address().parse(9000)).toEqual({ host: "127.0.0.1", port: 9000 });
    expect(address().safeParse("localhost").success).toBe(false);
  });

  it("know a CSMS's URL from others", () => {
    for (const text of ["wss://csms.example/ocpp", "ws://u:p@h:1/{station}?a=b"]) {
      expect(upstreamUrl().parse(text)).toBe(text);
    }
    for (const text of ["csms.example", "https://csms.example", "ws://", "ws://h/#x"]) {
      expect(upstreamUrl().safeParse(text).success, text).toBe(false);
    }
  });

  it("know the URL of a Redis server from others", () => {
    for (const text of [
      "redis://h",
      "redis://h:6379/0",
      "rediss://u:p@h/15",
      "redis://:p@[::1]/",
      "redis://u:p@a:1,b:2,[::1]:3,c/0",
    ]) {
      expect(redisUrl().parse(text)).toBe(text);
    }
    for (const text of [
      "h:6379",
      "http://h",
      "redis:///0",
      "redis://h/a",
      "redis://h/0?db=1",
    ].concat("redis://a,,b", "redis://a,b:x", "redis://,a")) {
      expect(redisUrl().safeParse(text).success, text).toBe(false);
    }
  });

  it("know a store's URL from others", () => {
    for (const text of ["embedded:", "http://h:8123", "https://u:p@h:8443/ocpp_1", "http://h/"]) {
      expect(storeUrl().parse(text)).toBe(text);
    }
    for (const text of [
      "clickhouse://h",
      "tcp://h:9000",
      "h:8123",
      "http://h/a/b",
      "http://h/a?b=1",
      "embedded",
    ]) {
      expect(storeUrl().safeParse(text).success, text).toBe(false);
    }
  });
});

describe("formatBytes", () => {
  it("is exact", () => {
    expect(formatBytes(8 * 2 ** 30)).toBe("8GiB");
    expect(formatBytes(1536)).toBe("1536");
    expect(formatBytes(3 * 2 ** 20)).toBe("3MiB");
  });
});
