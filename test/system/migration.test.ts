/**
 * A fleet moves from an old 1.6 CSMS to a strict 2.0.1 one, as a migration team does it: a recorded
 * day, readiness, a shadow whose CSMS answers differently, a canary of three stations that charge,
 * back again by force, and then all. No session is lost, every
 * Wh is billed once, and the bytes of a link that is no part of it are the same throughout.
 */
import { expect, it } from "vitest";
import type { ComparisonAnswer } from "../../src/console/comparison-contract.ts";
import type { PlanAnswer } from "../../src/console/plan-contract.ts";
import type { ReadinessAnswer } from "../../src/console/readiness-contract.ts";
import type { SessionOutcome } from "../../src/simulate/session.ts";
import type { SimulatedStation } from "../../src/simulate/station-contract.ts";
import { getJson } from "../support/api.ts";
import {
  type Migration,
  NEW,
  OLD,
  type Session,
  startMigration,
  UNKNOWN,
} from "../support/migration.ts";
import { until } from "../support/until.ts";

const CANARY = ["MG-1", "MG-2", "MG-3"];
const FLEET = [...CANARY, "MG-4", "MG-5", "MG-6"];
/** Whose card is used on the recorded day. */
const DAY: Readonly<Record<string, string>> = {
  ...Object.fromEntries(FLEET.map((id) => [id, `D-${id}`])),
  "MG-6": UNKNOWN,
};
/** Stations connect anew, their states change hands, and the record has it. */
const LONG_MS = 60_000;

const plan = {
  from: OLD,
  to: { route: NEW },
  steps: [
    { stations: CANARY, soakMinutes: 0, next: "wait" },
    { percent: 100, soakMinutes: 0, next: "wait" },
  ],
  sessions: "move",
  perMinute: 600,
  rollBack: {
    rules: [{ kind: "notBack", afterMinutes: 5, stations: 1 }],
    of: "plan",
  },
};

const isPlaced = (told: PlanAnswer, state: "moved" | "back", ids: readonly string[]) =>
  ids.every((id) => told.stations.find((each) => each.stationId === id)?.state === state);

async function comesTo(
  world: Migration,
  what: string,
  isSo: (told: PlanAnswer) => boolean,
): Promise<PlanAnswer> {
  let told = await world.plan("all");
  const look = async () => {
    told = await world.plan("all");
    return isSo(told);
  };
  try {
    await until(look, what, LONG_MS);
  } catch (thrown) {
    throw new Error(`${what}: ${JSON.stringify({ ...told, plan: null }, null, 1)}`, {
      cause: thrown,
    });
  }
  return told;
}

const atNew = ({ newCsms }: Migration, id: string) =>
  newCsms.stations().find(({ stationId }) => stationId === id);

const ofToken = ({ newCsms }: Migration, idToken: string) =>
  newCsms.ledger.transactions().filter((each) => each.idToken === idToken);

/** Ends by command of a CSMS; once more where the station is still busy with its start. */
async function stopBy(
  csms: Migration["oldCsms"],
  station: SimulatedStation,
  { outcome }: Session,
): Promise<SessionOutcome> {
  const isAccepted = async () => {
    const found = csms.stations().find(({ stationId }) => stationId === station.id);
    const [transactionId = ""] = found?.transactions ?? [];
    const asked =
      found?.subprotocol === "ocpp1.6"
        ? csms.sendCall(station.id, "RemoteStopTransaction", {
            transactionId: Number(transactionId),
          })
        : csms.sendCall(station.id, "RequestStopTransaction", { transactionId });
    const answer = await asked;
    return answer.type === "result" && answer.payload["status"] === "Accepted";
  };
  await until(isAccepted, `${station.id} is stopped`);
  return await outcome;
}

async function expectBilled(
  world: Migration,
  { idToken }: Session,
  { meterStartWh, meterStopWh }: SessionOutcome,
): Promise<void> {
  await until(() => ofToken(world, idToken)[0]?.isEnded === true, `${idToken} has ended`, LONG_MS);
  const all = ofToken(world, idToken);
  expect(all, `one transaction of ${idToken}`).toHaveLength(1);
  expect(all[0]?.energyWh, idToken).toBe(meterStopWh - meterStartWh);
  expect(all[0]?.events.filter(({ eventType }) => eventType === "Started")).toHaveLength(1);
}

/** One session of each, and what one vendor says. */
async function recordDay(stations: readonly SimulatedStation[]): Promise<void> {
  await Promise.all(
    stations.map((station) =>
      station.session({ idToken: DAY[station.id] ?? "", durationMs: 1_500, dwellMs: 50 }),
    ),
  );
  const [first] = stations;
  await first?.call("DataTransfer", { vendorId: "acme.example", messageId: "x", data: "y" });
}

async function expectReady({ served }: Migration): Promise<void> {
  const read = async () => {
    const path = `/api/readiness?route=${encodeURIComponent(OLD)}`;
    const { body } = await getJson<ReadinessAnswer>(`${served.consoleUrl}${path}`);
    return body.stations.filter(({ stationId }) => FLEET.includes(stationId));
  };
  const isRecorded = async () => (await read()).some(({ transfers }) => transfers.length > 0);
  await until(isRecorded, "the record has all of it", LONG_MS);
  const stations = await read();
  expect(stations.map(({ stationId, verdict }) => [stationId, verdict]).toSorted()).toEqual(
    FLEET.map((id) => [id, "remarks"]),
  );
  const reasonsOf = (id: string) =>
    stations.find(({ stationId }) => stationId === id)?.reasons.map(({ title }) => title) ?? [];
  expect(reasonsOf("MG-1").join("; ")).toContain("DataTransfers acme.example x");
  expect(reasonsOf("MG-2").join("; ")).not.toContain("DataTransfer");
}

/** All that were seeded, and nothing else; a busy machine may be slow. */
async function expectDifferences({ served }: Migration): Promise<void> {
  const seeded = [
    "Authorize token: Accepted → Blocked (MG-6)",
    `BootNotification interval: 300 s → 60 s (${FLEET.join(", ")})`,
    "DataTransfer error: Accepted → NotImplemented (MG-1)",
    "StartTransaction token: Accepted → Blocked (MG-6)",
    "StopTransaction token: Accepted → Blocked (MG-6)",
  ];
  let told: readonly string[] = [];
  await until(
    async () => {
      const { body } = await getJson<ComparisonAnswer>(`${served.consoleUrl}/api/comparison`);
      told = body.differences
        .filter(({ kind }) => kind !== "slower")
        .map(
          (each) =>
            `${each.action} ${each.kind}: ${each.old} → ${each.new} (${each.stationIds.toSorted().join(", ")})`,
        );
      return told.length >= seeded.length;
    },
    "the differences are in the record",
    LONG_MS,
  );
  expect(told.toSorted()).toEqual(seeded);
}

it("a canary that charges, forced back, then all: no session is lost, and no Wh", async () => {
  const world = await startMigration(FLEET);
  const { oldCsms, newCsms, stations, ask, charge, passUntouched } = world;
  const [one, two, three] = stations as [SimulatedStation, SimulatedStation, SimulatedStation];
  await passUntouched();

  const shadowed = () => newCsms.stations().filter((each) => each.boots > 0).length;
  await until(() => shadowed() === FLEET.length, "all have shadows", LONG_MS);
  await recordDay(stations);
  await expectReady(world);
  await expectDifferences(world);
  await passUntouched();

  const sessions = [await charge(one, "T-1"), await charge(two, "T-2"), await charge(three, "T-3")];
  for (const { idToken } of sessions) {
    await until(() => ofToken(world, idToken)[0] !== undefined, "its shadow has told", LONG_MS);
  }
  const ids = sessions.map(({ idToken }) => ofToken(world, idToken)[0]?.transactionId);

  // The canary: its sessions go on at the new CSMS under the same ids.
  await ask("PUT", "all", plan);
  expect((await ask("POST", "all/start", {})).status).toBe("running");
  await comesTo(world, "the canary is moved", (told) => isPlaced(told, "moved", CANARY));
  await passUntouched();
  await until(() => CANARY.every((id) => atNew(world, id) !== undefined), "all are there", LONG_MS);
  const seen = sessions.map(({ idToken }) => ofToken(world, idToken)[0]?.events.length ?? 0);
  for (const [index, { idToken }] of sessions.entries()) {
    const events = () => ofToken(world, idToken)[0]?.events.length ?? 0;
    await until(() => events() > (seen[index] ?? 0), `${idToken} goes on`, LONG_MS);
    expect(ofToken(world, idToken)[0]?.transactionId, "the same").toBe(ids[index]);
  }
  // One ends there, and the next begins there.
  const [first, second, third] = sessions as [Session, Session, Session];
  await expectBilled(world, first, await stopBy(newCsms, one, first));
  await until(() => !one.isCharging(), "the connector is free");
  const late = await charge(one, "T-4");
  await until(() => world.isRecorded("T-4"), "the record knows of it", LONG_MS);

  // Back by force: what began at the new CSMS loses it, and that is told.
  await ask("POST", "all/roll-back", { of: "plan", isForced: true });
  const back = await comesTo(world, "all are back", ({ status }) => status === "returned");
  expect(back.trail).toContainEqual(
    expect.objectContaining({
      what: "sessions that lose their CSMS",
      stations: ["MG-1"],
      why: expect.stringContaining("MG-1: "),
    }),
  );
  await until(
    () => CANARY.every((id) => oldCsms.stations().some(({ stationId }) => stationId === id)),
    "they are at the old CSMS",
    LONG_MS,
  );
  await passUntouched();
  // What began at the old CSMS ends there; the new one learns of every end by the shadow.
  await expectBilled(world, second, await stopBy(oldCsms, two, second));
  await expectBilled(world, third, await stopBy(oldCsms, three, third));
  one.cutPower({ ms: 500, forgets: false });
  await expectBilled(world, late, await late.outcome);

  // All of them, and each charges there.
  await ask("POST", "all/start", {});
  await comesTo(world, "the canary is moved again", (told) => isPlaced(told, "moved", CANARY));
  await ask("POST", "all/next", {});
  const all = await comesTo(world, "all are moved", (told) => isPlaced(told, "moved", FLEET));
  expect(all.counts).toMatchObject({ moved: FLEET.length, todo: 0, byHand: 0 });
  await until(() => FLEET.every((id) => atNew(world, id) !== undefined), "all are there", LONG_MS);
  await passUntouched();
  for (const station of stations) {
    await until(() => station.state() === "open", `${station.id} is there`);
    const session = await charge(station, `N-${station.id}`);
    await until(() => ofToken(world, session.idToken)[0] !== undefined, "it has begun", LONG_MS);
    await expectBilled(world, session, await stopBy(newCsms, station, session));
  }
  await passUntouched();

  expect(newCsms.ledger.violations()).toEqual([]);
  const known = new Set(["T-1", "T-2", "T-3", "T-4", ...FLEET.map((id) => `N-${id}`)]);
  for (const idToken of Object.values(DAY)) known.add(idToken);
  expect(
    newCsms.ledger
      .transactions()
      .map(({ idToken }) => idToken)
      .toSorted(),
  ).toEqual([...known].toSorted());
  const troubles = ["bug", "deadLettered", "not-json", "stateNotPromoted"];
  expect(world.served.log.filter(({ event }) => troubles.includes(String(event)))).toEqual([]);
});
