import { CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { failureOf, usageError } from "../../src/cli/failure.ts";
import { ReaderGone } from "../../src/cli/io.ts";

describe("failureOf", () => {
  it("is a sentence and a remedy", () => {
    expect(failureOf(new OperationalError("STORE_NOT_RUNNING", { dir: "/d" }), false)).toEqual({
      exitCode: 1,
      text: "ocpptap: The embedded store of /d is not running.\nStart `ocpptap serve` with the same --data DIR, or name a ClickHouse server with --store.\n",
    });
    expect(failureOf(usageError("x is wrong"), false).exitCode).toBe(2);
  });

  it("shows causes where asked, without passwords and control characters", () => {
    const cause = new Error("refused by http://u:hunter2@db \u001b[2J");
    const error = new OperationalError("STORE_UNREACHABLE", { url: "x", problem: "y" }, { cause });
    const { text } = failureOf(error, true);
    expect(text).toContain("Caused by: Error: refused by http://u:***@db \\u001b[2J");
    expect(text).not.toContain("hunter2");
  });

  it("is nothing where help was asked for, or nobody reads", () => {
    expect(failureOf(new CommanderError(0, "commander.helpDisplayed", ""), false).text).toBe("");
    expect(failureOf(new ReaderGone(), true)).toEqual({ exitCode: 0, text: "" });
  });

  it("survives what is no error", () => {
    expect(failureOf("thrown text", false).text).toContain("This is a bug: thrown text");
  });
});
