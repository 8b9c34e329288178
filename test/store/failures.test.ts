import { ClickHouseError } from "@clickhouse/client";
import { describe, expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import {
  clickHouseCodeOf,
  isConnectionFailure,
  isNodeFailure,
  storeFailure,
} from "../../src/store/failures.ts";

const url = "http://127.0.0.1:8123";
const clickHouse = (code: number, message = "Something. ", type = "TYPE") =>
  new ClickHouseError({ message, code: String(code), type });
const socket = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

describe("failures of the store", () => {
  it.each([
    [159, "query", "QUERY_TOO_EXPENSIVE", false],
    [160, "query", "QUERY_TOO_EXPENSIVE", false],
    [241, "query", "QUERY_TOO_EXPENSIVE", false],
    [396, "query", "QUERY_TOO_EXPENSIVE", false],
    [241, "insert", "STORE_BUSY", true],
    [202, "query", "STORE_BUSY", true],
    [243, "insert", "STORE_BUSY", true],
    [252, "insert", "STORE_BUSY", true],
    [60, "query", "STORE_BUSY", true],
    [60, "insert", "STORE_REFUSED", false],
    [62, "query", "STORE_REFUSED", false],
    [497, "insert", "STORE_UNSUITABLE", false],
    [516, "query", "STORE_UNSUITABLE", false],
  ] as const)("code %i of a %s is %s", (code, use, expected, isRetryable) => {
    expect(storeFailure(clickHouse(code), use, url)).toMatchObject({ code: expected, isRetryable });
  });

  it("knows what another node of the cluster may be able to do", () => {
    // A shard that this node does not reach, a replica without Keeper, a server that stops.
    for (const code of [279, 242, 999, 236]) {
      expect(isNodeFailure(clickHouse(code))).toBe(true);
      expect(storeFailure(clickHouse(code), "insert", url).isRetryable).toBe(true);
    }
    for (const code of [62, 241, 60]) expect(isNodeFailure(clickHouse(code))).toBe(false);
    expect(isNodeFailure(socket("ECONNREFUSED"))).toBe(true);
    expect(isNodeFailure(new Error("The user aborted a request."))).toBe(true);
    expect(isNodeFailure(new Error("something else"))).toBe(false);
  });

  it("says ClickHouse's first line, its code and its name", () => {
    const failure = storeFailure(
      clickHouse(62, "Syntax error.\nat 5. ", "SYNTAX_ERROR"),
      "query",
      url,
    );
    expect(failure.message).toBe(
      "The store refused a statement: Syntax error (code 62 SYNTAX_ERROR).",
    );
  });

  it.each(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EPIPE", "CERT_HAS_EXPIRED"])(
    "%s is a store that cannot be reached",
    (code) => {
      expect(storeFailure(socket(code), "insert", url)).toMatchObject({
        code: "STORE_UNREACHABLE",
        isRetryable: true,
        message: `The store at ${url} cannot be reached: connect ${code}.`,
      });
      expect(isConnectionFailure(socket(code))).toBe(true);
    },
  );

  it("looks for the store elsewhere when its user is unknown, not when a statement fails", () => {
    expect(isConnectionFailure(clickHouse(516))).toBe(true);
    expect(isConnectionFailure(clickHouse(62))).toBe(false);
    expect(isConnectionFailure(new Error("socket hang up"))).toBe(true);
  });

  it("says that time ran out, not what the client calls it", () => {
    const failure = storeFailure(new Error("The user aborted a request."), "insert", url);
    expect(failure.message).toContain("it did not answer in time");
  });

  it("leaves an operational error as it is, and finds ClickHouse's code behind it", () => {
    const failure = new OperationalError("STORE_BUSY", {}, { cause: clickHouse(81) });
    expect(storeFailure(failure, "query", url)).toBe(failure);
    expect(clickHouseCodeOf(failure)).toBe(81);
    expect(clickHouseCodeOf(new Error("x"))).toBeNull();
  });
});
