import { describe, expect, it } from "vitest";
import { redactUrls } from "../../src/config/redact.ts";

describe("redactUrls", () => {
  it("hides passwords of URLs wherever they stand", () => {
    expect(redactUrls("http://user:pw@db:8123/x")).toBe("http://user:***@db:8123/x");
    expect(redactUrls("cannot reach wss://:p%40w@csms/a and http://a:b@c")).toBe(
      "cannot reach wss://:***@csms/a and http://a:***@c",
    );
    expect(redactUrls("wss://user:p@ss:w@csms/a@b")).toBe("wss://user:***@csms/a@b");
  });

  it("hides query parameters that are named like a secret", () => {
    expect(redactUrls("wss://csms/a?id=1&access_token=abc&x=2#k")).toBe(
      "wss://csms/a?id=1&access_token=***&x=2#k",
    );
    expect(redactUrls("wss://csms/a?apiKey=abc")).toBe("wss://csms/a?apiKey=***");
  });

  it("hides them in what is no valid URL, too", () => {
    expect(redactUrls("http//user:pw@db")).toBe("http//user:***@db");
    expect(redactUrls("http://us er:pw@[")).not.toContain(" pw");
  });

  it("leaves everything else alone", () => {
    for (const text of ["embedded:", "wss://csms.example:443/ocpp/{station}", "http://u@h/x"]) {
      expect(redactUrls(text)).toBe(text);
    }
  });
});
