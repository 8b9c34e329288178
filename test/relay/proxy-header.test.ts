import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createProxyHeaderReader, type ProxyProgress } from "../../src/relay/proxy-header.ts";
import { proxyV2, vector } from "../support/proxy-protocol.ts";

function read(bytes: Buffer | string): ProxyProgress {
  return createProxyHeaderReader()(
    typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes,
  );
}

function headerOf(bytes: Buffer | string) {
  const progress = read(bytes);
  return progress.kind === "header"
    ? { ...progress.header, rest: String(progress.rest) }
    : progress;
}

const nothingMore = { uniqueId: null, tls: null };

describe("version 1", () => {
  it("says whose connection it is, and leaves what follows", () => {
    expect(headerOf("PROXY TCP4 198.51.100.7 203.0.113.1 47011 443\r\nGET /")).toEqual({
      ...{ source: { address: "198.51.100.7", port: 47011 }, ...nothingMore, rest: "GET /" },
    });
    expect(headerOf("PROXY TCP6 2001:db8::7 2001:db8::1 1 443\r\n")).toMatchObject({
      source: { address: "2001:db8::7", port: 1 },
    });
    expect(headerOf("PROXY UNKNOWN\r\nx")).toEqual({ source: null, ...nothingMore, rest: "x" });
  });

  it("an IPv4 address within IPv6 is the IPv4 address", () => {
    expect(headerOf("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 443\r\n")).toMatchObject({
      source: { address: "192.0.2.1", port: 1 },
    });
  });

  it.each([
    "PROXY TCP4 198.51.100.7 203.0.113.1 47011\r\n",
    "PROXY TCP4 2001:db8::7 203.0.113.1 1 2\r\n",
    "PROXY TCP4 198.51.100.7 203.0.113.1 99999 443\r\n",
    "PROXY TCP4 198.51.100.7 203.0.113.1 1 443 more\r\n",
    "PROXY TCP9 198.51.100.7 203.0.113.1 1 443\r\n",
    `PROXY TCP4 ${"1".repeat(120)}`,
  ])("%j cannot be read", (line) => {
    expect(read(line).kind).toBe("invalid");
  });
});

describe("version 2", () => {
  it("says whose connection it is, with its TLS and the id of the connection", () => {
    const tls = Buffer.concat([
      Buffer.from([1, 0, 0, 0, 0]),
      vector(0x21, "TLSv1.3"),
      vector(0x23, "TLS_AES_128_GCM_SHA256"),
    ]);
    const vectors = [vector(0x05, "\u0001\u0002"), vector(0x20, tls), vector(0xee, "unknown")];
    expect(
      headerOf(Buffer.concat([proxyV2("198.51.100.7", 47011, vectors), Buffer.from("x")])),
    ).toEqual({
      source: { address: "198.51.100.7", port: 47011 },
      uniqueId: "0102",
      tls: { version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256" },
      rest: "x",
    });
    expect(headerOf(proxyV2("2001:db8::7", 1))).toMatchObject({
      source: { address: "2001:db8::7", port: 1 },
    });
    expect(headerOf(proxyV2("::ffff:192.0.2.1", 1))).toMatchObject({
      source: { address: "192.0.2.1", port: 1 },
    });
  });

  it("LOCAL is the load balancer itself, whatever else it says", () => {
    const local = proxyV2("198.51.100.7", 1);
    local[12] = 0x20;
    expect(headerOf(local)).toEqual({ source: null, ...nothingMore, rest: "" });
  });

  it("another version, another command, a block that is too long or cut off cannot be read", () => {
    for (const [at, byte] of [
      [12, 0x31],
      [12, 0x22],
      [14, 0xff],
    ] as const) {
      const header = proxyV2("198.51.100.7", 1);
      header[at] = byte;
      expect(read(header).kind, `${at}`).toBe("invalid");
    }
    const short = proxyV2("198.51.100.7", 1).subarray(0, 20);
    short.writeUInt16BE(4, 14);
    expect(read(short).kind).toBe("invalid");
  });

  it("vectors that are cut off are left alone", () => {
    const cut = proxyV2("198.51.100.7", 1, [
      vector(0x05, "ab"),
      Buffer.from([0x20, 0xff, 0xff, 1]),
    ]);
    expect(headerOf(cut)).toMatchObject({ uniqueId: "6162", tls: null });
  });
});

it("what begins otherwise is none, and nothing of it is taken", () => {
  for (const text of ["GET / HTTP/1.1", "PUT /x", "\r\nGET /", "\u0016\u0003\u0001"]) {
    expect(read(text)).toEqual({ kind: "none", bytes: Buffer.from(text, "latin1") });
  }
});

it("is read the same however it is cut into chunks, and bounded whatever comes", () => {
  const valid = [
    Buffer.from("PROXY TCP4 198.51.100.7 203.0.113.1 47011 443\r\nrest"),
    Buffer.concat([proxyV2("2001:db8::7", 9, [vector(0x05, "id")]), Buffer.from("rest")]),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...valid),
      fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 }),
      (bytes, cuts) => {
        const feed = createProxyHeaderReader();
        let at = 0;
        let progress: ProxyProgress = { kind: "incomplete" };
        for (const cut of [...cuts, bytes.length]) {
          if (progress.kind !== "incomplete") break;
          progress = feed(bytes.subarray(at, at + cut));
          at += cut;
        }
        const rest = progress.kind === "header" ? String(progress.rest) : "";
        expect(progress.kind).toBe("header");
        expect("rest".startsWith(rest)).toBe(true);
      },
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      const bytes = Buffer.concat([valid[1]?.subarray(0, 12) ?? Buffer.alloc(0), noise]);
      expect(["incomplete", "invalid", "header"]).toContain(read(bytes).kind);
    }),
  );
});
