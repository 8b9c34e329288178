import { expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { configSchema } from "../../src/config/schema.ts";
import { compileRoutes } from "../../src/relay/route.ts";
import { openIntercepts } from "../../src/roles/intercepts.ts";
import { memoryState } from "../support/memory-state.ts";
import { memorySpool } from "../support/relay.ts";

const faults = { all: () => new Map(), onChange: () => () => undefined };
const backend = { name: "energy", upstream: "ws://energy.example" };

function standing(route: object) {
  const routes = compileRoutes(
    configSchema.parse({ routes: [{ match: "/{station}", upstream: "ws://c", ...route }] }),
  );
  const { forRelay, detail } = openIntercepts({
    ...{ spool: memorySpool(), clock: systemClock, observe: () => undefined },
    ...{ metrics: { measure: () => undefined }, store: () => memoryState() },
    faults,
  });
  const [compiled] = routes;
  if (compiled === undefined) throw new Error("no route");
  const found = forRelay.interceptsOf?.(compiled) ?? null;
  expect(detail()).toBe("");
  return found === null ? null : { hasCalls: found.hasCalls, chain: found.chain.length };
}

it("nothing stands in the links of a route that permits nothing", () => {
  expect(standing({})).toBeNull();
});

it("back-ends look on, and have calls where one of them may call", () => {
  expect(standing({ backends: [backend] })).toEqual({ hasCalls: false, chain: 1 });
  const other = { ...backend, name: "fleet", actions: ["Reset"] };
  expect(standing({ backends: [backend, other] })).toEqual({ hasCalls: true, chain: 1 });
});
