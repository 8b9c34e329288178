import fc from "fast-check";
import { expect, it } from "vitest";
import { readLogLine } from "../../src/check/trace-log.ts";

const FRAME = '[2,"19","Heartbeat",{"a":["]"]}]';
const ESCAPED = FRAME.replaceAll('"', '\\"');
const nineUs = 1_795_251_600_000_000;

it.each([
  [`2026-11-21 09:00:00,123 INFO:ocpp:CP_1: receive message ${FRAME}`, "CP_1", "station"],
  [`2026-11-21 09:00:00.123 DEBUG (MainThread) [ocpp] CP_1: send ${FRAME}`, "CP_1", "csms"],
  [
    `[DEBUG] 2026-11-21 09:00:00,123 Logger (qtp-15) - [chargeBoxId=CP_1, sessionId=ab] Received: ${FRAME}`,
    "CP_1",
    "station",
  ],
  [`[ocpp  ] TRACE 2026/11/21 09:00:00.123 send CP_1: ${FRAME}`, "CP_1", "csms"],
  [
    `time="2026-11-21T09:00:00.123Z" level=debug msg="received raw message ${ESCAPED} from CP_1"`,
    "CP_1",
    "station",
  ],
  [`21.11.2026 09:00:00.123 station: CP_1; CSMS -> CP ${FRAME}`, "CP_1", "csms"],
  [`1795251600123 <- ${FRAME}`, null, "station"],
])("reads %s", (line, stationId, sender) => {
  const record = readLogLine(Buffer.from(line));
  expect(record).toMatchObject({ stationId, sender, atUs: nineUs + 123_000 });
  expect(record?.payload.toString()).toBe(FRAME);
});

it("keeps a broken message as it is, and passes over lines without one", () => {
  const broken = readLogLine(Buffer.from('recv: [2,"1","StatusNotification",{"a":[,{"b":1}'));
  expect(broken?.payload.toString()).toBe('[2,"1","StatusNotification",{"a":[,{"b":1}');
  expect(broken).toMatchObject({ atUs: null, stationId: null, sender: "station" });
  for (const line of ["", "connected [42]", "[INFO] up 3 days", '["2",1]']) {
    expect(readLogLine(Buffer.from(line))).toBeNull();
  }
});

it("takes a time that no record has for none", () => {
  for (const time of ["7296-11-21 09:00:03", "01.01.9999 00:00:00", "0001-01-01 00:00:00"]) {
    expect(readLogLine(Buffer.from(`${time} recv ${FRAME}`)), time).toMatchObject({ atUs: null });
  }
});

it("never throws, and is not slow on hostile lines", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      readLogLine(Buffer.from(`${before}[2,"${after}`));
    }),
  );
  const began = process.cpuUsage().user;
  for (const text of ["a".repeat(300_000), "charger ".repeat(40_000), "->".repeat(150_000)]) {
    readLogLine(Buffer.from(`${text}[2,"1","${text}`));
  }
  expect(process.cpuUsage().user - began).toBeLessThan(2_000_000);
});
