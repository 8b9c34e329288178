import { describe, expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { endPointOf, parseStoreUrl } from "../../src/store/endpoint.ts";
import { writeStoreFile } from "../../src/store/store-file.ts";
import { tempDir } from "../support/temp-dir.ts";

const file = {
  url: "http://127.0.0.1:4711",
  recorder: { user: "recorder", password: "a" },
  reader: { user: "reader", password: "b" },
  database: "ocpptap",
};

describe("the end point of a store", () => {
  it("takes user, password and database out of the URL", () => {
    expect(parseStoreUrl("https://us%40er:p%2Fw@ch.example:8443/tap")).toEqual({
      url: "https://ch.example:8443",
      database: "tap",
      user: "us@er",
      password: "p/w",
    });
  });

  it("takes several nodes of one cluster, alike but for the host", () => {
    expect(parseStoreUrl("http://u:p,w@a:8123,b,[::1]:9/tap")).toEqual({
      url: "http://a:8123",
      others: ["http://b", "http://[::1]:9"],
      database: "tap",
      user: "u",
      password: "p,w",
    });
  });

  it("has defaults for what the URL leaves out", () => {
    expect(parseStoreUrl("http://[::1]:8123")).toEqual({
      url: "http://[::1]:8123",
      database: "ocpptap",
      user: "default",
      password: "",
    });
  });

  it.each([
    ["clickhouse://u:secret@h/d", "neither http: nor https:"],
    ["http//u:secret@h", "not a URL"],
    ["http://u:secret@h/a/b", "not one database name"],
    ["http://u:secret@h/d?x=1", "a query or a fragment"],
    ["http://u:secret%zz@h/d", "percent sign"],
  ])("says what is wrong with %s without repeating it", (url, problem) => {
    let message = "";
    try {
      parseStoreUrl(url);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(OperationalError);
      message = String(thrown);
    }
    expect(message).toContain(problem);
    expect(message).not.toContain("secret");
  });

  it("reads the embedded engine's address anew each time, as either user", async () => {
    const runDir = await tempDir();
    const reader = endPointOf({ url: "embedded:", runDir, user: "reader" });
    await writeStoreFile(runDir, file);
    expect(await reader()).toMatchObject({ url: file.url, user: "reader", password: "b" });
    await writeStoreFile(runDir, { ...file, url: "http://127.0.0.1:4712" });
    expect(await reader()).toMatchObject({ url: "http://127.0.0.1:4712" });
    const recorder = endPointOf({ url: "embedded:", runDir, user: "recorder" });
    expect(await recorder()).toMatchObject({ user: "recorder", password: "a" });
  });

  it("waits for the embedded engine to tell its address", async () => {
    const runDir = await tempDir();
    const waiting = endPointOf({ url: "embedded:", runDir, user: "reader" })();
    await writeStoreFile(runDir, file);
    expect(await waiting).toMatchObject({ url: file.url });
  });

  it("gives up with a sentence, and at once when aborted", async () => {
    const runDir = await tempDir();
    const once = endPointOf({ url: "embedded:", runDir, user: "reader", waitMs: 0 });
    await expect(once()).rejects.toMatchObject({ code: "STORE_UNREACHABLE", isRetryable: true });
    const aborted = endPointOf({ url: "embedded:", runDir, user: "reader" });
    await expect(aborted(AbortSignal.abort())).rejects.toThrow("aborted");
  });
});
