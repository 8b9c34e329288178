import { expect, it } from "vitest";
import { ApiError, againMs, apiUrl, isWorthRetrying } from "../../../src/ui/lib/api.ts";

it("leaves empty parameters out and escapes the others", () => {
  expect(apiUrl("/api/messages")).toBe("/api/messages");
  expect(apiUrl("/api/messages", { q: 'a "b"&c', limit: 5, cursor: "", from: null })).toBe(
    "/api/messages?q=a+%22b%22%26c&limit=5",
  );
});

it("tries again only where that can help", () => {
  const error = (code: string) => new ApiError({ code, sentence: "S.", remedy: "R." });
  expect(
    ["UNREACHABLE", "HTTP_502", "STORE_BUSY", "INVALID_QUERY"].map((code) =>
      isWorthRetrying(error(code)),
    ),
  ).toEqual([true, true, true, false]);
  expect(isWorthRetrying(new Error("bug"))).toBe(false);
});

it("asks again by itself while the console or its store are away, and only then", () => {
  const error = (code: string) => new ApiError({ code, sentence: "", remedy: "" });
  for (const code of ["UNREACHABLE", "STORE_UNREACHABLE", "STORE_BUSY", "HTTP_502"]) {
    expect(againMs(error(code))).toBeGreaterThan(1_000);
  }
  for (const code of ["QUERY_INVALID", "STORE_REFUSED", "NOT_FOUND", "HTTP_404"]) {
    expect(againMs(error(code))).toBe(false);
  }
  expect(againMs(null)).toBe(false);
});
