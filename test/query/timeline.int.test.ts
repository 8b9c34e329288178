import { afterAll, beforeAll, expect, it } from "vitest";
import { readTimeline } from "../../src/query/timeline.ts";
import { accepted16, isoAt, start16, startUs, stop16 } from "../sessions/tell.ts";
import { openTold, type Told } from "./diagnosis/told.ts";

const minuteUs = 60_000_000;
let told: Told;
beforeAll(async () => {
  told = await openTold();
  await told.tell("CP-1", (link) => {
    let id = 0;
    const says = (action: string, payload: object, answer: object, afterMs: number) => {
      id += 1;
      link.station(JSON.stringify([2, `s${id}`, action, payload]), { afterMs });
      link.csms(JSON.stringify([3, `s${id}`, answer]), { afterMs: 0 });
    };
    const status = (connectorId: number, word: string, afterMs: number, errorCode = "NoError") =>
      says("StatusNotification", { connectorId, status: word, errorCode }, {}, afterMs);
    status(2, "Unavailable", 1_000);
    status(1, "Available", 9_000);
    status(1, "Preparing", 50_000);
    status(1, "Preparing", 1_000);
    says("StartTransaction", start16(), accepted16(), 1_000);
    status(1, "Charging", 1_000);
    says("StopTransaction", stop16({ timestamp: isoAt(120_000) }), {}, 57_000);
    status(1, "Faulted", 60_000, "GroundFailure");
    link.station("not an OCPP message");
    link.close();
  });
  await told.tell(
    "CP-2",
    (link) => {
      const said = (evseId: number, word: string) => {
        const payload = { timestamp: isoAt(0), connectorStatus: word, evseId, connectorId: 1 };
        link.station(JSON.stringify([2, word, "StatusNotification", payload]));
      };
      said(2, "Occupied");
      said(1, "Available");
    },
    { subprotocol: "ocpp2.0.1" },
  );
});
afterAll(() => told.close());

const ask = (station: string, fromUs: number | null, toUs: number | null) =>
  readTimeline({ station, fromUs, toUs }, told.deps(3_600_000));

it("tells how each connector's state changed, and a state that is told again is no change", async () => {
  const timeline = await ask("CP-1", startUs, startUs + 10 * minuteUs);
  expect(
    timeline.connectors.map(({ connectorId, changes }) => [
      connectorId,
      ...changes.map(({ status }) => status),
    ]),
  ).toEqual([
    [1, "Available", "Preparing", "Charging", "Faulted"],
    [2, "Unavailable"],
  ]);
  expect(timeline.connectors[0]?.changes[3]).toMatchObject({ errorCode: "GroundFailure", seq: 15 });
  expect(timeline).toMatchObject({ isCut: false, from: isoAt(0).replace("Z", "000Z") });
});

it("knows the state at the beginning of a stretch, and what reaches into it", async () => {
  const timeline = await ask(
    "CP-1",
    startUs + minuteUs + 30 * 1_000_000,
    startUs + 100 * 1_000_000,
  );
  expect(timeline.connectors[0]?.changes.map(({ status }) => status)).toEqual(["Charging"]);
  expect(timeline.transactions).toMatchObject([
    { transactionId: "7", connectorId: 1, state: "ended", stopReason: "Local", energyWh: 2_000 },
  ]);
  expect(timeline.links).toMatchObject([{ state: "closed", status: 101, closeCode: 1000 }]);
});

it("leaves out what ended before and what began after", async () => {
  const before = await ask("CP-1", startUs - 10 * minuteUs, startUs - minuteUs);
  expect(before).toMatchObject({ connectors: [], transactions: [], links: [] });
  const after = await ask("CP-1", startUs + 30 * minuteUs, startUs + 40 * minuteUs);
  expect(after.transactions).toEqual([]);
  expect(after.links).toEqual([]);
  expect(after.connectors.map(({ changes }) => changes.at(-1)?.status)).toEqual([
    "Faulted",
    "Unavailable",
  ]);
});

it("takes the last day where no time is given, and reads the states of 2.x by EVSE", async () => {
  const timeline = await ask("CP-2", null, null);
  expect(Date.parse(timeline.to) - Date.parse(timeline.from)).toBe(86_400_000);
  expect(timeline.connectors).toMatchObject([
    { evseId: 1, connectorId: 1, changes: [{ status: "Available", errorCode: null }] },
    { evseId: 2, connectorId: 1, changes: [{ status: "Occupied" }] },
  ]);
  expect(timeline.links).toMatchObject([{ state: "open", closedAt: null }]);
});

it("of a stretch that ends before it begins, and of an unknown station, it tells nothing", async () => {
  const turned = await ask("CP-1", startUs + minuteUs, startUs);
  expect(turned.from).toBe(turned.to);
  expect(await ask("NOBODY", null, null)).toMatchObject({ connectors: [], links: [] });
});
