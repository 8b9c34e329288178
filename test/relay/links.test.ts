import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { createLinks, type Link, linkKey } from "../../src/relay/links.ts";

const key = linkKey("/{station}", parseStationId("CP-1"));

function link(closed: string[]): Link {
  const id = newLinkId();
  return {
    id,
    stationId: parseStationId("CP-1"),
    key,
    remoteAddress: "127.0.0.1",
    authorizationDigest: null,
    stationHeardAtUs: () => 0,
    isAtBoundary: () => true,
    traffic: () => ({ messages: { station: 2, csms: 1 }, bytes: { station: 200, csms: 10 } }),
    close: async (how) => void closed.push(`${id} ${how}`),
  };
}

it("finds the newest link of a station, and none once that is gone", () => {
  const links = createLinks();
  const [old, young] = [link([]), link([])];
  links.add(old);
  links.add(young);
  expect(links.count()).toBe(2);
  expect(links.ofStation(key)).toBe(young);
  links.remove(old);
  expect(links.ofStation(key)).toBe(young);
  expect([links.has(old), links.has(young)]).toEqual([false, true]);
  links.remove(young);
  expect(links.ofStation(key)).toBeNull();
});

it("closes all", async () => {
  const closed: string[] = [];
  const links = createLinks();
  const both = [link(closed), link(closed)];
  for (const each of both) links.add(each);
  await links.closeAll();
  expect(closed).toEqual(both.map(({ id }) => `${id} shutdown`));
});

it("tells the same identity on two routes apart", () => {
  expect(linkKey("/a/{station}", parseStationId("x"))).not.toBe(
    linkKey("/b/{station}", parseStationId("x")),
  );
});

it("counts what passed in open and in closed links, each once", () => {
  const links = createLinks();
  const both = [link([]), link([])] as const;
  for (const each of both) links.add(each);
  links.remove(both[0]);
  links.remove(both[0]);
  expect(links.traffic()).toEqual({
    messages: { station: 4, csms: 2 },
    bytes: { station: 400, csms: 20 },
  });
});

it("counts what passed on legs that come and go, once, and never backwards", () => {
  const links = createLinks();
  const one = { messages: { station: 1, csms: 2 }, bytes: { station: 3, csms: 4 } };
  const [first, second] = [links.watch(() => one), links.watch(() => one)];
  expect(links.traffic().messages).toEqual({ station: 2, csms: 4 });
  first();
  first();
  expect(links.traffic()).toEqual({
    messages: { station: 2, csms: 4 },
    bytes: { station: 6, csms: 8 },
  });
  second();
  links.add(link([]));
  expect(links.traffic().messages).toEqual({ station: 4, csms: 5 });
});
