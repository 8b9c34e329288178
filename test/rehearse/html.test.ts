import { expect, it } from "vitest";
import { escaped, pageHead, reportHtml, stationHtml } from "../../src/rehearse/html.ts";
import { summaryOf } from "../../src/rehearse/summary.ts";
import { reportOf, setKey, station, transfer } from "./told.ts";

const facts = { madeAt: "2026-11-21T09:00:00.000000Z", version: "1.0", consoleUrl: "" };
const hostile = `"><script>alert(1)</script><img src=x onerror=y>'&\u0000\u202e`;

it("is one page without scripts, whatever peers wrote", () => {
  const report = reportOf({
    station: { stationId: hostile, ocppVersion: "1.6", ...named(hostile) },
    transfers: [transfer({ vendorId: hostile, messageId: hostile })],
    sets: [setKey({ key: hostile, value: hostile })],
    rules: [{ rule: "clock-skew", findings: 1, sentence: hostile, message: null }],
  });
  const parts = reportHtml([report], summaryOf([report]), facts);
  const page = [pageHead(facts), ...parts].join("");
  const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map((match) => match[1]));
  const own = "a bdi body caption details h1 h2 head html meta p small span style summary table";
  const allowed = new Set([...own.split(" "), ...["tbody", "td", "th", "thead", "title", "tr"]]);
  expect([...tags].filter((tag) => !allowed.has(tag ?? ""))).toEqual([]);
  expect(page).not.toContain("\u0000");
  expect(page.match(/<bdi>/g)?.length).toBe(page.match(/<\/bdi>/g)?.length);
  expect(page.match(/<td/g)?.length).toBe(page.match(/<\/td>/g)?.length);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain(escaped(`"><script>alert(1)</script>`));
});

const named = (text: string) => ({ vendor: text, model: text, firmware: text });

it("names the message of each example, and links it where a console is known", () => {
  const report = reportOf({ station });
  expect(stationHtml(report, facts)).toContain("<small>link:link-1 seq 1</small>");
  const linked = stationHtml(report, { ...facts, consoleUrl: "https://tap.example" });
  expect(linked).toContain('<a href="https://tap.example/messages/link-1/1"');
});
