/** The page in a real browser: hostile payloads, the live tail, errors, the keyboard. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { findingRow, linkRow, openRecord, type Record } from "../query/record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "../query/rows.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { type Served, serveConsole } from "./served.ts";

const HOSTILE = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>';

describe.runIf(hasChromium)("the page", () => {
  let dir: string;
  let record: Record;
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "ocpptap-page-"));
    [record, browser] = await Promise.all([openRecord(), openBrowser()]);
    served = await serveConsole(dir, record.reader);
    await record.insert({
      links: [linkRow()],
      messages: [
        ...Array.from({ length: 150 }, (_, index) =>
          messageRow({ seq: index + 1, receivedAtUs: EPOCH_US - index * 1_000 }),
        ),
        messageRow({
          seq: 200,
          linkId: linkIdOf(2),
          receivedAtUs: EPOCH_US + 1,
          stationId: parseStationId(HOSTILE),
          messageType: "malformed",
          action: HOSTILE,
          errorCode: HOSTILE,
          payload: `[2,"1","X",{"a":"${HOSTILE.replaceAll('"', '\\"')}","n":1.50}]`,
        }),
      ],
      findings: [
        findingRow({
          linkId: linkIdOf(2),
          evidence: [200],
          rule: "json-invalid",
          sentence: HOSTILE,
          atUs: EPOCH_US + 2,
        }),
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await record.close();
    await rm(dir, { recursive: true, force: true });
  });

  const rows = "document.querySelectorAll('#rows tr').length";
  const text = (selector: string) =>
    `document.querySelector(${JSON.stringify(selector)})?.textContent`;
  const click = (selector: string) =>
    browser.ask(`document.querySelector(${JSON.stringify(selector)}).click()`);

  it("shows what a hostile station wrote as text, in the list and in full", async () => {
    await browser.go(`${served.url}/?t=#${linkIdOf(2)}/200`);
    await browser.sees(`${rows} === 100`, "a page of messages");
    await browser.sees(
      `${text("#detail .finding p")} === ${JSON.stringify(HOSTILE)}`,
      "the finding's sentence",
    );
    expect(await browser.ask(text("#rows td.station"))).toBe(HOSTILE);
    expect(await browser.ask(text("#detail .payload"))).toContain("onerror");
    expect(await browser.ask("window.owned === undefined")).toBe(true);
    expect(await browser.ask("document.querySelectorAll('img').length")).toBe(1);
  });

  it("indents a payload without touching a literal, and shows it exactly and in hexadecimal", async () => {
    expect(await browser.ask(text("#detail .payload"))).toContain('"n": 1.50\n');
    await click("#detail button[value=Exact]");
    expect(await browser.ask(text("#detail .payload"))).toContain('"n":1.50}]');
    await click("#detail button[value=Hex]");
    expect(await browser.ask(text("#detail .payload"))).toMatch(/^000000 {2}5b 32 2c 22 31/);
  });

  it("loads older messages, and narrows to a fact of the open one", async () => {
    await click("#more");
    await browser.sees(`${rows} === 151`, "all messages");
    await click('#detail button[title^="Search station:"]');
    await browser.sees(`${rows} === 1`, "only that station's");
    expect(await browser.ask("new URLSearchParams(location.search).get('q')")).toContain(
      "station:",
    );
  });

  it("marks the place of an error in the query, and says what to do", async () => {
    await browser.go(`${served.url}/?q=statoin:x&t=`);
    await browser.sees("!document.querySelector('#problem').hidden", "the problem");
    expect(await browser.ask(text("#problem"))).toContain('the nearest is "station"');
    await browser.ask("document.querySelector('#q').value = 'seq:1..3'");
    await click("#search button[type=submit]");
    await browser.sees(`${rows} === 3 && document.querySelector('#problem').hidden`, "the answer");
  });

  it("shows messages live, holds them while paused, and each once", async () => {
    await browser.go(`${served.url}/?q=station:LIVE&t=15m`);
    await click("#live");
    await until(() => served.live.listeners() > 0, "the page listens");
    const publish = (seq: number) =>
      served.live.publish(
        messageRow({ seq, stationId: parseStationId("LIVE"), receivedAtUs: EPOCH_US + seq }),
        [],
      );
    publish(1);
    publish(2);
    await browser.sees(`${rows} === 2`, "both messages");
    await click("#pause");
    publish(3);
    await browser.sees(`${text("#pause")} === "Resume (1)"`, "one is held");
    expect(await browser.ask(rows)).toBe(2);
    await click("#pause");
    await browser.sees(`${rows} === 3`, "the held one");
    await click("#live");
    await until(() => served.live.listeners() === 0, "the page listens no more");
  });

  it("is used by keyboard", async () => {
    await browser.go(`${served.url}/?t=`);
    await browser.sees(`${rows} === 100`, "messages");
    const press = (key: string) =>
      browser.ask(
        `(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key: ${JSON.stringify(key)}, bubbles: true, cancelable: true }))`,
      );
    await press("/");
    expect(await browser.ask("document.activeElement.id")).toBe("q");
    await press("ArrowDown");
    await press("ArrowDown");
    expect(await browser.ask("document.activeElement.rowIndex")).toBe(2);
    await press("Enter");
    await browser.sees("!document.querySelector('#detail').hidden", "the message");
    await press("Escape");
    expect(await browser.ask("document.querySelector('#detail').hidden")).toBe(true);
  });

  it("explains the search language out of the table that the parser reads", async () => {
    await click("#help");
    await browser.sees("document.querySelector('#language').open", "the explanation");
    expect(await browser.ask(text("#language"))).toContain("latency:>500");
  });

  it("breaks neither a script nor its own security policy", () => {
    // Answers of 4xx and 5xx are asked for here.
    expect(
      browser.complaints().filter((text) => !text.startsWith("Failed to load resource")),
    ).toEqual([]);
  });
});
