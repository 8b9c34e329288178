import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { createLeftOver } from "../../src/relay/left-over.ts";
import { createLinks, type Link, NO_TRAFFIC } from "../../src/relay/links.ts";

it("what is left of a link is found, silent since its end, until it is not there any more", () => {
  const told: string[] = [];
  const links = createLinks({
    held: ({ id }) => told.push(`held ${id === link.id}`),
    freed: ({ id }) => told.push(`freed ${id === link.id}`),
  });
  const link: Link = {
    ...{ id: newLinkId(), stationId: parseStationId("S"), key: "k", remoteAddress: "" },
    ...{ authorizationDigest: null, stationHeardAtUs: () => 1, traffic: () => NO_TRAFFIC },
    isAtBoundary: () => true,
    close: () => Promise.resolve(),
  };
  const leftOver = createLeftOver(links, { nowUs: () => 7 });
  leftOver.set(true);
  expect(links.leftOf("k")).toBeNull();
  links.add(link);
  links.remove(link);
  leftOver.of(link);
  leftOver.set(true);
  leftOver.set(true);
  const left = links.leftOf("k");
  expect(left).toMatchObject({ id: link.id, key: "k" });
  expect(left?.stationHeardAtUs()).toBe(7);
  expect(links.ofStation("k"), "it is no link").toBeNull();
  expect([links.count(), links.allOf("S")]).toEqual([0, [left]]);
  leftOver.set(false);
  expect(links.leftOf("k")).toBeNull();
  expect(told).toEqual(["held true", "freed true", "held true", "freed true"]);
});
