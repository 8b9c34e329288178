/** The list of messages: where it stands, what it does not show twice, and what failed beside it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { parseStationId } from "../../src/base/ids.ts";
import type { ConsoleDeps } from "../../src/console/console.ts";
import { type Served, serveConsole } from "../console/served.ts";
import { openRecord, type Record } from "../query/record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "../query/rows.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";

/** One a second, back from the epoch; the served clock is an hour after it. */
const ROWS = 3_500;
const second = parseStationId("CP-8");

describe.runIf(hasChromium)("the list of messages", () => {
  let dir: string;
  let record: Record;
  let served: Served;
  let browser: Browser;
  /** Questions with this in them fail. */
  let failing = "";
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "ocpptap-list-"));
    [record, browser] = await Promise.all([openRecord(), openBrowser()]);
    const { reader } = record;
    const query: ConsoleDeps["store"]["query"] = (statement, ...asked) =>
      failing !== "" && statement.includes(failing)
        ? Promise.reject(new OperationalError("STORE_BUSY", { problem: "it is being tried out" }))
        : reader.query(statement, ...asked);
    served = await serveConsole(dir, { query });
    await record.insert({
      messages: [
        ...Array.from({ length: ROWS }, (_, index) =>
          messageRow({ seq: index + 1, receivedAtUs: EPOCH_US - index * 1_000_000 }),
        ),
        messageRow({ stationId: second, linkId: linkIdOf(2), receivedAtUs: EPOCH_US + 1 }),
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await record.close();
    await rm(dir, { recursive: true, force: true });
  });

  const go = (path: string) => browser.go(`${served.url}${path}`);
  const text = (selector: string) => `document.querySelector('${selector}')?.textContent`;
  const drawn = "document.querySelectorAll('.m-rows .m-row:not(.m-empty)').length";
  const param = (name: string) =>
    browser.ask<string | null>(`new URLSearchParams(location.search).get('${name}')`);
  const openedIsSeen = `(() => {
    const row = document.querySelector('.m-row.opened.active')?.getBoundingClientRect();
    const list = document.querySelector('.m-scroll')?.getBoundingClientRect();
    return row !== undefined && list !== undefined && row.top >= list.top && row.bottom <= list.bottom;
  })()`;

  it("stands at the message of its address", async () => {
    await go(`/messages/${linkIdOf(1)}/700?t=all`);
    await browser.sees(openedIsSeen, "the row of the message");
    expect(await browser.ask("document.querySelector('.m-row.opened').ariaRowIndex")).toBe("702");
    expect(await param("t")).toBe("all");
    await browser.page.keyboard.press("j");
    await browser.sees(`location.pathname.endsWith("/701")`, "the one below it");
  });

  it.each([
    ["of another time", `/messages/${linkIdOf(1)}/60`],
    ["too far down to be scrolled to", `/messages/${linkIdOf(1)}/3000?t=all`],
  ])("begins around a message that is %s", async (_which, path) => {
    await go(path);
    await browser.sees(`new URLSearchParams(location.search).has('from')`, "a time around it");
    await browser.sees(openedIsSeen, "the row of the message");
    const [from, to] = [await param("from"), await param("to")];
    expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(305_000);
  });

  it("stays at its top where the query leaves the message out", async () => {
    await go(`/messages/${linkIdOf(1)}/60?t=all&q=station:CP-8`);
    await browser.sees(`${drawn} === 1 && ${text(".m-drawer h2")}?.includes("CP-7")`, "both");
    expect(await browser.ask("document.querySelector('.m-row.opened')")).toBeNull();
    expect([await param("from"), await param("q")]).toEqual([null, "station:CP-8"]);
  });

  it("shows a message of the tail that is older than the tail once, in its place", async () => {
    const LIVE = parseStationId("LIVE");
    const row = (seq: number, atMs: number) =>
      messageRow({
        ...{ seq, linkId: linkIdOf(7), stationId: LIVE, receivedAtUs: EPOCH_US + atMs * 1_000 },
        messageId: `m${seq}`,
      });
    const [before, first, late, next] = [row(1, 0), row(2, 500), row(3, 250), row(4, 900)];
    await record.insert({ messages: [before] });
    await go("/?q=station:LIVE&t=all&live=1");
    await until(() => served.live.listeners() > 0, "the page listens");
    served.live.publish(first, []);
    await browser.sees(`${drawn} === 2`, "the first of the tail above the recorded one");
    await record.insert({ messages: [first, late, next] });
    served.live.publish(late, []);
    served.live.publish(next, []);
    const order = `[...document.querySelectorAll('.m-row .m-time')].slice(1).map((one) => one.title).join()`;
    const times = [".900", ".500", ".250", ".000"].map((part) => `09:00:00${part}`);
    await browser.sees(
      `${order}.split(",").map((iso) => iso.slice(11, 23)).join() === "${times.join()}"`,
      "each once, in the order of time",
    );
  });

  it("says when what stands beside it could not be counted, and tries again when told", async () => {
    failing = "grouping(";
    await go("/?t=all");
    await browser.sees(
      `${drawn} > 10 && ${text(".m-facets .problem")}?.includes("tried out")`,
      "it",
    );
    failing = "";
    await browser.page.locator(".m-facets").getByRole("button", { name: "Try again" }).click();
    await browser.sees("document.querySelectorAll('.m-facet').length > 2", "the facets");
  });

  it("has its facets on a narrow screen too, when they are asked for", async () => {
    const { page } = browser;
    await page.setViewportSize({ width: 800, height: 900 });
    await go("/?t=all");
    await browser.sees(`${drawn} > 5`, "rows");
    expect(await page.locator(".m-facets").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Narrow down" }).click();
    await page.locator(".m-facet button", { hasText: "CP-8" }).first().click();
    await browser.sees(`${drawn} === 1`, "that station's alone");
    await page.setViewportSize({ width: 390, height: 800 });
    const middles = await browser.ask<number[]>(`
      [...document.querySelectorAll("header.shell .brand, header.shell > button")]
        .map((each) => each.getBoundingClientRect())
        .map(({ top, bottom }) => Math.round((top + bottom) / 20))`);
    expect(new Set(middles).size).toBe(1);
    expect(await browser.ask("document.documentElement.scrollWidth")).toBe(390);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it("the fleet asks for what has changed, not for all of it again", async () => {
    const asked: string[] = [];
    browser.page.on("request", (request) => asked.push(request.url()));
    await go("/stations");
    await browser.sees("document.querySelectorAll('.st-fleet-body [role=row]').length > 1", "it");
    await record.insert({
      messages: [
        messageRow({
          ...{ stationId: parseStationId("NEW"), linkId: linkIdOf(9) },
          receivedAtUs: EPOCH_US + 3_600_000_000,
        }),
      ],
    });
    await browser.sees(`document.body.textContent.includes("NEW")`, "the new station");
    const stations = asked.filter((url) => url.includes("/api/stations"));
    expect(stations[0]).not.toContain("since=");
    expect(stations.slice(1).every((url) => url.includes("since="))).toBe(true);
    expect(stations.length).toBeGreaterThan(1);
    expect(await browser.ask(`document.body.textContent.includes("CP-8")`)).toBe(true);
  });
});
