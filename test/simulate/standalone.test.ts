import { expect, it } from "vitest";
import {
  runSimulatedCsms,
  runSimulatedDay,
  runSimulatedStations,
} from "../../src/simulate/standalone.ts";
import { until } from "../support/until.ts";
import { testCsms, testStation } from "./peers.ts";

it("runs stations until it is told to end, and says how they fare", async () => {
  const csms = await testCsms();
  const ending = new AbortController();
  const lines: string[] = [];
  const running = runSimulatedStations({
    url: csms.url,
    stations: 3,
    prefix: "LOAD-",
    rate: 100,
    isFaulty: true,
    signal: ending.signal,
    write: (line) => lines.push(line),
  });
  await until(() => csms.stations().length === 3, "three stations");
  expect(csms.stations()[0]?.stationId).toBe("LOAD-0001");
  ending.abort();
  await running;
  await until(() => csms.stations().length === 0, "no station");
  expect(lines.at(-1)).toMatch(/^stations 3 of 3, open 0, charging 0, messages \d+$/);
});

it("runs a CSMS that asks a station for its configuration", async () => {
  const ending = new AbortController();
  const lines: string[] = [];
  const running = runSimulatedCsms({
    port: 0,
    signal: ending.signal,
    write: (line) => lines.push(line),
  });
  await until(() => lines.length > 0, "the address");
  const url = /ws:\S+\/ocpp/.exec(lines[0] ?? "")?.[0] ?? "";
  const stationsEnd = new AbortController();
  const stations = runSimulatedStations({
    url,
    stations: 1,
    signal: stationsEnd.signal,
    write: (line) => lines.push(line),
  });
  stationsEnd.abort();
  await stations;
  ending.abort();
  await running;
  expect(lines.at(-1)).toMatch(/^stations 0, messages \d+$/);
});

it("ends at once where it was told to before it began", async () => {
  const signal = AbortSignal.abort();
  const lines: string[] = [];
  await runSimulatedCsms({ port: 0, signal, write: (line) => lines.push(line) });
  expect(lines).toHaveLength(2);
});

it("a strict CSMS tells each violation and what it has in its ledger", async () => {
  const ending = new AbortController();
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const running = runSimulatedCsms({ port: 0, strict: {}, signal: ending.signal, write });
  await until(() => lines.length > 0, "the address");
  const url = /ws:\S+\/ocpp/.exec(lines[0] ?? "")?.[0] ?? "";
  const station = testStation(url, { version: "2.0.1", isBooting: false });
  await station.event("opened");
  await station.call("StatusNotification", {});
  ending.abort();
  await running;
  expect(lines.join("\n")).toMatch(/^violation CP-1 StatusNotification: .*evseId/m);
  expect(lines.at(-1)).toContain("transactions 0, open 0, energy 0 Wh, violations ");
});

it("lives a day, and ends when all of it was told", async () => {
  const csms = await testCsms();
  const lines: string[] = [];
  await runSimulatedDay({
    ...{ url: csms.url, stations: 2, sessions: 4, dayMs: 1_000, seed: "x" },
    signal: new AbortController().signal,
    write: (line) => lines.push(line),
  });
  expect(lines.at(-1)).toMatch(
    /^sessions 4 of 4: told \d, forgotten \d, refused 0; energy told [1-9]/,
  );
  expect(lines.at(-1)).toContain("messages still kept 0, starts and stops refused 0");
});
