import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { parseStationId } from "../../src/base/ids.ts";
import type { Gone } from "../../src/relay/early-bytes.ts";
import type { Way } from "../../src/relay/middle.ts";
import { dialWays, NOBODY_WAITS, ROUTE_WAY } from "../../src/relay/ways.ts";
import { asking, startWsServer, translatedRoute } from "../support/legs.ts";
import { memorySpool } from "../support/relay.ts";

async function dial(ways: readonly Way[], upstream: string, gone: Gone | null = null) {
  const spool = memorySpool();
  const plan = {
    ...{ stationId: parseStationId("CP 1/2"), instance: "here", query: "?a=b" },
    ...{ route: translatedRoute(upstream), authorization: "Basic own", subprotocol: "ocpp2.0.1" },
  };
  const deps = { asking: await asking(), clock: systemClock, spool };
  const dialled = await dialWays(ways, plan, { gone, deps });
  const { answer } = dialled;
  if (answer.kind === "open") onTestFinished(() => answer.webSocket.terminate());
  return { ...dialled, refused: spool.of("link-refused").map(({ body }) => body) };
}

it("the route's own address with its credentials; the identity is one segment", async () => {
  const csms = await startWsServer();
  const { answer, way, refused } = await dial([ROUTE_WAY], `${csms.url}/ocpp`);
  expect([answer.kind, way, refused]).toEqual(["open", ROUTE_WAY, []]);
  expect(csms.requests).toEqual([{ url: "/ocpp/CP%201%2F2?a=b", authorization: "Basic own" }]);
});

it("in their order, each that came to nothing with its record, until one opens", async () => {
  const csms = await startWsServer();
  const ways = [
    { id: "2.new", url: "ws://127.0.0.1:1/none", password: "secret" },
    { id: "3.new", url: `${csms.url}/there`, password: "secret" },
    { id: "route.new", url: null, password: null },
  ];
  const { way, refused } = await dial(ways, "ws://127.0.0.1:1");
  expect(way.id).toBe("3.new");
  expect(csms.requests).toEqual([
    {
      url: "/there/CP%201%2F2?a=b",
      authorization: `Basic ${Buffer.from("CP 1/2:secret").toString("base64")}`,
    },
  ]);
  expect(refused).toMatchObject([
    { leg: "csms", upstreamUrl: "ws://127.0.0.1:1/none/CP%201%2F2?a=b" },
  ]);
});

it("the last answer where none opens; nothing more where nobody waits", async () => {
  const none = { id: "2", url: null, password: null };
  const { answer, way, refused } = await dial([ROUTE_WAY, none], "ws://127.0.0.1:1");
  expect([answer.kind, way.id, refused.length]).toEqual(["failed", "2", 2]);
  const gone = { is: () => true, listen: () => undefined };
  const left = await dial([ROUTE_WAY, none], "ws://127.0.0.1:1", gone);
  expect(left.answer).toMatchObject({ failure: { code: NOBODY_WAITS.failure.code } });
  expect(left.refused).toHaveLength(1);
});

it("an address that is none is passed over, with its record", async () => {
  const csms = await startWsServer();
  const way = (url: string) => ({ id: url, url, password: null });
  const bad = ["ws://csms.example/#x", "ws://{station}.example/"].map(way);
  const { answer, refused } = await dial([...bad, ROUTE_WAY], csms.url);
  expect(answer.kind).toBe("open");
  expect(refused).toMatchObject([
    { failure: { code: "URL_INVALID" } },
    { failure: { code: "URL_INVALID" } },
  ]);
});
