import { expect, it } from "vitest";
import { createMeter } from "../../src/simulate/meter.ts";
import { createRandom } from "../../src/simulate/random.ts";
import { createStopSwitch, runSession, type SessionPlan } from "../../src/simulate/session.ts";
import { createLeapingTime } from "../../src/simulate/time.ts";

function stage(answers: { authorize?: boolean; start?: boolean } = {}) {
  const time = createLeapingTime(0);
  const stopSwitch = createStopSwitch(time);
  const told: string[] = [];
  const tell = async (step: string) => void told.push(step);
  const meter = createMeter({ powerMaxW: 11_000, phases: 3, random: createRandom(1) });
  const { stop, abandon } = stopSwitch;
  const session = { stop, abandon, transactionId: "tx" };
  const plan: SessionPlan = {
    connector: { id: 1, meter, isOperative: true, session },
    session,
    isRemote: false,
    car: { batteryWh: 60_000, socPercent: 20 },
    durationMs: 100_000,
    meterEveryMs: 30_000,
    dwellMs: 1_000,
    stopReason: "local",
  };
  const steps = {
    plugged: () => tell("plugged"),
    authorize: async () => {
      await tell("authorize");
      return answers.authorize ?? true;
    },
    start: async () => {
      await tell("start");
      return answers.start ?? true;
    },
    sample: () => tell("sample"),
    stop: (_reading: unknown, reason: string) => tell(`stop ${reason}`),
    left: () => tell("left"),
  };
  const run = (more: Partial<SessionPlan> = {}) =>
    runSession({ ...plan, ...more }, steps, { time, stopSwitch });
  return { run, told, stopSwitch, time };
}

it("goes through all steps, sampling in between", async () => {
  const { run, told } = stage();
  const outcome = await run();
  expect(told).toEqual([
    ...["plugged", "authorize", "start", "sample", "sample", "sample", "stop local", "left"],
  ]);
  expect(outcome).toMatchObject({ status: "finished", samples: 3, transactionId: "tx" });
  expect(outcome.meterStopWh - outcome.meterStartWh).toBeCloseTo(305, -1);
});

it("leaves without starting where the card is refused", async () => {
  const { run, told } = stage({ authorize: false });
  expect(await run()).toMatchObject({ status: "refused", stopReason: null });
  expect(told).toEqual(["plugged", "authorize", "left"]);
});

it("needs no card for a remote start", async () => {
  const { run, told } = stage();
  await run({ isRemote: true });
  expect(told).not.toContain("authorize");
});

it("stops at once for the first reason it is given", async () => {
  const { run, told, stopSwitch, time } = stage();
  time.after(40_000, () => {
    stopSwitch.stop("remote");
    stopSwitch.stop("unplugged");
  });
  expect(await run()).toMatchObject({ stopReason: "remote", samples: 1 });
  expect(told.at(-2)).toBe("stop remote");
  expect(time.nowMs()).toBe(40_000);
});

it("ends as refused where the start was", async () => {
  const { run, told } = stage({ start: false });
  expect(await run()).toMatchObject({ status: "refused", stopReason: "deauthorized", samples: 0 });
  expect(told.at(-2)).toBe("stop deauthorized");
});
