import { Socket } from "node:net";
import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import {
  type BridgedRequest,
  isStranger,
  isVerdict,
  newcomerOf,
  refusedBecause,
  refusedWith,
  unfitness,
} from "../../src/relay/admission.ts";
import { parseRequestHead } from "../../src/relay/head.ts";
import { createLinks, type Link } from "../../src/relay/links.ts";
import { translatedRoute } from "../support/legs.ts";

const KEY = ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"];
const subprotocols = { station: "ocpp1.6", csms: "ocpp2.0.1" };

function request(headers: readonly string[], more: object = {}, id = "CP-1"): BridgedRequest {
  const head = parseRequestHead(Buffer.from(`GET /x HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`));
  if (head === null) throw new Error("no head");
  const route = translatedRoute("ws://csms.example", more);
  const stationId = parseStationId(id);
  return {
    ...{ linkId: newLinkId(), socket: new Socket(), head, target: "/x", tls: null, behind: null },
    routed: {
      ...{ route, stationId, upstreamTarget: "/x", query: "" },
      ...{ home: route.match, tail: id, isOverridden: false },
    },
    ...{ remoteAddress: "10.0.0.1", remotePort: 1, acceptedAtUs: 0, headAtUs: 0 },
  };
}

it("a request is fit with the station's subprotocol somewhere in its offers", () => {
  const of = (headers: readonly string[], id?: string) =>
    unfitness(request(headers, {}, id), { subprotocols });
  expect(of([...KEY, "Sec-WebSocket-Protocol: ocpp1.5, ocpp1.6"])).toBeNull();
  expect(of([...KEY, "Sec-WebSocket-Protocol: ocpp1.5"])).toContain("the station offers ocpp1.5");
  expect(of(KEY)).toContain("the station offers nothing");
  expect(of(["Sec-WebSocket-Protocol: ocpp1.6"])).toContain("Sec-WebSocket-Key");
  for (const id of ["", ".", ".."]) {
    expect(of([...KEY, "Sec-WebSocket-Protocol: ocpp1.6"], id)).toContain("identity");
  }
});

it("who is a stranger is the CSMS's to say where it is shown the station's credentials", () => {
  const links = createLinks();
  const own = request(["Authorization: Basic own"], {
    credentials: { mode: "static", password: "x" },
  });
  const other = request(["Authorization: Basic b"], {
    credentials: { mode: "static", password: "x" },
  });
  expect(isStranger(other, links)).toBe(false);
  const { key, remoteAddress, authorizationDigest } = newcomerOf(own);
  const link: Link = {
    ...{ id: newLinkId(), stationId: parseStationId("CP-1"), key, remoteAddress },
    ...{ authorizationDigest, stationHeardAtUs: () => 0, close: async () => undefined },
    isAtBoundary: () => true,
    traffic: () => ({ messages: { station: 0, csms: 0 }, bytes: { station: 0, csms: 0 } }),
  };
  links.add(link);
  expect(isStranger(own, links)).toBe(false);
  expect(isStranger(other, links)).toBe(true);
  expect(isStranger(request(["Authorization: Basic b"]), links)).toBe(false);
});

it("the CSMS's verdicts are the station's, everything else is 503", () => {
  const route = translatedRoute("ws://csms.example:81");
  const headers = [["www-authenticate", "Basic"]] as const;
  const of = (status: number) =>
    refusedWith({ kind: "refused", status, reason: "No", headers, body: "" }, route);
  expect(of(401)).toEqual({
    refusal: {
      status: 401,
      sentence: "ocpptap: the CSMS at csms.example:81 answered 401 No.",
      headers,
    },
    ...{ refusedBy: "csms", failure: null },
  });
  expect(of(404).refusal).toMatchObject({ status: 404 });
  expect(of(500).refusal).toMatchObject({ status: 503 });
  const failure = { stage: "connect", code: "ECONNREFUSED", problem: "nobody" } as const;
  expect(refusedWith({ kind: "failed", failure }, route)).toMatchObject({
    ...{ refusal: { status: 503 }, refusedBy: "ocpptap", failure },
  });
  expect([401, 403, 404, 400, 500].map(isVerdict)).toEqual([true, true, true, false, false]);
  expect(refusedBecause(400, "why").refusal.sentence).toBe("ocpptap: why.");
});
