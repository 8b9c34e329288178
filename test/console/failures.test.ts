import { expect, it } from "vitest";
import { AssertionError } from "../../src/base/assert.ts";
import { OperationalError } from "../../src/base/errors.ts";
import { crowdedOf, failureOf } from "../../src/console/failures.ts";
import { errorSchema } from "../../src/console/schemas.ts";

it("a query's error is the asker's, with its position", () => {
  const failure = failureOf(
    new OperationalError("QUERY_INVALID", { position: 3, problem: "x", remedy: "y" }),
  );
  expect(failure).toMatchObject({
    status: 400,
    body: { error: { code: "QUERY_INVALID", position: 3, remedy: "y" } },
  });
  expect(errorSchema.safeParse(failure?.body).error).toBe(undefined);
});

it("a store that is down is nobody's fault here: 503", () => {
  const failure = failureOf(new OperationalError("STORE_UNREACHABLE", { url: "u", problem: "p" }));
  expect(failure?.status).toBe(503);
  expect(failure?.body.error).not.toHaveProperty("position");
});

it("a bug has no answer of its own: its sentence is for the log", () => {
  expect(failureOf(new AssertionError("secret"))).toBe(null);
  expect(failureOf("thrown text")).toBe(null);
});

it("what can be done later says when, and of what there is too much", () => {
  const limited = new OperationalError("CALLS_LIMITED", { what: "calls", seconds: 9 });
  expect(failureOf(limited)).toMatchObject({ status: 429, retryAfterSeconds: 9 });
  expect(failureOf(new OperationalError("STORE_BUSY", { problem: "p" }))).toMatchObject({
    ...{ status: 503, retryAfterSeconds: 2 },
  });
  expect(failureOf(new OperationalError("TOKEN_REFUSED"))?.retryAfterSeconds).toBe(null);
  expect(crowdedOf(new OperationalError("QUERIES_FULL", { count: 1, seconds: 1 }))).toBe(
    "questions",
  );
  expect(crowdedOf(limited)).toBe(null);
});
