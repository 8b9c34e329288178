import { describe, expect, it } from "vitest";
import { fileFailure, isLocked, unavailable } from "../../src/fleet/file-failure.ts";

function sqlite(errcode: number, message = "told by SQLite"): Error {
  return Object.assign(new Error(message), { code: "ERR_SQLITE_ERROR", errcode });
}

describe("what went wrong with the file", () => {
  it.each([
    { thrown: sqlite(11), code: "STATE_DAMAGED", remedy: "Move that directory away" },
    { thrown: sqlite(26), code: "STATE_DAMAGED", remedy: "Move that directory away" },
    { thrown: sqlite(267), code: "STATE_DAMAGED", remedy: "Move that directory away" },
    { thrown: sqlite(13), code: "STATE_UNAVAILABLE", remedy: "Free disk space" },
    { thrown: sqlite(778), code: "STATE_UNAVAILABLE", remedy: "Free disk space, or mend" },
    { thrown: sqlite(5), code: "STATE_UNAVAILABLE", remedy: "end what else has the file open" },
    { thrown: sqlite(8), code: "STATE_UNAVAILABLE", remedy: "Make the directory one" },
    { thrown: sqlite(14), code: "STATE_UNAVAILABLE", remedy: "Make the directory one" },
    {
      thrown: Object.assign(new Error("not allowed"), { code: "EACCES" }),
      code: "STATE_UNAVAILABLE",
      remedy: "Make the directory one",
    },
    { thrown: sqlite(1), code: "STATE_UNAVAILABLE", remedy: "report it" },
    {
      thrown: Object.assign(new Error("no space"), { code: "ENOSPC" }),
      code: "STATE_UNAVAILABLE",
      remedy: "Free disk space",
    },
    { thrown: new TypeError("a bug"), code: "STATE_UNAVAILABLE", remedy: "report it" },
  ])("$thrown.errcode is $code: $remedy", ({ thrown, code, remedy }) => {
    const failure = fileFailure(thrown, false);
    expect(failure.code).toBe(code);
    expect(failure.remedy).toContain(remedy);
  });

  it("tells a full disk from a file at its bound", () => {
    expect(fileFailure(sqlite(13), false).problem).toBe("the disk is full");
    expect(fileFailure(sqlite(13), true).problem).toBe("the file has reached its bound");
  });

  it("knows a lock of another process, by which every try would wait", () => {
    expect([5, 6, 517].map((errcode) => isLocked(sqlite(errcode)))).toEqual([true, true, true]);
    expect([sqlite(11), new Error("other"), null].map(isLocked)).toEqual([false, false, false]);
  });

  it("has a shape for what is not SQLite's", () => {
    expect(unavailable("a", "b")).toEqual({
      kind: "failed",
      code: "STATE_UNAVAILABLE",
      problem: "a",
      remedy: "b",
    });
  });
});
