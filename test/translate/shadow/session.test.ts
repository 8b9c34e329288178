import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { startWsServer } from "../../support/legs.ts";
import { until } from "../../support/until.ts";
import { boot, shadowed } from "./world.ts";

const start = (connectorId: number) => ({
  ...{ connectorId, idTag: "CARD", meterStart: 0, timestamp: "2026-05-01T10:00:00Z" },
});

it("nothing that is said there or here makes it fail", async () => {
  const hostile = await startWsServer();
  const { link, eventsOf } = await shadowed({ upstream: hostile.url });
  const { say } = link();
  const socket = await hostile.nth(1);
  const texts = ["", "{", "[2]", '[2,"1","Reset",{"type":7}]', '[2,"2","__proto__",{}]', "[4,1]"];
  for (const text of texts) {
    socket.send(text);
    say("station", text);
    say("csms", text);
  }
  socket.send('[2,"3","Reset",{"type":"Immediate"}]');
  await until(() => hostile.received.some((text) => text.includes("shadow")), "it is refused");
  expect([eventsOf("bug"), eventsOf("dialogueEnded")]).toEqual([[], []]);
  expect(eventsOf("shadowCommand").map(({ action, how }) => [action, how])).toContainEqual([
    ...["Reset", "refused"],
  ]);
});

it("while the store is away it keeps starts and stops, and says what it dropped", async () => {
  const { link, store, links, eventsOf } = await shadowed();
  store.refuse(true);
  const { say } = link();
  say("station", [2, "start", "StartTransaction", start(1)]);
  for (let each = 0; each <= limits.shadowWaitingMax; each += 1) {
    say("station", [2, `${each}`, "Heartbeat", {}]);
  }
  expect(eventsOf("shadowGapped")).toHaveLength(1);
  expect(links.isSettled()).toBe(false);
  await until(() => eventsOf("dialogueEnded").length === 1, "it is told");
  store.refuse(false);
  const stored = () => [...(store.stored.get("shadow/default/CP-1")?.keys() ?? [])];
  await until(() => stored().some((key) => key.startsWith("transactions/")), "the start is there");
  await until(() => links.isSettled(), "all is translated");
});

it("another instance that takes the station is left alone until it connects here again", async () => {
  const { link, store, eventsOf, links } = await shadowed();
  const { say } = link();
  await until(() => links.counts().connected === 1, "it is connected");
  store.fail(1, "STATE_TAKEN");
  say("station", [2, "1", "BootNotification", boot]);
  await until(() => eventsOf("stationTaken").length === 1, "it is taken");
  await until(() => links.counts().connected === 0, "its leg is closed");
  say("station", [2, "2", "Heartbeat", {}]);
  expect(links.isSettled()).toBe(true);
  link();
  await until(() => links.counts().connected === 1, "it is back");
});

it("tells that the other CSMS cannot be reached", async () => {
  const { link, eventsOf } = await shadowed({ upstream: "ws://127.0.0.1:9" });
  link();
  await until(() => eventsOf("csmsRedialled").length > 0, "it was tried");
  expect(eventsOf("csmsRedialled")[0]).toMatchObject({ outcome: "failed" });
});
