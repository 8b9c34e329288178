import { Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { type BridgedRequest, newcomerOf } from "../../src/relay/admission.ts";
import { createBridges } from "../../src/relay/bridges.ts";
import { parseRequestHead } from "../../src/relay/head.ts";
import { createLinks } from "../../src/relay/links.ts";
import { echoMiddle } from "../support/echo-middle.ts";
import { asking, translatedRoute } from "../support/legs.ts";
import { memorySpool } from "../support/relay.ts";

const head = parseRequestHead(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
const route = translatedRoute("ws://csms.example");
const socket = new Socket();

function requestOf(id: string): BridgedRequest {
  if (head === null) throw new Error("no head");
  return {
    ...{
      linkId: newLinkId(),
      socket,
      head,
      target: "/",
      tls: null,
      behind: null,
      remoteAddress: "",
    },
    routed: {
      ...{ route, stationId: parseStationId(id), upstreamTarget: "/", query: "" },
      ...{ home: route.match, tail: id, isOverridden: false },
    },
    ...{ remotePort: 0, acceptedAtUs: 0, headAtUs: 0 },
  };
}

async function bridgesWith(middle = echoMiddle()) {
  const bridges = createBridges(
    { instance: "here", messageBytesMax: 1_024, isStrict: false, strictHoldMsMax: 1 },
    {
      ...{ links: createLinks(), spool: memorySpool(), clock: systemClock },
      ...{ observe: () => undefined, asking: await asking() },
    },
  );
  const open = async (id: string) => {
    const bridge = bridges.for(requestOf(id), middle);
    await bridge?.opened();
    return bridge;
  };
  return { bridges, middle, open, key: (id: string) => newcomerOf(requestOf(id)).key };
}

it("one for each station, found again", async () => {
  const { bridges, open, key } = await bridgesWith();
  const one = await open("CP-1");
  expect(await open("CP-1")).toBe(one);
  expect(await open("CP-2")).not.toBe(one);
  expect([bridges.count(), bridges.of(key("CP-1")), bridges.of("?")]).toEqual([2, one, null]);
});

it("one without legs is let go of after a while, unless it is asked for again", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { bridges, open, key, middle } = await bridgesWith();
  await open("CP-1");
  bridges.idle(key("CP-1"));
  await vi.advanceTimersByTimeAsync(limits.bridgeIdleMs - 1);
  await open("CP-1");
  await vi.advanceTimersByTimeAsync(limits.bridgeIdleMs);
  expect(bridges.count()).toBe(1);
  bridges.idle(key("CP-1"));
  await vi.advanceTimersByTimeAsync(limits.bridgeIdleMs);
  expect([bridges.count(), middle.log.at(-1)]).toEqual([0, "release"]);
});

it("their number is bounded: the longest idle one goes, or there is no room", async () => {
  const { bridges, open, key } = await bridgesWith();
  const middle = echoMiddle();
  for (let count = 0; count < limits.bridgesMax; count += 1) {
    bridges.for(requestOf(`CP-${count}`), middle);
  }
  expect(bridges.for(requestOf("one more"), echoMiddle())).toBeNull();
  bridges.idle(key("CP-7"));
  bridges.idle(key("CP-3"));
  expect(await open("one more")).not.toBeNull();
  expect([bridges.of(key("CP-7")), bridges.of(key("CP-3"))]).toMatchObject([null, {}]);
  expect(bridges.count()).toBe(limits.bridgesMax);
  await bridges.close();
});

it("at the end all are released", async () => {
  const { bridges, open, middle } = await bridgesWith();
  await open("CP-1");
  await open("CP-2");
  await bridges.close();
  expect(middle.log.filter((line) => line === "release")).toHaveLength(2);
  expect(bridges.count()).toBe(0);
});
