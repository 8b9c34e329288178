import { describe, expect, it } from "vitest";
import {
  authorizationDigest,
  describeAuthorization,
  recordableHeaders,
  recordableTarget,
  textOf,
} from "../../src/relay/credentials.ts";
import { type HeadField, parseRequestHead } from "../../src/relay/head.ts";

function fields(...lines: string[]): readonly HeadField[] {
  const text = `GET / HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
  return parseRequestHead(Buffer.from(text, "latin1"))?.fields ?? [];
}

const basic = (pair: Buffer | string) =>
  `Authorization: Basic ${Buffer.from(pair).toString("base64")}`;

describe("recordableHeaders", () => {
  it("keeps order, spelling and duplicates, and no value of a credential", () => {
    const kept = recordableHeaders(
      fields(
        "HOST: a",
        basic("u:sesame"),
        "proxy-authorization: sesame",
        "Cookie: sesame",
        "X-Api-Key: sesame",
        "X-Auth-Token: sesame",
        "x-twice: 1",
        "X-Twice: 2",
        "Sec-WebSocket-Key: dGhl",
        "Origin: http://user:sesame@host/?token=sesame",
      ),
    );
    expect(kept).toEqual([
      ["HOST", "a"],
      ["Authorization", "***"],
      ["proxy-authorization", "***"],
      ["Cookie", "***"],
      ["X-Api-Key", "***"],
      ["X-Auth-Token", "***"],
      ["x-twice", "1"],
      ["X-Twice", "2"],
      ["Sec-WebSocket-Key", "dGhl"],
      ["Origin", "http://user:***@host/?token=***"],
    ]);
  });
});

describe("recordableTarget", () => {
  it("hides query parameters that are named like a secret", () => {
    expect(recordableTarget("/a//CP%201?x=1&access_token=s&Password=p&y=2")).toBe(
      "/a//CP%201?x=1&access_token=***&Password=***&y=2",
    );
  });
});

describe("describeAuthorization", () => {
  it("keeps scheme, user and length, also of raw bytes", () => {
    expect(describeAuthorization(fields(basic("CP-1:sesame:open")))).toEqual({
      scheme: "Basic",
      user: "CP-1",
      secretBytes: 11,
    });
    const raw = Buffer.concat([Buffer.from("CP-1:"), Buffer.alloc(20, 0xff)]);
    expect(describeAuthorization(fields(basic(raw)))?.secretBytes).toBe(20);
  });

  it("says what it can of anything else", () => {
    expect(describeAuthorization(fields("Authorization: Bearer abc.def"))).toEqual({
      scheme: "Bearer",
      user: null,
      secretBytes: 7,
    });
    expect(describeAuthorization(fields(basic("nocolon")))?.user).toBeNull();
    // Without a scheme the whole value may be the secret.
    expect(describeAuthorization(fields("Authorization: sesame"))).toEqual({
      scheme: "",
      user: null,
      secretBytes: 6,
    });
    expect(describeAuthorization(fields("Authorization:"))).toBeNull();
    expect(describeAuthorization(fields())).toBeNull();
  });
});

describe("authorizationDigest", () => {
  it("is equal for equal bytes only, and null for none", () => {
    const digest = authorizationDigest(fields("authorization: Basic eA=="));
    expect(digest).toBe(authorizationDigest(fields("Authorization:Basic eA==")));
    expect(digest).not.toBe(authorizationDigest(fields("Authorization: basic eA==")));
    expect(digest).not.toContain("eA==");
    expect(authorizationDigest(fields("Authorization:  "))).toBeNull();
  });
});

describe("textOf", () => {
  it("reads UTF-8 where it is, Latin-1 otherwise", () => {
    expect(textOf(Buffer.from("Säule \ufffd").toString("latin1"))).toBe("Säule \ufffd");
    expect(textOf("S\xe4ule")).toBe("Säule");
  });
});
