import { expect, it } from "vitest";
import { newLinkId } from "../../../src/base/ids.ts";
import { closedOf } from "../../support/spool.ts";
import { until } from "../../support/until.ts";
import { boot, shadowed } from "./world.ts";

it("follows 1.6 on transparent routes only, and keeps a query to itself", async () => {
  const { links, link, other } = await shadowed();
  link({ subprotocol: "ocpp2.0.1" });
  link({ mode: "translate", leg: "station" });
  link({ target: "/other/path/CP-1", subprotocol: "ocpp2.1" });
  expect([links.open(), links.counts().stations]).toEqual([[], 0]);
  link({ subprotocol: null });
  expect(links.open()).toMatchObject([{ target: "/CP-1" }]);
  await until(() => links.counts().connected === 1, "it is connected");
  expect(other.handshakes).toMatchObject([{ identity: "CP-1" }]);
});

it("a link that is over ends the other leg, one that was taken over does not", async () => {
  const { links, link, take, other } = await shadowed();
  const first = link();
  first.say("station", [2, "1", "BootNotification", boot]);
  await until(() => other.of("BootNotification").length === 1, "the boot has crossed");
  const second = link();
  take(closedOf(first.linkId, 1));
  const status = { connectorId: 1, status: "Faulted", errorCode: "NoError" };
  second.say("station", [2, "2", "StatusNotification", status]);
  await until(() => other.of("StatusNotification").length === 1, "the other leg is there");
  expect(other.connections()).toBe(1);
  take(closedOf(second.linkId, 1));
  await until(() => other.connections() === 0, "the other leg is closed");
  expect(links.open()).toEqual([]);
});

it("a relay that has started knows none of its links before, and nothing of another's", async () => {
  const { links, link, take, other } = await shadowed();
  link();
  await until(() => other.connections() === 1, "it is connected");
  const started = (instance: string) => {
    const body = { note: "relay-started", instance, relayRun: newLinkId() } as const;
    take({ kind: "note", linkId: newLinkId(), seq: 0, receivedAtUs: 0, body });
  };
  started("test.2");
  expect(links.open()).toHaveLength(1);
  started("test");
  await until(() => other.connections() === 0, "its leg is closed");
  expect(links.open()).toEqual([]);
});

it("looks first, then plays what it begins with", async () => {
  const { links, link, other } = await shadowed();
  const { say } = link({}, newLinkId(), false);
  say("station", [2, "1", "StatusNotification", { connectorId: 1, status: "Faulted" }], false);
  expect(links.counts().stations).toBe(0);
  links.begin();
  say("station", [2, "2", "BootNotification", boot]);
  await until(() => other.of("StatusNotification").length === 1, "the status is told");
  expect(other.of("StatusNotification")).toMatchObject([{ connectorStatus: "Faulted" }]);
});

it("links are known again after a restart", async () => {
  const { links, link, other } = await shadowed();
  const linkId = newLinkId();
  links.restore([
    { linkId, target: "/CP-9", instance: "test" },
    { linkId: newLinkId(), target: "/no/route", instance: null },
  ]);
  links.begin();
  expect(links.open().map(({ target }) => target)).toEqual(["/CP-9", "/no/route"]);
  await until(() => other.connections() === 2, "they are connected");
  link({}, linkId);
  expect(links.open()).toHaveLength(2);
});

it("tells what is missing once for each station", async () => {
  const { links, link, take, eventsOf } = await shadowed();
  const { linkId } = link();
  const gap = { kind: "gap", linkId, seq: 4, receivedAtUs: 0, reason: "opaque" } as const;
  take({ ...gap, fromSeq: 2, toSeq: 4 });
  links.gapAll("the disk");
  expect(eventsOf("shadowGapped")).toMatchObject([{ stationId: "CP-1" }]);
});
