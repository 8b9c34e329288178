import { expect, it } from "vitest";
import type { InterceptedLink, OpenIntercept } from "../../src/relay/intercept.ts";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";

async function linkWith(hasCalls: boolean | null) {
  const opened: InterceptedLink[] = [];
  const watch: OpenIntercept = (link) => {
    opened.push(link);
    return {
      ...{ isOn: () => false, message: () => true },
      ...{ ending: () => undefined, close: () => undefined },
    };
  };
  const csms = await startRawCsms(() =>
    SWITCHING.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: ocpp2.0.1\r\n\r\n"),
  );
  const relay = await relayFor(
    { routes: [{ match: "/ocpp/{station}", upstream: csms.url }] },
    { interceptsOf: () => (hasCalls === null ? null : { hasCalls, chain: [watch] }) },
  );
  const station = await dialRaw(relay.port);
  station.send(requestHead("/ocpp/a/CP-1?x=1", ["Authorization: Basic Q1AtMTpz"]));
  await station.sees("\r\n\r\n");
  return { opened, link: relay.linkOf("/ocpp/{station}\nCP-1") };
}

it("tells an intercept whose link it is, and gives it the link's calls", async () => {
  const { opened, link } = await linkWith(true);
  expect(opened).toMatchObject([
    {
      ...{ linkId: link?.id, stationId: "CP-1", key: link?.key, tail: "a/CP-1", query: "?x=1" },
      ...{ subprotocol: "ocpp2.0.1", authorization: "Basic Q1AtMTpz", calls: link?.calls },
    },
  ]);
  expect(opened[0]?.fixedBecause("station")).toBeNull();
});

it("has no calls where the route permits none, and nothing at all where it has no intercepts", async () => {
  const { opened, link } = await linkWith(false);
  expect([opened[0]?.calls, link?.calls]).toEqual([null, null]);
  const none = await linkWith(null);
  expect([none.opened, none.link?.calls]).toEqual([[], null]);
});
