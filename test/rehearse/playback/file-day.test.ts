import { readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { parseStationId } from "../../../src/base/ids.ts";
import { limits } from "../../../src/base/limits.ts";
import { type FileRequest, openFileDay } from "../../../src/rehearse/playback/file-day.ts";
import { collected } from "../../support/collected.ts";
import { tempDir } from "../../support/temp-dir.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 6, 0, seconds)).toISOString();
const ALL = { fromUs: 0, toUs: Number.MAX_SAFE_INTEGER };

async function dayOf(lines: readonly (object | string)[], request: Partial<FileRequest> = {}) {
  const path = join(await tempDir(), "day.jsonl");
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  await writeFile(path, `${text.join("\n")}\n`);
  const day = await openFileDay({ path, stations: ["*"], range: ALL, ...request });
  onTestFinished(day.close);
  return day;
}

const line = (stationId: string, seconds: number, sender: string, message: unknown) => ({
  ...{ stationId, receivedAt: at(seconds), sender, linkId: "a", payload: JSON.stringify(message) },
});

it("reads each station by itself, in its order, with its links", async () => {
  const day = await dayOf([
    line("CP-2", 0, "station", [2, "1", "Heartbeat", {}]),
    line("CP-1", 1, "station", [2, "1", "Heartbeat", {}]),
    line("CP-2", 2, "csms", [3, "1", {}]),
    line("CP-2", 3, "station", [2, "2", "Heartbeat", {}]),
  ]);
  expect(day.stations).toMatchObject([
    { stationId: "CP-1", messages: 1 },
    { stationId: "CP-2", messages: 3, firstUs: Date.parse(at(0)) * 1000 },
  ]);
  const items = await collected(day.itemsOf(parseStationId("CP-2")));
  const told = items.map((item) => (item.kind === "message" ? item.message.text : item.kind));
  expect(told).toEqual([
    "opened",
    '[2,"1","Heartbeat",{}]',
    '[3,"1",{}]',
    '[2,"2","Heartbeat",{}]',
  ]);
});

it("takes the stations, times and legs that are asked for, and counts what tells too little", async () => {
  const range = { fromUs: Date.parse(at(1)) * 1000, toUs: Date.parse(at(3)) * 1000 };
  const heartbeat = [2, "1", "Heartbeat", {}];
  const day = await dayOf(
    [
      ...[0, 1, 2, 3].map((seconds) => line("CP-1", seconds, "station", heartbeat)),
      line("XX-1", 2, "station", heartbeat),
      { ...line("CP-1", 2, "station", heartbeat), leg: "csms" },
      { ...line("CP-1", 2, "station", heartbeat), sender: undefined },
      '{"no": "message"}',
      '{"broken',
    ],
    { stations: ["CP-?"], range },
  );
  expect(day.stations).toMatchObject([{ stationId: "CP-1", messages: 2 }]);
  expect(day.unreadable).toBe(3);
});

it("finds what the station answered, and nothing of what was hidden", async () => {
  const day = await dayOf([
    line("CP-1", 0, "csms", [2, "a", "Reset", { type: "Soft" }]),
    line("CP-1", 1, "station", [3, "a", { status: "Accepted" }]),
    line("CP-1", 2, "csms", [2, "b", "Reset", { type: "Hard" }]),
    { ...line("CP-1", 3, "station", [3, "b", { status: "***" }]), redactions: ["mask $[2]"] },
  ]);
  const answers = await day.answersOf(parseStationId("CP-1"), "Reset");
  expect(answers).toEqual([
    {
      ...{ atUs: Date.parse(at(1)) * 1000, answer: '[3,"a",{"status":"Accepted"}]' },
      call: '[2,"a","Reset",{"type":"Soft"}]',
    },
  ]);
  expect(await day.answersOf(parseStationId("CP-1"), "Toast")).toEqual([]);
});

it("refuses what is no such trace, and more stations than it plays, and leaves no file", async () => {
  const before = await readdir(tmpdir());
  await expect(dayOf(["[INFO] a log line"])).rejects.toThrow(/no trace of JSON lines/);
  const many = Array.from({ length: limits.playbackStationsMax + 1 }, (_, nth) =>
    line(`CP-${nth}`, 0, "station", [2, "1", "Heartbeat", {}]),
  );
  await expect(dayOf(many)).rejects.toThrow(/More than 500 stations/);
  await expect(dayOf([], { path: "/none/such" })).rejects.toThrow(/cannot be read/);
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith("ocpptap-replay-"));
  expect(left.filter((name) => !before.includes(name))).toEqual([]);
});
