import { expect, it } from "vitest";
import { ApiError, apiUrl, isWorthRetrying } from "../../../src/ui/lib/api.ts";

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
