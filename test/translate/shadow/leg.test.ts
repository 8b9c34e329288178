import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { newLinkId, parseStationId } from "../../../src/base/ids.ts";
import { dialCsms } from "../../../src/relay/csms-leg.ts";
import type { SpoolRecord } from "../../../src/spool/record.ts";
import {
  beginShadowDial,
  openShadowLeg,
  recordShadowRefusal,
} from "../../../src/translate/shadow/leg.ts";
import { asking, startWsServer, translatedRoute } from "../../support/legs.ts";
import { until } from "../../support/until.ts";

it("is a link of its own: what is said and its end, once, with what it was made of", async () => {
  const server = await startWsServer();
  const recorded: SpoolRecord[] = [];
  const spool = {
    append: (record: SpoolRecord) => recorded.push(record) > 0,
    whenWritten: (callback: () => void) => callback(),
  };
  const deps = {
    clock: systemClock,
    record: { spool, instance: "test.shadow", messageBytesMax: 4 },
  };
  const route = translatedRoute(server.url);
  const whose = { stationId: parseStationId("CP-1"), route, target: "/CP-1" };
  const dial = beginShadowDial(whose, null, deps);
  const answer = await dialCsms(dial.request, null, await asking());
  if (answer.kind !== "open") throw new Error("it is open");
  onTestFinished(() => answer.webSocket.terminate());
  const heard: string[] = [];
  const lost: string[] = [];
  const leg = openShadowLeg(dial, answer, {
    ...deps,
    ...{ pingMs: 0, observe: () => undefined },
    onMessage: (of, { payload }) => void heard.push(`${of === leg} ${payload}`),
    onLost: (of, how) => void lost.push(`${of === leg} ${how}`),
  });
  leg.resume();
  const from = { linkId: newLinkId(), seq: 7 };
  leg.send('[2,"1"]', from);
  await until(() => server.received.length === 1, "it has arrived");
  const socket = await server.nth(1);
  socket.send("[3]");
  await until(() => heard.length === 1, "it is heard");
  socket.close(1000);
  await once(answer.webSocket, "close");
  await until(() => lost.length > 0, "its end is told");
  expect([heard, lost]).toEqual([["true [3]"], ["true close-frame"]]);
  const { linkId } = dial;
  expect(new Set(recorded.map((record) => record.linkId))).toEqual(new Set([linkId]));
  expect(recorded).toMatchObject([
    { kind: "link-opened", body: { leg: "shadow", instance: "test.shadow", stationId: "CP-1" } },
    { kind: "note", body: { note: "translated", seq: 1, from } },
    { kind: "message", seq: 1, leg: "shadow", sender: "station", isTruncated: true },
    { kind: "message", seq: 2, leg: "shadow", sender: "csms" },
    { kind: "control-frame", opcode: 8, sender: "csms" },
    { kind: "control-frame", opcode: 8, sender: "station" },
    { kind: "link-closed", body: { closedBy: "csms", how: "close-frame", lastSeq: 2 } },
  ]);
});

it("an attempt that fails is in the record, too", async () => {
  const recorded: SpoolRecord[] = [];
  const append = (record: SpoolRecord) => recorded.push(record) > 0;
  const spool = { append, whenWritten: () => undefined };
  const deps = {
    clock: systemClock,
    record: { spool, instance: "test.shadow", messageBytesMax: 4 },
  };
  const route = translatedRoute("ws://127.0.0.1:9");
  const whose = { stationId: parseStationId("CP-1"), route, target: "/CP-1" };
  const dial = beginShadowDial(whose, "Basic c2VjcmV0OnNlY3JldA==", deps);
  const answer = await dialCsms(dial.request, null, await asking());
  if (answer.kind === "open") throw new Error("nobody listens there");
  recordShadowRefusal(dial, answer, deps);
  expect(recorded).toMatchObject([
    { kind: "link-refused", body: { leg: "shadow", status: 0, failure: { stage: "connect" } } },
  ]);
  expect(JSON.stringify(recorded)).not.toContain("c2VjcmV0");
});
