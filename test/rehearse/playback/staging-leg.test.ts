import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { parseStationId } from "../../../src/base/ids.ts";
import { dialStaging, targetFor } from "../../../src/rehearse/playback/staging-leg.ts";
import type { SpoolRecord } from "../../../src/spool/record.ts";
import { asking, startWsServer, translatedRoute } from "../../support/legs.ts";
import { until } from "../../support/until.ts";
import { linkOf } from "./days.ts";

const CP_1 = parseStationId("CP-1");

async function dialled(upstream: string, link = linkOf(), isListed = true) {
  const records: SpoolRecord[] = [];
  const heard: string[] = [];
  const lost: string[] = [];
  const spool = {
    append: (record: SpoolRecord) => records.push(record) > 0,
    whenWritten: (callback: () => void) => callback(),
  };
  const leg = await dialStaging(CP_1, link, {
    ...{ route: translatedRoute(upstream), asking: await asking(), clock: systemClock },
    ...{ record: { spool, instance: "replay-1" }, observe: () => undefined },
    credentials: { authorizationOf: () => (isListed ? null : undefined) },
    listener: {
      onMessage: ({ payload }) => void heard.push(payload.toString()),
      onLost: (how) => void lost.push(how),
    },
  });
  return { leg, records, heard, lost };
}

describe("a WebSocket to the staging CSMS", () => {
  it("offers what the recorded link spoke, and is recorded as a link of its own", async () => {
    const server = await startWsServer();
    const { leg, records, heard } = await dialled(server.url, linkOf({ target: "/ocpp/CP-1?x=1" }));
    if (typeof leg === "string") throw new Error(leg);
    leg.resume();
    const socket = await server.nth(1);
    expect(socket.protocol).toBe("ocpp1.6");
    expect(server.requests[0]?.url).toMatch(/\/CP-1$/);
    socket.send("hello");
    leg.send("hi", null);
    await until(() => heard.length > 0 && server.received.length > 0, "both have heard");
    await leg.close("close-frame", { code: 1000, reason: "" });
    const opened = records.find(({ kind }) => kind === "link-opened");
    expect(opened).toMatchObject({
      body: { leg: "shadow", instance: "replay-1", stationId: "CP-1" },
    });
    expect(records.filter(({ kind }) => kind === "message")).toHaveLength(2);
    expect(records.at(-1)).toMatchObject({ kind: "link-closed", body: { closedBy: "ocpptap" } });
  });

  it("is none where that refuses, nobody knows the version, or credentials are missing", async () => {
    const server = await startWsServer();
    server.refuse(403);
    const refused = await dialled(server.url);
    expect([refused.leg, refused.records[0]?.kind]).toEqual(["it answered 403", "link-refused"]);
    const silent = await dialled(server.url, linkOf({ subprotocol: null, version: null }));
    expect(silent.leg).toMatch(/which version/);
    expect((await dialled(server.url, linkOf(), false)).leg).toMatch(/not listed/);
  });
});

it("asks with the last part of the recorded path, spelt as it was", () => {
  const { targetOf } = translatedRoute("ws://staging.example/x/{station}");
  const target = (id: string, recorded: string) =>
    targetFor({ targetOf }, parseStationId(id), recorded);
  expect(target("CP 1", "/ocpp/CP%201?v=2")).toBe("/x/CP%201");
  expect(target("CP 1", "")).toBe("/x/CP%201");
  expect(target("CP-1", "/another/one")).toBe("/x/CP-1");
});
