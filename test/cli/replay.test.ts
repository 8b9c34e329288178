import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Playback } from "../../src/rehearse/playback/playback.ts";
import { testCsms } from "../simulate/peers.ts";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

/** A call, and another so much later. Unit: s. */
async function trace(laterSeconds = 0): Promise<string> {
  const file = join(await tempDir(), "day.jsonl");
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 6, 0, seconds)).toISOString();
  const shared = { stationId: "CP-1", linkId: "a", ocppVersion: "1.6" };
  const call = '[2,"1","Authorize",{"idTag":"T2"}]';
  const answer = '[3,"1",{"idTagInfo":{"status":"Accepted"}}]';
  const lines = [
    { ...shared, receivedAt: at(0), sender: "station", payload: call },
    { ...shared, receivedAt: at(1), sender: "csms", payload: answer },
    ...(laterSeconds === 0
      ? []
      : [{ ...shared, receivedAt: at(laterSeconds), sender: "station", payload: call }]),
  ];
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return file;
}

describe("replay", () => {
  it("plays a trace, tells what differs, and exits 1 unless that is allowed", async () => {
    const file = await trace();
    const csms = await testCsms({ refusedTokens: { T2: "Blocked" } });
    const how = ["--file", file, "--upstream", csms.url, "--speed", "100"];
    const text = world();
    expect(await text.run("replay", ...how)).toBe(1);
    expect(text.stdout.text).toContain("error    Authorize token: Accepted → Blocked");
    expect(text.stderr.text).toBe("");
    const allowed = world();
    expect(await allowed.run("replay", ...how, "--allow", "token", "--format", "json")).toBe(0);
    const playback = JSON.parse(allowed.stdout.text) as Playback;
    expect(playback).toMatchObject({ stations: 1, written: 0, totals: { sent: 1, answered: 1 } });
    const other = world();
    expect(await other.run("replay", ...how, "--compare-only", "Heartbeat")).toBe(1);
    expect(other.stdout.text).toContain("Nothing could be compared");
  });

  it("ends with what there is so far where it is interrupted", async () => {
    const { run, stdout, abort } = world();
    const csms = await testCsms({
      answers: {
        Authorize: () => {
          abort();
          return null;
        },
      },
    });
    const file = await trace(3_600);
    expect(await run("replay", "--file", file, "--upstream", csms.url)).toBe(1);
    expect(stdout.text).toContain("It was stopped before its end");
  });

  it("tells how far it is, on a terminal alone", async () => {
    const csms = await testCsms();
    const { run, stderr } = world({ isTerminal: true });
    expect(await run("replay", "--file", await trace(), "--upstream", csms.url)).toBe(0);
    expect(stderr.text).toContain("1 of 1 stations done");
  });

  it.each([
    [["--file", "day.jsonl"], "Say with --upstream where it is played to"],
    [["--upstream", "ws://127.0.0.1:9/x"], "Say with --station whose day is played"],
    [["--upstream", "http://x", "--station", "CP-1"], "ws://"],
    [["--upstream", "ws://x/", "--station", "CP-1", "--speed", "1000"], "from 0.1 to 100"],
    [["--upstream", "ws://x/", "--station", "CP-1", "--speed", "fast"], "Write a number"],
    [["--upstream", "ws://x/", "--file", "/none/such"], "cannot be read"],
    [["--upstream", "ws://x/", "--station", "CP-1", "--route", "/none"], "No route or shadow"],
  ])("says what is wrong with %j", async (argv, sentence) => {
    const { run, stderr } = world();
    expect(await run("replay", ...argv)).toBe(2);
    expect(stderr.text).toContain(sentence);
  });

  it("has nothing to play where no station is found", async () => {
    const { run, stderr } = world();
    const how = ["--upstream", "ws://127.0.0.1:9/x", "--station", "XX-*"];
    expect(await run("replay", "--file", await trace(), ...how)).toBe(2);
    expect(stderr.text).toContain("Nothing of these stations was found there");
  });
});
