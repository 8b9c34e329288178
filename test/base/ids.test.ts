import { expect, it } from "vitest";
import { newLinkId, otherSender, parseLinkId, parseStationId } from "../../src/base/ids.ts";

it("accepts only UUIDs as link ids, in either case", () => {
  const id = newLinkId();
  expect(parseLinkId(id)).toBe(id);
  expect(parseLinkId(id.toUpperCase())).toBe(id);
  for (const text of ["", "x", `${id}0`, id.slice(1), `${id}'; DROP TABLE messages`]) {
    expect(parseLinkId(text)).toBeNull();
  }
});

it("keeps a station's identity as it is", () => {
  expect(parseStationId("CP/1 ä")).toBe("CP/1 ä");
});

it("knows the other side", () => {
  expect([otherSender("station"), otherSender("csms")]).toEqual(["csms", "station"]);
});
