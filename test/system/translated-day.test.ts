/**
 * A fleet's day through a relay that is killed at random moments, on a CSMS that goes away and
 * holds 2.0.1 to the letter: what it has heard is compared with what the stations really did.
 */
import { expect, it } from "vitest";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import type { SimulatedCsms } from "../../src/simulate/csms-contract.ts";
import { type DayRun, runDay } from "../../src/simulate/day-run.ts";
import { createRandom } from "../../src/simulate/random.ts";
import type { LedgerTransaction } from "../../src/simulate/transaction-ledger.ts";
import { type KilledRelay, startKilledRelay } from "../support/killed-relay.ts";
import { whenOver } from "../support/lifetime.ts";
import { startRedis } from "../support/redis.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const STATIONS = 50;
const SESSIONS = 200;
const DAY_MS = 24_000;
const KILLS = 6;
const OUTAGES = 3;
/** Longest wait for the last word after the day. */
const AFTERMATH_MS = 20_000;

type World = { readonly csms: SimulatedCsms; readonly relay: KilledRelay; readonly day: DayRun };

async function live(seed: string, more: { readonly redis?: object; readonly presence: string }) {
  const csms = await startSimulatedCsms({ port: 0, strict: { isCosting: true } });
  whenOver(csms.close);
  const dir = await tempDir();
  const { redis, presence } = more;
  const translate = { station: "1.6", csms: "2.0.1", presence, zombieGraceMs: 3_000 };
  const relay = await startKilledRelay(dir, {
    data: dir,
    ...(redis === undefined ? {} : { redis }),
    routes: [{ match: "/ocpp/{station}", upstream: csms.url, mode: "translate", translate }],
  });
  const day = runDay({
    seed,
    stations: STATIONS,
    sessions: SESSIONS,
    dayMs: DAY_MS,
    url: relay.url,
  });
  whenOver(day.close);
  await trouble({ csms, relay, day }, seed);
  await day.done;
  const end = performance.now() + AFTERMATH_MS;
  await until(() => isSettled(csms, day) || performance.now() > end, "the end", 2 * AFTERMATH_MS);
  return { csms, relay, day };
}

/** Kills and outages at random moments of the day, the same for a seed. */
async function trouble({ csms, relay }: World, seed: string): Promise<void> {
  const random = createRandom(`${seed}/trouble`);
  const troubles = [...Array(KILLS).fill("kill"), ...Array(OUTAGES).fill("outage")]
    .map((kind: string) => ({ kind, atMs: DAY_MS * random.fraction() }))
    .sort((one, other) => one.atMs - other.atMs);
  const startMs = performance.now();
  for (const { kind, atMs } of troubles) {
    await pause(startMs + atMs - performance.now());
    if (kind === "kill") await relay.restart();
    else {
      const back = csms.refuse({ status: 503 });
      for (const { stationId } of csms.stations()) csms.dropStation(stationId);
      await pause(500 + 2_000 * random.fraction());
      back();
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

function isSettled(csms: SimulatedCsms, day: DayRun): boolean {
  const ended = new Set(
    csms.ledger.transactions().flatMap((each) => (each.isEnded ? [each.idToken] : [])),
  );
  return day.sessions().every(({ idToken, end }) => end === "forgotten" || ended.has(idToken));
}

function* problemsOf({ csms, relay, day }: World): Generator<string> {
  for (const { stationId, action, problem } of csms.ledger.violations()) {
    yield `${stationId} ${action}: ${problem}`;
  }
  yield* day.refusals();
  const sessions = day.sessions();
  if (sessions.length !== SESSIONS) yield `${sessions.length} sessions`;
  const transactions = csms.ledger.transactions();
  for (const { idToken, meterStartWh, meterStopWh, end } of sessions) {
    const own = transactions.filter((each) => each.idToken === idToken);
    const [only] = own;
    if (own.length > 1) yield `${idToken} has ${own.length} transactions`;
    if (end === "forgotten") continue;
    if (only === undefined) yield `${idToken} is lost`;
    else if (!only.isEnded) yield `${only.stationId} ${idToken} has not ended: ${eventsTold(only)}`;
    else if (only.energyWh !== meterStopWh - meterStartWh) {
      const is = `${only.energyWh} of ${meterStopWh - meterStartWh} Wh`;
      yield `${only.stationId} ${idToken} has ${is}: ${eventsTold(only)}`;
    }
  }
  const known = new Set(sessions.map(({ idToken }) => idToken));
  for (const { idToken, stationId, transactionId } of transactions) {
    if (!known.has(idToken)) yield `${stationId} ${transactionId} of "${idToken}" is nobody's`;
  }
  for (const [stationId, given] of day.numbers()) yield* numberProblems(stationId, given);
  for (const line of relay.log) {
    if (line["event"] === "deadLettered" || line["event"] === "bug") yield JSON.stringify(line);
  }
}

function eventsTold({ events }: LedgerTransaction): string {
  return events
    .map(({ eventType, triggerReason, timestamp, seqNo }) =>
      [seqNo, eventType, triggerReason, timestamp].join(" "),
    )
    .join(", ");
}

/** A number belongs to one session, and a session has one. */
function* numberProblems(
  stationId: string,
  given: readonly { readonly idToken: string; readonly number: number }[],
): Generator<string> {
  const tokenOf = new Map<number, string>();
  const numberOf = new Map<string, number>();
  for (const { idToken, number } of given) {
    if (number <= 0) yield `${stationId} was given ${number}`;
    if ((tokenOf.get(number) ?? idToken) !== idToken)
      yield `${stationId} was given ${number} twice`;
    if ((numberOf.get(idToken) ?? number) !== number) yield `${idToken} has two numbers`;
    tokenOf.set(number, idToken);
    numberOf.set(idToken, number);
  }
}

function expectWhole(world: World, seed: string): void {
  const { csms, relay } = world;
  const transactions = csms.ledger.transactions();
  const energyWh = transactions.reduce((sum, each) => sum + (each.energyWh ?? 0), 0);
  const repeats = transactions.reduce((sum, each) => sum + each.repeats, 0);
  const starts = relay.log.filter(({ event }) => event === "ready").length;
  process.stdout.write(
    `seed ${seed}: ${transactions.length} transactions, ${energyWh} Wh, ${repeats} events twice, ` +
      `${starts - 1} kills\n`,
  );
  expect([...problemsOf(world)], `seed ${seed}`).toEqual([]);
  expect(starts).toBe(KILLS + 1);
}

const seed = process.env["FLEET_SEED"] ?? String(Date.now() % 100_000);

it("5 and 6: killed at random, nothing is lost or doubled, with the embedded store", async () => {
  expectWhole(await live(seed, { presence: "mirror" }), seed);
});

it("5 and 6: and with Redis, under decoupled presence", async () => {
  const redis = await startRedis();
  expectWhole(await live(seed, { presence: "decoupled", redis: { url: redis.url } }), seed);
});
