import { describe, expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import {
  compileRoutes,
  findRoute,
  routeTo,
  stationIdOf,
  upstreamsOf,
  upstreamUrl,
} from "../../src/relay/route.ts";

type Facts = { readonly match: string; readonly upstream: string };

function routed(routes: readonly Facts[], target: string, upstream?: string) {
  const compiled = compileRoutes({
    routes: routes.map((route) => ({ ...route, mode: "transparent" })),
    upstream,
  });
  const found = findRoute(compiled, target);
  return found === null
    ? null
    : {
        match: found.route.match,
        url: upstreamUrl(found.route.upstream, found.upstreamTarget),
        stationId: found.stationId,
      };
}

const url = (match: string, upstream: string, target: string) =>
  routed([{ match, upstream }], target)?.url ?? null;

describe("findRoute", () => {
  it.each([
    ["/ocpp/{station}", "ws://c/x/{station}", "/ocpp/CP-1", "ws://c/x/CP-1"],
    ["/ocpp/{station}", "ws://c/x/{station}/y", "/ocpp/CP-1", "ws://c/x/CP-1/y"],
    ["/ocpp/{station}", "ws://c/x", "/ocpp/CP-1", "ws://c/x/CP-1"],
    ["/ocpp/{station}", "ws://c/x/", "/ocpp/CP-1", "ws://c/x/CP-1"],
    ["/ocpp/{station}", "ws://c", "/ocpp/CP-1", "ws://c/CP-1"],
    ["/ocpp/{station}", "wss://c:8443/x", "/ocpp//CP-1", "wss://c:8443/x//CP-1"],
    ["/ocpp/{station}", "ws://c/x", "//ocpp///CP-1", "ws://c/x///CP-1"],
    ["/ocpp/{station}", "ws://c/x", "/ocpp/a/b/CP%2f%zz/", "ws://c/x/a/b/CP%2f%zz/"],
    ["/ocpp/{station}", "ws://c/x", "/ocpp/../CP 1", "ws://c/x/../CP 1"],
    ["/ocpp/{station}", "ws://c/x", "/ocpp/", "ws://c/x/"],
    ["/ocpp/{station}", "ws://c/x", "ws://me:9000/ocpp/CP-1?a", "ws://c/x/CP-1?a"],
    ["/ocpp/{station}", "ws://c/x", "/ocpp/$&", "ws://c/x/$&"],
    ["/{station}/ocpp", "ws://c/{station}", "/CP-1/ocpp", "ws://c/CP-1"],
    ["/{station}", "ws://[::1]:9/x", "/CP-1", "ws://[::1]:9/x/CP-1"],
    ["/{station}", "ws://c/x", "/CP-1?a=%20&b", "ws://c/x/CP-1?a=%20&b"],
    ["/{station}", "ws://c/x", "/CP-1?", "ws://c/x/CP-1?"],
    ["/{station}", "ws://c/x?k=1", "/CP-1?a=2", "ws://c/x/CP-1?k=1&a=2"],
    ["/{station}", "ws://c/x?k=1", "/CP-1", "ws://c/x/CP-1?k=1"],
    ["/{station}", "ws://c/x?id={station}", "/CP-1", "ws://c/x?id=CP-1"],
    ["/{station}", "ws://u:p@c/x", "/CP-1", "ws://c/x/CP-1"],
    ["/ocpp/{station}", "ws://c/x", "/ocppCP-1", null],
    ["/ocpp/{station}", "ws://c/x", "/ocpp", null],
    ["/ocpp/{station}", "ws://c/x", "/OCPP/CP-1", null],
    ["/ocpp/{station}", "ws://c/x", "*", null],
  ])("%s to %s: %s becomes %s", (match, upstream, target, expected) => {
    expect(url(match, upstream, target)).toBe(expected);
  });

  it("takes the first that matches, and upstream last", () => {
    const routes = [
      { match: "/a/{station}", upstream: "ws://a" },
      { match: "/{station}", upstream: "ws://b" },
    ];
    expect(routed(routes, "/a/1", "ws://c")?.match).toBe("/a/{station}");
    expect(routed(routes, "/b/1", "ws://c")?.url).toBe("ws://b/b/1");
    expect(routed(routes.slice(0, 1), "//b/1/?q", "ws://c/p/")?.url).toBe("ws://c/p//b/1/?q");
  });

  it("keeps the spelling of the upstream's own path", () => {
    expect(url("/{station}", "ws://c//a/../%7e/ü", "/1")).toBe(
      `ws://c//a/../%7e/${Buffer.from("ü").toString("latin1")}/1`,
    );
  });
});

describe("compileRoutes", () => {
  it("refuses a station in the host: the station would choose whom we dial", () => {
    expect(() =>
      routed([{ match: "/{station}", upstream: "ws://{station}.example/" }], "/"),
    ).toThrow(OperationalError);
  });

  it("makes the upstream's user and password a header, and defaults the port", () => {
    const [plain, secure] = compileRoutes({
      routes: [
        { match: "/{station}", upstream: "ws://a%20b:%zz@c", mode: "transparent" },
        { match: "/{station}", upstream: "wss://[::1]", mode: "transparent", upstreamCa: "ca.pem" },
      ],
      upstream: undefined,
    });
    expect(plain?.upstream).toEqual({
      isTls: false,
      host: "c",
      port: 80,
      hostHeader: "c",
      authorization: `Basic ${Buffer.from("a b:%zz").toString("base64")}`,
      caFile: null,
      tls: null,
    });
    expect(secure?.upstream).toMatchObject({
      isTls: true,
      host: "::1",
      port: 443,
      hostHeader: "[::1]",
      authorization: null,
      caFile: "ca.pem",
      tls: null,
    });
  });
});

describe("backends", () => {
  const backend = { name: "energy", actions: [], pingMs: 0 };
  const compiled = () =>
    compileRoutes({
      routes: [
        {
          ...{ match: "/{station}", upstream: "ws://c", mode: "transparent" },
          backends: [{ ...backend, upstream: "wss://e/x/{station}", upstreamCa: "e.pem" }],
        },
      ],
      upstream: undefined,
    });

  it("have an address and certificates of their own, and so has the override of their route", () => {
    const [route] = compiled();
    if (route === undefined) throw new Error("no route");
    for (const { backends } of [route, routeTo("ws://other", route)]) {
      expect(backends[0]?.upstream).toMatchObject({ host: "e", isTls: true, caFile: "e.pem" });
      expect(backends[0]?.targetOf("CP-1", "")).toBe("/x/CP-1");
    }
  });

  it("are dialled as the CSMS is", () => {
    expect(upstreamsOf(compiled()).map(({ upstream }) => upstream.host)).toEqual(["c", "e"]);
  });
});

describe("stationIdOf", () => {
  it.each([
    ["/ocpp/CP-1", "CP-1"],
    ["CP-1//", "CP-1"],
    ["a/CP%201%2F2", "CP 1/2"],
    ["a/CP%zz", "CP%zz"],
    [Buffer.from("ü").toString("latin1"), "ü"],
    ["\xfc", "\xfc"],
    ["", ""],
  ])("%j: %j", (path, expected) => {
    expect(stationIdOf(path)).toBe(expected);
  });
});
