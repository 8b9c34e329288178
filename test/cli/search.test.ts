import { describe, expect, it } from "vitest";
import type { Search } from "../../src/cli/pages.ts";
import { requestOf, terminalWidth, writeFound } from "../../src/cli/search.ts";
import { tempDir } from "../support/temp-dir.ts";
import { message } from "./messages.ts";
import { ClosingSink, Sink, world } from "./world.ts";

const request = { q: "", fromUs: null, toUs: null, limit: 2, order: "newest" } as const;
const found: Search = async () => ({ messages: [message(), message({ seq: 2 })], next: "more" });
const nothing: Search = async () => ({ messages: [], next: null });

describe("search", () => {
  it("writes a table that fits the terminal, and says that there is more", async () => {
    const stdout = Object.assign(new Sink(), { columns: 100 });
    const { io, stderr } = world({ stdout, isTerminal: true });
    await writeFound(request, found, { format: "table", io });
    expect(stdout.text.split("\n")).toHaveLength(4);
    expect(stderr.text).toBe("There are more: raise --limit, or use export.\n");
    expect(terminalWidth(io)).toBe(100);
  });

  it("says on a terminal that nothing was found, and nothing in a pipe", async () => {
    const terminal = world({ isTerminal: true });
    await writeFound(request, nothing, { format: "jsonl", io: terminal.io });
    expect(terminal.stderr.text).toBe("No message matches.\n");
    const pipe = world();
    await writeFound(request, nothing, { format: "jsonl", io: pipe.io });
    expect(pipe.stderr.text + pipe.stdout.text).toBe("");
  });

  it("stops asking when its reader has gone", async () => {
    let asked = 0;
    const endless: Search = async () => {
      asked += 1;
      return { messages: [message()], next: "more" };
    };
    const stdout = new ClosingSink(2);
    const { io } = world({ stdout });
    stdout.on("error", () => undefined);
    const writing = writeFound({ ...request, limit: 1e6 }, endless, { format: "jsonl", io });
    await expect(writing).rejects.toMatchObject({ name: "ReaderGone" });
    expect(asked).toBe(3);
  });

  it("says in one sentence that the embedded store does not run", async () => {
    const data = await tempDir();
    const { run, stderr } = world();
    expect(await run("search", "x", "--data", data)).toBe(1);
    expect(stderr.text).toBe(
      `ocpptap: The embedded store of ${data} is not running.\nStart \`ocpptap serve\` with the same --data DIR, or name a ClickHouse server with --store.\n`,
    );
  });

  it("says that a server cannot be reached, without its password", async () => {
    const { run, stderr } = world();
    const store = "http://user:hunter2@127.0.0.1:1/x";
    expect(await run("search", "x", "--store", store)).toBe(1);
    expect(stderr.text).toContain("ocpptap: The store at http://127.0.0.1:1 cannot be reached");
    expect(stderr.text).not.toContain("hunter2");
  });
});

describe("requestOf", () => {
  it("joins words to one query and reads times", () => {
    expect(
      requestOf(["station:CP-1", "type:call"], { from: "2026-11-21", to: "now" }),
    ).toMatchObject({ q: "station:CP-1 type:call", fromUs: Date.UTC(2026, 10, 21) * 1000 });
    expect(requestOf([], {})).toEqual({ q: "", fromUs: null, toUs: null });
  });

  it("refuses what is no query or no time before anything is opened", () => {
    expect(() => requestOf(["("], {})).toThrow("The query is not valid");
    expect(() => requestOf([], { to: "soon" })).toThrow("--to is not a time");
  });
});
