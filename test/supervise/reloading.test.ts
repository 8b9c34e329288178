import { expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import type { Plan } from "../../src/config/changes.ts";
import { type Config, configSchema } from "../../src/config/schema.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { configurationDetail, createReloading } from "../../src/supervise/reloading.ts";
import { until } from "../support/until.ts";

const to = (upstream: string, more: object = {}) => configSchema.parse({ upstream, ...more });

function fixture(files: (() => Promise<Config>)[]) {
  const events: TapEvent[] = [];
  const applied: { readonly plan: Plan; readonly config: Config }[] = [];
  const order: string[] = [];
  const reloading = createReloading(
    {
      config: to("ws://one"),
      load: () => files.shift()?.() ?? Promise.reject(new Error("read once too often")),
      apply: async (plan, config) => {
        if (config.upstream === "ws://nobody") throw new OperationalError("NO_UPSTREAM");
        applied.push({ plan, config });
      },
      onBegin: () => void order.push("begin"),
      onEnd: () => void order.push("end"),
    },
    {
      observe: (event) => void events.push(event),
      metrics: { measure: () => undefined },
      clock: { nowUs: () => 1_000_000 },
    },
  );
  const idle = () => until(() => order.at(-1) === "end", "it is over");
  return { reloading, events, applied, order, idle };
}

it("puts in force what can be, and names what needs a restart", async () => {
  const { reloading, events, applied, idle } = fixture([
    async () => to("ws://two", { data: "/x" }),
  ]);
  reloading.hangUp();
  await idle();
  expect(applied[0]?.config).toMatchObject({ upstream: "ws://two", data: "./ocpptap-data" });
  expect(events).toEqual([
    { name: "reloaded", changed: ["upstream"], again: [], waiting: ["data"] },
  ]);
  expect(reloading.state()).toEqual({
    ...{ readAt: "1970-01-01T00:00:01.000000Z", refused: null, waiting: ["data"] },
  });
  expect(configurationDetail(reloading.state())).toBe("changed but needs a restart: data");
});

it("what cannot be used is told with its remedy, and changes nothing", async () => {
  const faults = "  a.yaml:3: is wrong\n  a.yaml:4: is wrong, too";
  const { reloading, events, applied, order, idle } = fixture([
    () => Promise.reject(new OperationalError("CONFIG_INVALID", { count: 2, faults })),
    async () => to("ws://nobody"),
    async () => to("ws://two"),
  ]);
  reloading.hangUp();
  await idle();
  const problem = "The configuration has 2 fault(s): a.yaml:3: is wrong a.yaml:4: is wrong, too";
  expect(events).toMatchObject([{ name: "reloadRefused", problem }]);
  expect(configurationDetail(reloading.state())).toContain(problem);
  order.length = 0;
  reloading.hangUp();
  await idle();
  expect(reloading.state().refused?.problem).toBe("No CSMS to relay to was given.");
  expect(applied).toEqual([]);
  order.length = 0;
  reloading.hangUp();
  await idle();
  // Compared with what is in force, not with what was refused.
  expect(applied.map(({ plan }) => plan.now.map(({ path }) => path))).toEqual([["upstream"]]);
  expect(reloading.state().refused).toBeNull();
  expect(configurationDetail(reloading.state())).toBe("");
});

it("signals that come meanwhile amount to one more reading", async () => {
  const first = Promise.withResolvers<Config>();
  const { reloading, applied, order, idle } = fixture([
    () => first.promise,
    async () => to("ws://three"),
  ]);
  for (let times = 0; times < 5; times += 1) reloading.hangUp();
  first.resolve(to("ws://two"));
  await idle();
  expect(applied.map(({ config }) => config.upstream)).toEqual(["ws://two", "ws://three"]);
  expect(order).toEqual(["begin", "end"]);
});

it("begins nothing once it is closed", async () => {
  const { reloading, order } = fixture([]);
  await reloading.close();
  reloading.hangUp();
  expect(order).toEqual([]);
});
