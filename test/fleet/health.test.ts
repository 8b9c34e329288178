import { expect, it } from "vitest";
import type { Failure } from "../../src/fleet/backend.ts";
import { createHealth } from "../../src/fleet/health.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { until } from "../support/until.ts";
import { askedBackend, failure } from "./asked-backend.ts";

function healthOf(probeAnswer: { now: Failure | { readonly kind: "stored" } }) {
  const events: TapEvent[] = [];
  let probes = 0;
  const { backend } = askedBackend({
    probe: async () => {
      probes += 1;
      return probeAnswer.now;
    },
  });
  const health = createHealth(backend, (event) => events.push(event));
  return { health, events, probes: () => probes };
}

it("health is told when it changes, and looked for while it is gone", async () => {
  const answer: { now: Failure | { readonly kind: "stored" } } = { now: failure };
  const { health, events, probes } = healthOf(answer);
  await until(() => !health.now().isWell, "the first probe fails");
  expect(health.now().detail).toBe("The state kept in the test cannot be used: on order.");
  health.failed(failure);
  await until(() => probes() === 2, "it is probed again");
  answer.now = { kind: "stored" };
  await until(() => health.now().isWell, "it is well again");
  expect(health.now().detail).toBe("state is kept in the test");
  expect(events).toMatchObject([
    { name: "stateStoreFailed", code: "STATE_UNAVAILABLE", remedy: "Wait." },
    { name: "stateStoreRecovered", where: "in the test" },
  ]);
  health.close();
});

it("work that succeeds is as good as a probe", async () => {
  const { health, events } = healthOf({ now: { kind: "stored" } });
  health.failed(failure);
  health.worked();
  health.worked();
  expect(health.now().isWell).toBe(true);
  expect(events.map(({ name }) => name)).toEqual(["stateStoreFailed", "stateStoreRecovered"]);
  health.close();
});
