import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changeRequestHead,
  createHeadCollector,
  isWebSocketRequest,
  joinedValueOf,
  parseRequestHead,
  parseResponseHead,
  type RequestHead,
  valuesOf,
} from "../../src/relay/head.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

function request(text: string): RequestHead {
  const head = parseRequestHead(bytes(text));
  if (head === null) throw new Error("no request head");
  return head;
}

describe("createHeadCollector", () => {
  it("finds the end of the head however it is cut", () => {
    const text = "\r\n\r\nGET / HTTP/1.1\r\nA: b\r\r\nC: d\n\r\r\nrest\r\n\r\n";
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 60 }), (sizes) => {
        const collect = createHeadCollector(1000);
        let left = bytes(text);
        for (const size of [...sizes, text.length]) {
          if (left.length === 0) break;
          const progress = collect(left.subarray(0, size));
          left = left.subarray(size);
          if (progress.kind !== "complete") continue;
          expect(progress.head.toString()).toBe(text.slice(0, text.indexOf("rest")));
          expect(Buffer.concat([progress.rest, left]).toString()).toBe("rest\r\n\r\n");
          return;
        }
        throw new Error("never complete");
      }),
    );
  });

  it("refuses one byte more than the maximum, with and without an end", () => {
    const head = "GET / HTTP/1.1\r\nA: bcd\r\n\r\n";
    expect(createHeadCollector(head.length)(bytes(head)).kind).toBe("complete");
    expect(createHeadCollector(head.length - 1)(bytes(head)).kind).toBe("too-large");
    expect(createHeadCollector(10)(bytes("GET / HTTP/")).kind).toBe("too-large");
    expect(createHeadCollector(10)(bytes("GET / HTTP")).kind).toBe("incomplete");
    expect(createHeadCollector(10)(bytes("\r\n".repeat(6))).kind).toBe("too-large");
  });

  it("does not copy a head that comes in one chunk", () => {
    const chunk = bytes("GET / HTTP/1.1\r\n\r\nxyz");
    const progress = createHeadCollector(100)(chunk);
    expect(progress.kind === "complete" && progress.head.buffer === chunk.buffer).toBe(true);
  });
});

describe("parseRequestHead", () => {
  it("tolerates odd white space, folded lines, lines without a colon and doubled carriage returns", () => {
    const head = request(
      "\r\nGET \t /a b/%20  HTTP/1.1 \r\r\n Host: x\r\nA :  1\t\r\n  and more\nnonsense\r\nB:\r\n\r\n",
    );
    expect(head.method).toBe("GET");
    expect(head.target).toBe("/a b/%20");
    expect(head.bytes.toString("latin1", head.targetStart, head.targetEnd)).toBe("/a b/%20");
    expect(head.fields.map(({ name, value }) => [name, value])).toEqual([
      ["Host", "x"],
      ["A", "1 and more"],
      ["nonsense", ""],
      ["B", ""],
    ]);
    expect(head.bytes.toString("latin1", head.fieldsEnd)).toBe("\r\n");
  });

  it.each([
    "",
    "\r\n\r\n",
    "hello\r\n\r\n",
    "GET /\r\n\r\n",
    "GET /a\rb HTTP/1.1\r\n\r\n",
    "\x16\x03",
  ])("takes %j for no request", (text) => {
    expect(parseRequestHead(bytes(text))).toBeNull();
  });

  it("never throws, and knows where each value lies", () => {
    const line = fc.stringMatching(/^[ -~\t\r]{0,20}$/);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const head = request(`GET /x HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
        for (const { value, valueStart, valueEnd } of head.fields) {
          const raw = head.bytes.toString("latin1", valueStart, valueEnd);
          const collapsed = (text: string) => text.trim().replace(/\s+/g, " ");
          expect(collapsed(raw)).toBe(collapsed(value));
        }
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (any) => {
        parseRequestHead(Buffer.from(any));
        parseResponseHead(Buffer.from(any));
      }),
    );
  });
});

describe("parseResponseHead", () => {
  it("reads status and reason, and several values of one header", () => {
    const head = parseResponseHead(
      bytes("HTTP/1.1  404   Not here \r\nSet-Cookie: a\r\nset-cookie:b\r\n\r\n"),
    );
    expect(head).toMatchObject({ status: 404, reason: "Not here " });
    expect(valuesOf(head?.fields ?? [], "set-cookie")).toEqual(["a", "b"]);
    expect(joinedValueOf(head?.fields ?? [], "set-cookie")).toBe("a, b");
    expect(joinedValueOf(head?.fields ?? [], "absent")).toBeNull();
  });

  it("takes anything else for none", () => {
    expect(parseResponseHead(bytes("SSH-2.0-OpenSSH\r\n\r\n"))).toBeNull();
  });
});

describe("isWebSocketRequest", () => {
  it.each([
    ["GET / HTTP/1.1\r\nUpgrade: WebSocket\r\n\r\n", true],
    ["GET / HTTP/1.1\r\nSec-WebSocket-Key: x\r\n\r\n", true],
    ["GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", false],
    ["POST / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", false],
    ["GET /health HTTP/1.1\r\nHost: x\r\n\r\n", false],
  ])("%j: %s", (text, expected) => {
    expect(isWebSocketRequest(request(text))).toBe(expected);
  });
});

describe("changeRequestHead", () => {
  const change = { target: "/new", host: "csms", authorization: null };

  it("changes every Host value and adds none", () => {
    const text = "GET /old HTTP/1.1\r\nhost:a\r\nX: y\r\nHOST:  b \r\n\r\n";
    expect(changeRequestHead(request(text), change).toString()).toBe(
      "GET /new HTTP/1.1\r\nhost:csms\r\nX: y\r\nHOST:  csms \r\n\r\n",
    );
    const without = "GET /old HTTP/1.1\r\nX: y\r\n\r\n";
    expect(changeRequestHead(request(without), change).toString()).toBe(
      "GET /new HTTP/1.1\r\nX: y\r\n\r\n",
    );
  });

  it("leaves a line without a colon as it is, and what follows it", () => {
    for (const end of ["\r\n", "\n"]) {
      const text = `GET /old HTTP/1.1${end}Host${end}Upgrade: websocket${end}Host: a${end}${end}`;
      expect(changeRequestHead(request(text), change).toString()).toBe(
        text.replace("/old", "/new").replace("Host: a", "Host: csms"),
      );
    }
  });

  it("adds an Authorization as the last header where there is none, even an empty one", () => {
    const added = { ...change, authorization: "Basic eA==" };
    const text = "GET /old HTTP/1.1\r\nHost: a\r\n\r\n";
    expect(changeRequestHead(request(text), added).toString()).toBe(
      "GET /new HTTP/1.1\r\nHost: csms\r\nAuthorization: Basic eA==\r\n\r\n",
    );
    const own = "GET /old HTTP/1.1\r\nauthorization:\r\n\r\n";
    expect(changeRequestHead(request(own), added).toString()).toBe(
      "GET /new HTTP/1.1\r\nauthorization:\r\n\r\n",
    );
  });
});
