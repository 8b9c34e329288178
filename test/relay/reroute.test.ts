import { expect, it } from "vitest";
import type { Override } from "../../src/config/override.ts";
import { configSchema } from "../../src/config/schema.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { createReroute } from "../../src/relay/reroute.ts";
import { compileRoutes, findRoute } from "../../src/relay/route.ts";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

const { routes } = configSchema.parse({
  routes: [
    { match: "/ocpp/{station}", upstream: "ws://old.example/a/{station}/b" },
    { match: "/new/{station}", upstream: "wss://new.example/x" },
  ],
});
const compiled = compileRoutes({ routes, upstream: undefined });

function rerouted(override: Override | null, target = "/ocpp//CP%2d1?q=1") {
  const events: TapEvent[] = [];
  const observe = (event: TapEvent) => void events.push(event);
  const reroute = createReroute(compiled, { of: () => override }, observe);
  return { found: reroute(findRoute(compiled, target)), names: events.map(({ name }) => name) };
}

it("leads to another route, with the station's tail and query as received", () => {
  const { found, names } = rerouted({ route: "/new/{station}" });
  expect(found).toMatchObject({
    ...{ upstreamTarget: "/x//CP%2d1?q=1", home: "/ocpp/{station}", isOverridden: true },
    route: { match: "/new/{station}", upstream: { host: "new.example", isTls: true } },
  });
  expect(names).toEqual(["overrideFollowed"]);
});

it("leads to a URL, under the route of the path", () => {
  const { found } = rerouted({ upstream: "ws://third.example:81/{station}/y" });
  expect(found).toMatchObject({
    ...{ upstreamTarget: "//CP%2d1/y?q=1", isOverridden: true },
    route: { match: "/ocpp/{station}", mode: "transparent", upstream: { port: 81 } },
  });
});

it("leaves alone what has no override, or one to its own route, or one that cannot be followed", () => {
  for (const [override, expected] of [
    [null, []],
    [{ route: "/ocpp/{station}" }, []],
    [{ route: "/gone/{station}" }, ["overrideUnusable"]],
    [{ upstream: "nonsense" }, ["overrideUnusable"]],
  ] as const) {
    const { found, names } = rerouted(override);
    expect(found).toMatchObject({ isOverridden: false, route: { match: "/ocpp/{station}" } });
    expect(names).toEqual(expected);
  }
  expect(rerouted({ route: "/new/{station}" }, "/elsewhere").found).toBeNull();
});

it("a link is relayed by it, says so in the record, and ends when its station is sent away", async () => {
  const [old, next] = [await startRawCsms(), await startRawCsms()];
  let override: Override | null = null;
  const relay = await relayFor(
    { routes: [{ match: "/ocpp/{station}", upstream: old.url }] },
    { overrides: { of: () => override } },
  );
  const dial = async () => {
    const station = await dialRaw(relay.port);
    station.send(requestHead("/ocpp/CP-1"));
    await station.sees("\r\n\r\n");
    expect(station.text()).toBe(SWITCHING);
    return station;
  };
  const first = await dial();
  override = { upstream: next.url };
  relay.sendAway("CP-1");
  await until(() => first.ended(), "it is sent away");
  const second = await dial();
  second.send("alive");
  await (await next.leg(1)).sees("alive");
  const [closed] = relay.spool.of("link-closed");
  expect(closed?.body).toMatchObject({ closedBy: "ocpptap", how: "rerouted" });
  const opened = relay.spool.of("link-opened").map(({ body }) => body.overrides);
  expect(opened).toEqual([undefined, "/ocpp/{station}"]);
});
