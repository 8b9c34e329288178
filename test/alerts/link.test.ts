import { expect, it } from "vitest";
import { linkOf } from "../../src/alerts/link.ts";
import { alert, HOSTILE, NOON_US } from "./samples.ts";

it("leads to the console's page of the group's findings", () => {
  const about = { group: { rule: "call-timeout", station: HOSTILE }, fromUs: NOON_US };
  const given = alert({ when: "severity:error", model: "One" });
  const url = new URL(linkOf("https://tap.example/", { ...about, alert: given }));
  expect(url.origin + url.pathname).toBe("https://tap.example/findings");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    model: "One",
    rule: "call-timeout",
    station: HOSTILE,
    q: "severity:error",
    from: "2026-11-21T12:00:00.000000Z",
  });
});

it("leads to the system page where it is about ocpptap itself", () => {
  const given = alert({ on: "ocpptap" });
  expect(linkOf("http://x", { group: {}, fromUs: 0, alert: given })).toBe("http://x/system");
});
