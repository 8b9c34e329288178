import { expect, it, onTestFinished } from "vitest";
import { takePulse } from "../../src/supervise/pulse.ts";
import { until } from "../support/until.ts";

const quick = { askMs: 40, silencesMax: 2, startSilencesMax: 4 };

function pulseOf(answers: (asked: number) => boolean) {
  let asked = 0;
  const silent: number[] = [];
  const pulse = takePulse(
    {
      ask() {
        asked += 1;
        if (answers(asked)) queueMicrotask(() => pulse.heard());
      },
      onSilent: (ms) => silent.push(ms),
    },
    quick,
  );
  onTestFinished(pulse.stop);
  return { asked: () => asked, silent };
}

it("says nothing while each question has its answer", async () => {
  const { asked, silent } = pulseOf(() => true);
  await until(() => asked() > 8, "questions");
  expect(silent).toEqual([]);
});

it("tells once of a process that no longer answers", async () => {
  const { asked, silent } = pulseOf((nth) => nth <= 3);
  await until(() => silent.length > 0, "it is told");
  expect(asked()).toBeGreaterThanOrEqual(5);
  expect(silent).toEqual([80]);
});

it("waits longer for the first answer", async () => {
  const { asked, silent } = pulseOf(() => false);
  await until(() => silent.length > 0, "it is told");
  expect(asked()).toBeGreaterThanOrEqual(4);
  expect(silent).toEqual([160]);
});

it("blames nobody when it stood still itself", async () => {
  const { asked, silent } = pulseOf((nth) => nth <= 3);
  const standStill = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  await until(() => {
    // Each time before it could have become too much.
    standStill();
    return asked() > 12;
  }, "questions");
  expect(silent).toEqual([]);
});
