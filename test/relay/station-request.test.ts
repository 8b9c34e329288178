import { Socket } from "node:net";
import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { parseRequestHead } from "../../src/relay/head.ts";
import { compileRoutes, findRoute } from "../../src/relay/route.ts";
import {
  describeHandshake,
  msBetween,
  type StationRequest,
  stationIdOfRequest,
  tlsOf,
  valueText,
} from "../../src/relay/station-request.ts";

function requestOf(text: string, upstream = "ws://u:p@c/x"): StationRequest {
  const head = parseRequestHead(Buffer.from(text, "latin1"));
  const target = head?.target ?? "";
  const routes = compileRoutes({ routes: [], upstream });
  return {
    linkId: newLinkId(),
    socket: new Socket(),
    head,
    target,
    routed: head === null ? null : findRoute(routes, target),
    remoteAddress: "127.0.0.1",
    remotePort: 9,
    tls: null,
    behind: null,
    acceptedAtUs: 1_000,
    headAtUs: 3_500,
  };
}

const facts = { instance: "one", answeredAtUs: 10_000 };

it("describes a request without its credentials", () => {
  const request = requestOf(
    "GET //CP%201?token=a HTTP/1.1\r\nSec-WebSocket-Protocol: ocpp1.6,\r\nsec-websocket-protocol: , ocpp2.1\r\n\r\n",
  );
  expect(describeHandshake(request, facts)).toMatchObject({
    stationId: "CP 1",
    instance: "one",
    route: "/{station}",
    mode: "transparent",
    target: "//CP%201?token=***",
    upstreamUrl: "ws://c/x//CP%201?token=***",
    subprotocolHeader: "ocpp1.6,, , ocpp2.1",
    subprotocolsOffered: ["ocpp1.6", "ocpp2.1"],
    authorization: null,
    requestMs: 2.5,
    answerMs: 6.5,
  });
  expect(stationIdOfRequest(request)).toBe("CP 1");
});

it("describes a request that was not understood", () => {
  const request = requestOf("nonsense");
  expect(describeHandshake(request, facts)).toMatchObject({
    stationId: "",
    route: "",
    upstreamUrl: "",
    headers: [],
    subprotocolHeader: null,
    subprotocolsOffered: [],
  });
});

it("knows no TLS of a plain socket, no value of an absent header, no time below zero", () => {
  expect(tlsOf(new Socket())).toBeNull();
  expect(valueText([], "x")).toBeNull();
  expect(msBetween(5_000, 1_000)).toBe(0);
});
