import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import type { LinkFacts } from "../../src/findings/happening.ts";
import { createStations, peerOf, type StationPeer } from "../../src/findings/stations.ts";

const peer = (id: string, leg: StationPeer["leg"] = "station"): StationPeer => ({
  stationId: parseStationId(id),
  leg,
});

it("takes a relayed link and a station's own leg for the same, the CSMS's leg for another", () => {
  const facts: Omit<LinkFacts, "leg"> = {
    ...{ linkId: newLinkId(), stationId: parseStationId("A"), instance: "test", version: null },
    ...{ openedAtUs: 0, bootAtUs: null, exchangeTimeoutMs: 1 },
  };
  expect(peerOf({ ...facts, leg: "both" })).toEqual(peer("A"));
  expect(peerOf({ ...facts, leg: "station" })).toEqual(peer("A"));
  expect(peerOf({ ...facts, leg: "csms" })).toEqual(peer("A", "csms"));
});

it("keeps the two legs of a station apart", () => {
  const stations = createStations<string>();
  stations.touch(peer("A"), "own");
  stations.touch(peer("A", "csms"), "other");
  expect(stations.get(peer("A"))).toBe("own");
  expect(stations.get(peer("A", "csms"))).toBe("other");
  expect([...stations.all()]).toEqual([peer("A"), peer("A", "csms")]);
});

it("lists the one silent for longest first, and tells each touch once", () => {
  const stations = createStations<string>();
  for (const id of ["A", "B", "A"]) stations.touch(peer(id), id);
  stations.put(peer("C"), "restored");
  expect([...stations.all()]).toEqual([peer("B"), peer("A"), peer("C")]);
  expect(stations.takeTouched()).toEqual([peer("A"), peer("B")]);
  expect(stations.takeTouched()).toEqual([]);
});

it("forgets the one silent for longest beyond the limit", () => {
  const stations = createStations<number>();
  for (let at = 0; at <= limits.stationStatesMax; at += 1) stations.touch(peer(`${at}`), at);
  expect(stations.get(peer("0"))).toBeUndefined();
  expect(stations.get(peer("1"))).toBe(1);
});
