/** Killed at any boundary between receiving, storing, sending and being acknowledged. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject } from "../../../src/exchange/message.ts";
import type { Settings } from "../../../src/translate/settings.ts";
import { type Habits, tidy } from "../../support/model-habits.ts";
import { type ModelStation, modelStation } from "../../support/model-station.ts";
import type { Chances } from "../../support/translated-csms.ts";
import { type TranslatedWorld, translatedWorld } from "../../support/translated-world.ts";

const START_MS = Date.parse("2026-05-01T06:00:00Z");
const HOUR_MS = 3_600_000;

const none: Chances = { kill: 0, refusal: 0, silence: 0, outages: 0 };

type Run = {
  readonly seed: number;
  readonly habits: Habits;
  readonly chances: Chances;
  readonly settings?: Partial<Settings>;
  /** The CSMS asks for things meanwhile. */
  readonly commands?: boolean;
};

/** Now and then the CSMS wants something. */
function command(world: TranslatedWorld): void {
  const { random, after } = world.time;
  const open = () =>
    world.mind.ledger.transactions().find(({ isEnded }) => !isEnded)?.transactionId ?? "none";
  const next = (count: number) => {
    if (count === 0) return;
    after(random.integer(10_000, 200_000), () => {
      const idToken = { idToken: `REMOTE${count}`, type: "Central" };
      const evseId = random.integer(1, 2);
      const evse = { id: evseId, connectorId: 1 };
      const commands: readonly [string, JsonObject][] = [
        ["RequestStartTransaction", { idToken, remoteStartId: count, evseId }],
        ["RequestStopTransaction", { transactionId: open() }],
        ["TriggerMessage", { requestedMessage: "TransactionEvent" }],
        ["TriggerMessage", { requestedMessage: "StatusNotification", evse }],
        ["Reset", { type: random.pick(["Immediate", "OnIdle"]) }],
        ["GetBaseReport", { requestId: count, reportBase: "SummaryInventory" }],
        ["UnlockConnector", { evseId, connectorId: 1 }],
      ];
      const [action, payload] = commands[random.integer(0, commands.length - 1)] ?? ["", {}];
      world.command(action, payload);
      next(count - 1);
    });
  };
  next(25);
}

function day({ seed, habits, chances, settings, commands = false }: Run) {
  const world = translatedWorld({ seed, startMs: START_MS, chances, settings: settings ?? {} });
  const station = modelStation(world, habits, { sessions: 10, connectors: 2 });
  if (commands) command(world);
  world.time.runUntil(START_MS + HOUR_MS);
  world.calm();
  station.calm();
  world.time.runUntil(START_MS + 3 * HOUR_MS);
  return { world, station };
}

/** Null where all is well; else what is not, with what happened. */
function expectWhole(run: Run): void {
  const { world, station } = day(run);
  const problems = [...problemsOf(world, station, run)];
  const notes = world.time.notes().slice(-400).join("\n");
  expect(problems, `${notes}\n${problems.join("\n")}`).toEqual([]);
}

function* problemsOf(
  world: TranslatedWorld,
  station: ModelStation,
  { habits, settings }: Run,
): Generator<string> {
  if (!station.isQuiet()) yield "the station has still something to tell";
  yield* station.faults;
  if (settings?.ackMode !== "endToEnd") yield* station.refusals;
  for (const { action, problem } of world.mind.ledger.violations()) yield `${action}: ${problem}`;
  for (const each of world.deadLetters)
    yield `dead letter: ${each.why} ${each.action} ${each.problem}`;
  const answered = world.commandAnswers.map(({ id }) => id);
  if (new Set(answered).size !== answered.length) yield "a command was answered twice";
  const left = Object.keys(world.state()?.outbox ?? {}).length;
  if (left > 0) yield `${left} messages are left`;
  const transactions = world.mind.ledger.transactions();
  const ints = new Set(station.sessions.map(({ int }) => int).filter((int) => int !== null));
  const told = station.sessions.filter(({ int }) => int !== null);
  if (ints.size !== told.length) yield "a number was given twice";
  // A connector that says "Charging" for ever may be charging.
  const isTold = habits.statusShare === 1;
  for (const session of station.sessions) {
    const own = transactions.filter(({ idToken }) => idToken === session.idTag);
    if (session.isForgotten && own.length === 0) continue;
    const [only] = own;
    if (only === undefined || own.length > 1) {
      yield `${session.idTag} has ${own.length} transactions`;
      continue;
    }
    const isStuck = session.isForgotten && !isTold;
    if (!only.isEnded && !isStuck) yield `${session.idTag} has not ended`;
    const wh = session.isForgotten ? null : (session.meterStop ?? 0) - session.meterStart;
    if (wh !== null && only.energyWh !== wh) yield `${session.idTag}: ${only.energyWh} of ${wh} Wh`;
  }
  const known = new Set(station.sessions.map(({ idTag }) => idTag));
  for (const { idToken, transactionId, isEnded, energyWh } of transactions) {
    // The cable was seen; when the card is told of, the connector has long said that it is free.
    const isCable = settings?.txStart === "onPreparing" && idToken === "" && energyWh === null;
    if (isCable && isEnded) continue;
    if (!known.has(idToken)) yield `${transactionId} of ${idToken} is nobody's`;
  }
}

const seed = fc.integer({ min: 0, max: 1_000_000 });

const faulty: Chances = { kill: 0.01, refusal: 0.02, silence: 0.01, outages: 2 };
const numRuns = Number(process.env["RUNS"] ?? 30);

it("5: killed anywhere, no transaction is lost or doubled, and the energy is the station's", () => {
  fc.assert(
    fc.property(seed, (value) =>
      expectWhole({ seed: value, habits: { ...tidy, drops: 4 }, chances: faulty }),
    ),
    { numRuns },
  );
});

const share = fc.constantFrom(0, 0.3);
const anyHabits: fc.Arbitrary<Habits> = fc.record({
  keepsIds: fc.boolean(),
  restartsIds: fc.boolean(),
  placeholder: fc.constantFrom(null, -1, 0),
  bootsOnReconnect: fc.boolean(),
  statusShare: fc.constantFrom(1, 0.5),
  clock: fc.constantFrom("right", "1970", "ahead", "no zone"),
  hasCommas: fc.boolean(),
  lateShare: share,
  repeatShare: share,
  isHasty: fc.boolean(),
  drops: fc.constantFrom(0, 8),
  reboots: fc.constantFrom(0, 3),
  forgetShare: fc.constantFrom(0, 0.5),
});
/** Both connectors on one EVSE. */
const shared = [1, 2].map((connectorId) => ({
  ...{ connectorId, evseId: 1, evseConnectorId: connectorId, connectorType: null },
}));
const anySettings: fc.Arbitrary<Partial<Settings>> = fc.record({
  presence: fc.constantFrom("mirror", "decoupled"),
  ackMode: fc.constantFrom("durable", "endToEnd"),
  topology: fc.constantFrom<Settings["topology"]>("auto", shared),
  evseInEveryEvent: fc.boolean(),
  customData: fc.boolean(),
  txStart: fc.constantFrom("onStartTransaction", "onPreparing"),
});

it("6: so is it with the habits of stations in the field", () => {
  fc.assert(
    fc.property(seed, anyHabits, anySettings, fc.boolean(), (value, habits, settings, isFaulty) => {
      expectWhole({ seed: value, habits, settings, chances: isFaulty ? faulty : none });
    }),
    { numRuns },
  );
});

it("1, 3 and 5: so is it while the CSMS asks for things", () => {
  fc.assert(
    fc.property(seed, anySettings, fc.boolean(), (value, settings, isFaulty) => {
      const habits = { ...tidy, drops: isFaulty ? 4 : 0 };
      const chances = isFaulty ? faulty : none;
      expectWhole({ seed: value, habits, settings, chances, commands: true });
    }),
    { numRuns },
  );
});
