/**
 * Random processes killed at random moments under load, overlapping. `npm run kills` does it a
 * hundred times; the seed is printed, and `KILLS_SEED` repeats its choices (not its timing).
 */
import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { createRandom, type Random } from "../../../src/simulate/random.ts";
import { everyRole, type Stage, startMixedStage } from "../../support/fault-stage.ts";
import type { Loss } from "../../support/traffic.ts";
import { boot, password } from "../../support/translated-day.ts";
import { strictStation } from "../../support/translated-peers.ts";

const KILLS = Number(process.env["KILLS"] ?? 12);
const SEED = process.env["KILLS_SEED"] ?? String(randomInt(1_000_000_000));
const VICTIMS = ["relay", "recorder", "store", "console", "state", "supervisor"] as const;
const STATIONS = 10;
/** Between two kills: from the middle of a start to some seconds of work. */
const PAUSE_MS = 2_500;
/** From a kill to the last of its links: a supervisor's children have two seconds. */
const LINKS_END_MS = 5_000;

type Kill = { readonly victim: string; readonly atMs: number };

it(`${KILLS} random kills: what was relayed is recorded or counted, once, and only a killed relay loses links`, {
  timeout: 120_000 + KILLS * 15_000,
}, async () => {
  process.stdout.write(`random kills: seed ${SEED}, ${KILLS} kills\n`);
  const { stage } = await startMixedStage();
  const load = await stage.load(`${KILLS} random kills (seed ${SEED})`, {
    ...{ stations: STATIONS, redials: true },
  });
  const translated = keepTranslating(`${stage.served.stationUrl}/translated`);
  const kills = await killAtRandom(stage, createRandom(SEED));
  await Promise.all(everyRole.map(stage.runs));
  await load.pass(200, 60_000);
  await translated.stop();
  await load.settle({ mayLose: true });

  const relays = kills.filter(({ victim }) => victim === "relay" || victim === "supervisor");
  const unexplained = load.losses.filter((loss) => !relays.some((kill) => explains(kill, loss)));
  expect(unexplained, "links lost but those of a killed relay").toEqual([]);
  const counts = VICTIMS.map((name) => [name, kills.filter((k) => k.victim === name).length]);
  process.stdout.write(`random kills: ${counts.map((each) => each.join(" ")).join(", ")}\n`);
  expect(kills).toHaveLength(KILLS);
  expect(translated.calls(), "a translated station was served, too").toBeGreaterThan(0);
});

async function killAtRandom(stage: Stage, random: Random): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  while (kills.length < KILLS) {
    await new Promise((resolve) => setTimeout(resolve, random.integer(0, PAUSE_MS)));
    const victim = random.pick(VICTIMS);
    // It is down, and waits for its next start.
    if (stage.pidOf(victim) === 0) continue;
    kills.push({ victim, atMs: performance.now() });
    stage.kill(victim, "SIGKILL");
    if (victim === "supervisor") await stage.serveAgain();
  }
  return kills;
}

function explains({ atMs }: Kill, { dialledMs, lostMs }: Loss): boolean {
  return dialledMs <= atMs + LINKS_END_MS && atMs <= lostMs && lostMs <= atMs + LINKS_END_MS;
}

/** One translated station, which keeps the state process in being and dials again when it must. */
function keepTranslating(url: string) {
  let isOver = false;
  let calls = 0;
  const living = (async () => {
    while (!isOver) {
      const station = strictStation(url, { password });
      try {
        await station.connect();
        await station.call("BootNotification", boot);
        while (!isOver) {
          await station.call("Heartbeat", {});
          calls += 1;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200));
      } finally {
        await station.close({ force: true }).catch(() => undefined);
      }
    }
  })();
  return {
    calls: () => calls,
    async stop() {
      isOver = true;
      await living;
    },
  };
}
