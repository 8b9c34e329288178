import { describe, expect, it } from "vitest";
import {
  errorCatalogue,
  OperationalError,
  problemOf,
  systemCodeOf,
} from "../../src/base/errors.ts";

describe("OperationalError", () => {
  it("says the actual values and a remedy", () => {
    const error = new OperationalError("PORT_IN_USE", {
      address: "127.0.0.1:9000",
      role: "relay",
      option: "--listen",
    });
    expect(error.message).toBe("The address 127.0.0.1:9000 for the relay is already in use.");
    expect(error.remedy).toContain("--listen");
    expect(error.isRetryable).toBe(true);
  });

  it("leaves a placeholder visible rather than saying undefined", () => {
    expect(new OperationalError("USAGE").message).toBe("{problem}.");
  });

  it("does not interpret values as placeholders", () => {
    expect(new OperationalError("USAGE", { problem: "{problem} $& {x}" }).message).toBe(
      "{problem} $& {x}.",
    );
  });
});

it("every entry of the catalogue is a sentence with a remedy", () => {
  for (const [code, entry] of Object.entries(errorCatalogue)) {
    expect(code).toMatch(/^[A-Z][A-Z_]+$/);
    expect(entry.sentence, code).toMatch(/^[A-Z{].*[.}]$/s);
    expect(entry.remedy.length, code).toBeGreaterThan(5);
  }
});

describe("problemOf", () => {
  it("finds words for anything that was thrown", () => {
    expect(problemOf(new TypeError("broken"))).toBe("broken");
    expect(problemOf(Object.assign(new Error(""), { code: "ECONNREFUSED" }))).toBe("ECONNREFUSED");
    expect(problemOf("text")).toBe("text");
    expect(problemOf(undefined)).toBe("undefined");
  });
});

describe("systemCodeOf", () => {
  it("reads the code of a system error only", () => {
    expect(systemCodeOf(Object.assign(new Error("x"), { code: "EPIPE" }))).toBe("EPIPE");
    expect(systemCodeOf(new Error("x"))).toBeNull();
    expect(systemCodeOf({ code: "EPIPE" })).toBeNull();
  });
});
