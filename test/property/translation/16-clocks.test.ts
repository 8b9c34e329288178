/** Whatever the station's clock says, what happened first is told first. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/exchange/message.ts";
import { textIn } from "../../../src/findings/fields.ts";
import { booted, deadLetters, type Stage } from "../../translate/stage.ts";
import { accepted, eventsOf, expectWhole } from "./session.ts";

const DAY_MS = 86_400_000;

/** How a station writes the time; not every one of them is a time. */
const clocks: Readonly<Record<string, (ms: number) => string>> = {
  right: (ms) => new Date(ms).toISOString(),
  "a day ahead": (ms) => new Date(ms + DAY_MS - 60_000).toISOString(),
  "a year ahead": (ms) => new Date(ms + 365 * DAY_MS).toISOString(),
  "an hour behind": (ms) => new Date(ms - 3_600_000).toISOString(),
  "1970": (ms) => new Date(ms % DAY_MS).toISOString(),
  "no zone": (ms) => new Date(ms).toISOString().replace("Z", ""),
  "another zone": (ms) => new Date(ms + 7_200_000).toISOString().replace("Z", "+02:00"),
  "six decimals": (ms) => new Date(ms).toISOString().replace("Z", "123Z"),
  stuck: () => "2026-05-01T09:59:00Z",
  nonsense: () => "10:00",
  empty: () => "",
};

const clock = fc.constantFrom(...Object.keys(clocks));
/** For each message another: a clock that is set and lost again. */
const drawn = fc.array(clock, { minLength: 8, maxLength: 8 });

function session(it: Stage, names: readonly string[]): readonly string[] {
  let told = 0;
  const timestamp = () => (clocks[names[told++] ?? "right"] ?? String)(it.now);
  const step = (action: string, payload: JsonObject) => {
    it.station(action, payload);
    it.drain(accepted);
    it.pass(30_000);
  };
  const status = (word: string) =>
    step("StatusNotification", {
      ...{ connectorId: 1, errorCode: "NoError", status: word, timestamp: timestamp() },
    });
  status("Preparing");
  const start = { connectorId: 1, idTag: "A", meterStart: 100, timestamp: timestamp() };
  step("StartTransaction", start);
  status("Charging");
  for (const value of ["110", "120"]) {
    const meterValue = [{ timestamp: timestamp(), sampledValue: [{ value }] }];
    step("MeterValues", { connectorId: 1, transactionId: 1, meterValue });
  }
  status("SuspendedEV");
  step("StopTransaction", { transactionId: 1, meterStop: 130, timestamp: timestamp() });
  return ["Started", "Updated", "Updated", "Updated", "Updated", "Ended"];
}

it("events keep the order of their arrival, and the energy is whole", () => {
  fc.assert(
    fc.property(drawn, (names) => {
      const it = booted();
      // Longer than a station takes to tell its queue.
      it.pass(400_000);
      const expected = session(it, names);
      const events = eventsOf(it.sent);
      expect(events.map((each) => textIn(each, "eventType"))).toEqual(expected);
      expectWhole(events);
      const text = JSON.stringify(events);
      expect(text).toContain('"value":100,"context":"Transaction.Begin"');
      expect(text).toContain('"value":130,"context":"Transaction.End"');
      expect(deadLetters(it)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it("so it is from the first message on with a clock that is only wrong", () => {
  for (const name of Object.keys(clocks)) {
    const it = booted();
    const expected = session(it, Array<string>(8).fill(name));
    const types = eventsOf(it.sent).map((each) => textIn(each, "eventType"));
    // An hour behind looks like a queue, and a queue's statuses are not of its sessions.
    const isLikeQueue = name === "an hour behind" || name === "stuck";
    if (!isLikeQueue) expect(types, name).toEqual(expected);
    expect([types[0], types.at(-1)], name).toEqual(["Started", "Ended"]);
    expectWhole(eventsOf(it.sent));
  }
});

it("a time that can be true is kept, in UTC and with three decimals; another is ours", () => {
  const started = (name: string) => {
    const it = booted();
    const timestamp = clocks[name]?.(it.now) ?? "";
    it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
    return textIn(eventsOf(it.sent)[0], "timestamp");
  };
  const now = "2026-05-01T09:59:00.000Z";
  for (const name of ["right", "no zone", "another zone", "six decimals", "stuck"]) {
    expect(started(name), name).toBe(now);
  }
  for (const name of ["a year ahead", "1970", "nonsense", "empty"]) {
    expect(started(name), name).toBe(now);
  }
  expect(started("an hour behind")).toBe("2026-05-01T08:59:00.000Z");
});

it("a station whose clock is ahead all the time is not offline for that", () => {
  const it = booted();
  for (const name of ["an hour behind", "a day ahead"]) {
    const ahead = clocks[name] ?? String;
    it.pass(200_000);
    const status = { connectorId: 1, errorCode: "NoError", status: "Available" };
    it.station("StatusNotification", { ...status, timestamp: ahead(it.now) });
    it.drain(accepted);
    const start = { connectorId: 1, idTag: name, meterStart: 0, timestamp: ahead(it.now) };
    const before = it.sent.length;
    it.station("StartTransaction", start);
    it.drain(accepted);
    const [event] = eventsOf(it.sent.slice(before)).slice(-1);
    expect((event as JsonObject)["offline"], name).toBeUndefined();
  }
});
