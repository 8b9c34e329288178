/** Messages in a real browser: hostile payloads, the live tail, errors, the keyboard, the drawer. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { parseStationId } from "../../src/base/ids.ts";
import type { ConsoleDeps } from "../../src/console/console.ts";
import { type Served, serveConsole } from "../console/served.ts";
import { findingRow, linkRow, openRecord, type Record } from "../query/record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "../query/rows.ts";
import { accessibilityFaults } from "../support/accessible.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";

const HOSTILE = '<img src=x onerror="window.owned=1">\u202Eabc\u0000😀';
const LONG = `[2,"1","DataTransfer",{"data":"${"x".repeat(1_048_576)}"}]`;
const ROWS = 450;

const hostile = messageRow({
  ...{ seq: 900, linkId: linkIdOf(2), receivedAtUs: EPOCH_US + 3 },
  ...{ stationId: parseStationId(HOSTILE), messageType: "malformed", action: HOSTILE },
  ...{ errorCode: HOSTILE, payload: `[2,"1","X",${JSON.stringify({ a: HOSTILE })}]` },
});
const long = messageRow({
  ...{ seq: 901, linkId: linkIdOf(2), receivedAtUs: EPOCH_US + 2 },
  ...{ action: "DataTransfer", payload: LONG },
});
/** A call with a wrong field, and its answer. */
const call = messageRow({
  ...{ seq: 1, linkId: linkIdOf(3), receivedAtUs: EPOCH_US, stationId: parseStationId("CP-8") },
  ...{ action: "StatusNotification", connectorId: 1 },
  payload:
    '[2,"1","StatusNotification",{"connectorId":1,"status":"Charging","errorCode":"Nothing","n":1.50}]',
});
const answer = messageRow({
  ...{ seq: 2, linkId: linkIdOf(3), receivedAtUs: EPOCH_US + 1, sender: "csms" },
  ...{ stationId: parseStationId("CP-8"), messageType: "callResult", action: call.action },
  ...{ payload: '[3,"1",{}]', requestSeq: 1, latencyUs: 12_000 },
});

const rows = {
  links: [linkRow(), linkRow({ linkId: linkIdOf(3), stationId: parseStationId("CP-8") })],
  messages: [
    ...Array.from({ length: ROWS }, (_, index) =>
      messageRow({ seq: index + 1, receivedAtUs: EPOCH_US - index * 1_000_000 }),
    ),
    ...[hostile, long, call, answer],
  ],
  findings: [
    findingRow({
      ...{ linkId: linkIdOf(2), evidence: [900], rule: "json-invalid", side: "station" },
      ...{ sentence: HOSTILE, atUs: EPOCH_US + 4 },
    }),
    findingRow({
      ...{ linkId: linkIdOf(3), evidence: [1], rule: "schema-violation", atUs: EPOCH_US + 4 },
      details: JSON.stringify({
        violations: [
          { path: "errorCode", keyword: "enum", expected: "NoError", actual: "Nothing", hint: "" },
          { path: "missing", keyword: "required", expected: "", actual: "", hint: "" },
        ],
      }),
    }),
  ],
} as const;

describe.runIf(hasChromium)("messages", () => {
  let dir: string;
  let record: Record;
  let served: Served;
  let browser: Browser;
  let isStoreDown = false;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "ocpptap-messages-"));
    [record, browser] = await Promise.all([openRecord(), openBrowser()]);
    const { reader } = record;
    const query: ConsoleDeps["store"]["query"] = (...asked) =>
      isStoreDown
        ? Promise.reject(
            new OperationalError("STORE_UNREACHABLE", { url: "store", problem: "it is down" }),
          )
        : reader.query(...asked);
    served = await serveConsole(dir, { query });
    await record.insert({ ...rows, links: [...rows.links] });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await record.close();
    await rm(dir, { recursive: true, force: true });
  });

  const go = (path: string) => browser.go(`${served.url}${path}`);
  const count = (selector: string) => `document.querySelectorAll('${selector}').length`;
  const text = (selector: string) => `document.querySelector('${selector}')?.textContent`;
  const drawn = count(".m-rows .m-row:not(.m-empty)");
  const param = (name: string) =>
    browser.ask<string | null>(`new URLSearchParams(location.search).get('${name}')`);

  it("shows what a hostile station wrote as text, in the list and in full", async () => {
    await go(`/messages/${linkIdOf(2)}/900?t=all`);
    await browser.sees(`${drawn} > 10`, "rows");
    await browser.sees(`${text(".m-finding p")}?.includes("onerror")`, "the finding");
    expect(await browser.ask(text(".m-drawer .payload"))).toContain("onerror");
    expect(await browser.ask(text(".m-drawer-bar h2"))).toContain("<img src=x");
    expect(await browser.ask("window.owned === undefined")).toBe(true);
    expect(await browser.ask(count("img"))).toBe(1);
  });

  it("shows a megabyte of JSON without losing a character", async () => {
    await go(`/messages/${linkIdOf(2)}/901?t=all`);
    await browser.sees(`${text(".m-drawer .payload")}?.length === ${LONG.length}`, "all of it");
  });

  it("shows request and response side by side, in words, with faults at their very place", async () => {
    await go(`/messages/${linkIdOf(3)}/1?t=all`);
    await browser.sees(count(".m-side .payload").concat(" === 2"), "both payloads");
    expect(await browser.ask(text(".m-side.opened .m-said"))).toBe(
      "Connector 1 → Charging: Nothing",
    );
    expect(await browser.ask(text(".m-timing"))).toContain("12 ms");
    const faulty = await browser.page.locator(".p-line.faulty").allTextContents();
    expect(faulty).toEqual([
      expect.stringContaining("missing is missing"),
      expect.stringMatching(/"errorCode": "Nothing",.*should be NoError, but is Nothing/),
    ]);
  });

  it("says what a field means to whoever points at it, or reaches it by keyboard", async () => {
    await browser.page.locator(".p-known", { hasText: '"status"' }).focus();
    await browser.sees(`${text(".m-meaning")}?.startsWith("status (")`, "its meaning");
    expect(await browser.ask(text(".m-meaning"))).toContain("required");
  });

  it("indents without touching a literal, and shows bytes exactly and in hexadecimal", async () => {
    const side = browser.page.locator(".m-side.opened");
    expect(await side.locator(".payload").textContent()).toContain('"n": 1.50');
    await side.getByRole("button", { name: "Exact" }).click();
    expect(await side.locator(".payload").textContent()).toBe(call.payload);
    await side.getByRole("button", { name: "Hex" }).click();
    expect(await side.locator(".payload").textContent()).toMatch(/^000000 {2}5b 32 2c 22 31/);
  });

  it("leads from a message to its neighbours, its pair and back to the list", async () => {
    await browser.page.getByRole("button", { name: "Next message of this station" }).click();
    await browser.sees(`location.pathname.endsWith("/2")`, "the next one's address");
    await browser.sees(`${text(".m-side.opened .m-said")} === "Confirmed"`, "the next one");
    await browser.page.getByRole("button", { name: "Close" }).click();
    await browser.sees(`location.pathname === "/" && ${count(".m-drawer")} === 0`, "the list");
    expect(await param("t")).toBe("all");
  });

  it("scrolls through all pages with a handful of rows drawn", async () => {
    await go("/?t=all");
    await browser.sees(`${drawn} > 10`, "rows");
    const last = `[...document.querySelectorAll('.m-row')].some((row) => row.ariaRowIndex === "${ROWS + 5}")`;
    await until(async () => {
      await browser.ask("document.querySelector('.m-scroll').scrollTo(0, 1e9)");
      return browser.ask<boolean>(last);
    }, "the oldest message");
    expect(await browser.ask(drawn)).toBeLessThan(80);
    await browser.ask("document.querySelector('.m-scroll').scrollTo(0, 0)");
    await browser.sees(`${text(".m-rows .m-row .m-summary")} !== undefined`, "the newest again");
  });

  it("counts what the results have in common, and narrows to it and out of it", async () => {
    await go("/?t=all");
    const station = browser.page.locator(".m-facet button", { hasText: "CP-8" }).first();
    await station.click();
    await browser.sees(`${drawn} === 2`, "only that station's");
    expect(await param("q")).toBe("station:CP-8");
    await station.click();
    await browser.sees(`${drawn} > 10`, "all again");
    await browser.page.goBack();
    await browser.sees(`${drawn} === 2`, "the step before, by the back button");
    await browser.page.reload();
    await browser.sees(`${drawn} === 2`, "the same after a reload");
  });

  it("narrows the time to the bars that a brush covers", async () => {
    await go("/?t=all");
    await browser.sees(`${count(".h-others")} > 5`, "bars");
    const box = await browser.page.locator(".h-frame svg").boundingBox();
    if (box === null) throw new Error("no histogram");
    const y = box.y + box.height / 2;
    await browser.page.mouse.move(box.x + box.width * 0.03, y);
    await browser.page.mouse.down();
    await browser.page.mouse.move(box.x + box.width * 0.06, y, { steps: 4 });
    await browser.page.mouse.up();
    await browser.page.mouse.move(0, 0);
    await browser.sees(`new URLSearchParams(location.search).has("from")`, "a range");
    const [from, to] = [await param("from"), await param("to")];
    expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBeGreaterThan(30_000);
    await browser.sees(
      `${drawn} > 0 && Number.parseInt(${text(".h-told")}) < ${ROWS}`,
      "fewer messages",
    );
  });

  it("takes a picked time in UTC", async () => {
    await browser.page.getByRole("button", { name: "local time" }).click();
    await go("/");
    await browser.page.getByRole("button", { name: "From – to…" }).click();
    await browser.page.getByLabel("From", { exact: true }).fill("2026-11-21T08:59:00");
    await browser.page.getByLabel("To", { exact: true }).fill("2026-11-21T08:59:10");
    await browser.page.getByRole("button", { name: "Use it" }).click();
    await browser.sees(`${drawn} === 10`, "ten seconds of messages");
    expect(await param("from")).toBe("2026-11-21T08:59:00.000Z");
    await browser.page.getByRole("button", { name: "UTC" }).click();
  });

  it("completes fields and values", async () => {
    await go("/?t=all");
    await browser.sees(`${count(".m-facet")} > 2`, "facets");
    await browser.page.locator("#q").pressSequentially("stat");
    await browser.sees(`${text("[role=option] b")} === "station:"`, "the field");
    await browser.page.keyboard.press("Tab");
    await browser.page.keyboard.type("cp-8");
    await browser.page.keyboard.press("ArrowDown");
    await browser.page.keyboard.press("Enter");
    await browser.page.keyboard.press("Enter");
    await browser.sees(`${drawn} === 2`, "that station's messages");
  });

  it("marks the place of an error in the query, and says what to do", async () => {
    await go("/?t=all&q=seq:1%20statoin:x");
    await browser.sees(`${text(".problem pre")}?.endsWith("\\n      ^")`, "the place");
    expect(await browser.ask(text(".problem"))).toContain('the nearest is "station"');
    await browser.page.locator("#q").fill("seq:1..3");
    await browser.page.keyboard.press("Enter");
    await browser.sees(`${drawn} > 0 && ${count(".problem")} === 0`, "the answer");
  });

  it("says what to try where nothing is found, and what is wrong while the store is down", async () => {
    await go("/?q=station:nobody");
    await browser.sees(`${text(".empty b")} === "No message matches"`, "that there is none");
    isStoreDown = true;
    await go("/?t=all");
    await browser.sees(`${text(".problem")}?.includes("it is down")`, "what is wrong");
    isStoreDown = false;
    await browser.page.getByRole("button", { name: "Refresh" }).click();
    await browser.sees(`${drawn} > 10 && ${count(".problem")} === 0`, "rows again");
  });

  const publish = (seq: number) =>
    served.live.publish(
      messageRow({
        ...{ seq, linkId: linkIdOf(7), stationId: parseStationId("LIVE") },
        receivedAtUs: EPOCH_US + seq,
      }),
      [],
    );

  it("shows messages live, holds them while paused, and each once", async () => {
    await go("/?q=station:LIVE&t=all");
    await browser.page.locator("#live").click();
    await until(() => served.live.listeners() > 0, "the page listens");
    publish(1);
    publish(2);
    await browser.sees(`${drawn} === 2`, "both messages");
    await browser.page.locator("#pause").click();
    publish(3);
    await browser.sees(`${text("#pause")} === "Resume (1)"`, "one is held");
    expect(await browser.ask(drawn)).toBe(2);
    await browser.page.locator("#pause").click();
    await browser.sees(`${drawn} === 3`, "the held one");
  });

  it("keeps up with a storm, bounded, and says how many made room", async () => {
    for (let seq = 4; seq <= 3_000; seq++) publish(seq);
    await browser.sees(
      `document.querySelector('.m-scroll').ariaRowCount === "2002" || ${text(".m-state")}.includes("skipped")`,
      "a bounded list",
    );
    expect(await browser.ask(drawn)).toBeLessThan(80);
    await browser.page.locator("#live").click();
    await until(() => served.live.listeners() === 0, "the page listens no more");
  });

  it("is used by keyboard", async () => {
    await go("/?t=all&q=station:CP-7");
    await browser.sees(`${drawn} > 10`, "messages");
    const press = (key: string) => browser.page.keyboard.press(key);
    await press("/");
    expect(await browser.ask("document.activeElement.id")).toBe("q");
    await press("ArrowDown");
    await press("j");
    await press("ArrowDown");
    await press("k");
    expect(await browser.ask("document.querySelector('.m-row.active').ariaRowIndex")).toBe("3");
    await press("Enter");
    await browser.sees(`${count(".m-drawer")} === 1`, "the message");
    const opened = await browser.ask("location.pathname");
    await press("j");
    await browser.sees(`location.pathname !== ${JSON.stringify(opened)}`, "the one below it");
    await press("Escape");
    await browser.sees(`${count(".m-drawer")} === 0`, "the list alone");
  });

  it("loses no key, however fast they come", async () => {
    await go("/?t=all&q=station:CP-7");
    await browser.sees(`${drawn} > 10`, "messages");
    const press = (key: string) =>
      `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "${key}", bubbles: true, cancelable: true }));`;
    await browser.ask(`{ ${press("j").repeat(5)} ${press("Enter")} }`);
    await browser.sees(`location.pathname.endsWith("/4")`, "the fifth message");
  });

  it("explains the search language out of the table that the parser reads", async () => {
    await browser.page.getByRole("button", { name: "Search language" }).click();
    await browser.sees("document.querySelector('dialog').open", "the explanation");
    expect(await browser.ask(text("dialog"))).toContain("latency:>500");
  });

  it.each(["light", "dark"] as const)(
    "is readable and named throughout, %s",
    async (colorScheme) => {
      await browser.page.emulateMedia({ colorScheme });
      await go("/?t=all");
      await browser.sees(`${drawn} > 10 && ${count(".m-facet")} > 2`, "the list");
      expect(await browser.ask(accessibilityFaults)).toEqual([]);
      await go(`/messages/${linkIdOf(3)}/1?t=all`);
      await browser.sees(`${count(".p-known")} > 1`, "the message");
      expect(await browser.ask(accessibilityFaults)).toEqual([]);
    },
  );

  it("breaks neither a script nor its own security policy", () => {
    // Answers of 4xx and 5xx are asked for here.
    expect(
      browser.complaints().filter((told) => !told.startsWith("Failed to load resource")),
    ).toEqual([]);
  });
});
