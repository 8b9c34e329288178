import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { recordCsmsRefusal } from "../../src/relay/bridge-record.ts";
import { translatedRoute } from "../support/legs.ts";
import { memorySpool, relayFor } from "../support/relay.ts";
import { startStrictCsms, strictStation } from "../support/translated-peers.ts";

it("each leg's opening says what was asked and answered on it, without credentials", async () => {
  const csms = await startStrictCsms();
  const translate = { station: "1.6", csms: "2.0.1" };
  const relay = await relayFor({
    routes: [{ match: "/ocpp/{station}", upstream: csms.url, mode: "translate", translate }],
  });
  const password = "0123456789abcdef";
  await strictStation(`${relay.url}/ocpp`, { password }).connect();
  const [mine, theirs] = relay.spool.of("link-opened").map(({ body }) => body);
  const authorization = { scheme: "Basic", user: "CP-1", secretBytes: 16 };
  expect(mine).toMatchObject({
    ...{ leg: "station", mode: "translate", target: "/ocpp/CP-1", subprotocol: "ocpp1.6" },
    ...{ subprotocolsOffered: ["ocpp1.6"], authorization, supersedes: null },
    responseHeaders: expect.arrayContaining([["Sec-WebSocket-Protocol", "ocpp1.6"]]),
  });
  expect(theirs).toMatchObject({
    ...{ leg: "csms", mode: "translate", target: "/csms/CP-1", subprotocol: "ocpp2.0.1" },
    ...{ subprotocolsOffered: ["ocpp2.0.1"], authorization, remoteAddress: "127.0.0.1" },
    ...{ remotePort: csms.port, upstreamUrl: `${csms.url}/CP-1`, stationId: "CP-1" },
    headers: [
      ["Host", `127.0.0.1:${csms.port}`],
      ["Authorization", "***"],
      ["Sec-WebSocket-Protocol", "ocpp2.0.1"],
    ],
  });
});

it("a leg that did not come to be says why", () => {
  const spool = memorySpool();
  const clock = { nowUs: () => 5_000 };
  const request = {
    ...{ upstream: translatedRoute("ws://csms.example").upstream, target: "/CP-1?token=secret" },
    stationId: "CP-1",
    ...{ authorization: null, subprotocol: "ocpp2.0.1" },
  };
  const dial = {
    ...{ linkId: newLinkId(), stationId: parseStationId("CP-1"), instance: "here", route: "/x" },
    ...{ request, dialledAtUs: 2_000, clock },
  };
  const failure = { stage: "connect", code: "ECONNREFUSED", problem: "nobody there" } as const;
  recordCsmsRefusal(dial, { kind: "failed", failure }, { spool, clock });
  const headers = [["Set-Cookie", "secret"]] as const;
  const refused = { kind: "refused", status: 403, reason: "No", headers, body: "no" } as const;
  recordCsmsRefusal(dial, refused, { spool, clock });
  const [first, second] = spool.of("link-refused").map(({ body }) => body);
  expect(first).toMatchObject({
    refusedBy: "ocpptap",
    status: 0,
    failure,
    answerMs: 3,
    leg: "csms",
  });
  expect(second).toMatchObject({ refusedBy: "csms", status: 403, reason: "No", body: "no" });
  expect(JSON.stringify([first, second])).not.toContain("secret");
});
