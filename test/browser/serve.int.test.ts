/**
 * The console as a person has it: a real `serve` with its own store, a simulated CSMS, a fleet with
 * faults, and a hostile station; page by page, in a real browser.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MessagesAnswer, StationsAnswer } from "../../src/console/contract.ts";
import type { TransactionsAnswer } from "../../src/console/transaction-contract.ts";
import { demoStationIds } from "../../src/simulate/demo.ts";
import { getJson } from "../support/api.ts";
import { axeFaults } from "../support/axe.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";
import { type DemoServe, openDemoServe } from "../support/demo-serve.ts";
import { call, connectPlainStation } from "../support/peers.ts";
import { until } from "../support/until.ts";

/** A path cannot hold a NUL; payloads can. */
const SCRIPT = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>';
const HOSTILE_ID = `EVIL ${SCRIPT}\u202Eabc😀`;
const HOSTILE = `${SCRIPT}\u202Eabc😀\u0000`;
const LARGE = call("large", "DataTransfer", { vendorId: "x", data: "y".repeat(1_048_576) });
/** What the hostile station says at least. */
const SAID = 4;
/** Longest wait for what takes a session of the fleet. Unit: ms. */
const SESSION_MS = 60_000;

describe.runIf(hasChromium)("the console of a running serve", () => {
  let demo: DemoServe;
  let browser: Browser;
  beforeAll(async () => {
    [demo, browser] = await Promise.all([openDemoServe(6), openBrowser()]);
    const evil = await connectPlainStation(`${demo.stationUrl}/${encodeURIComponent(HOSTILE_ID)}`);
    const boot = { chargePointVendor: HOSTILE, chargePointModel: HOSTILE, firmwareVersion: SCRIPT };
    evil.send(call("boot", "BootNotification", boot));
    const start = { connectorId: 1, idTag: HOSTILE, meterStart: 0, timestamp: new Date() };
    evil.send(call("start", "StartTransaction", start));
    evil.send(LARGE);
    evil.send(`[2,"broken",${JSON.stringify(HOSTILE)},{"a":`);
    await until(
      async () => {
        const path = "/api/transactions?limit=1000";
        const { transactions } = await ask<TransactionsAnswer>(path);
        const ids = new Set(transactions.map(({ stationId }) => stationId));
        const isMetered = transactions.some(({ energyWh }) => (energyWh ?? 0) > 0);
        return ids.has(HOSTILE_ID) && ids.size > 3 && isMetered;
      },
      "sessions of the fleet, and the hostile one",
      SESSION_MS,
    );
    const blocked = "/api/messages?q=finding:authorize-refused&limit=1";
    await until(
      async () => {
        const { messages } = await ask<MessagesAnswer>(blocked);
        return messages.length > 0;
      },
      "a refused session",
      SESSION_MS,
    );
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await demo.end();
  }, 60_000);

  const ask = async <T>(path: string) => (await getJson<T>(`${demo.consoleUrl}${path}`)).body;
  const go = (path: string) => browser.go(`${demo.consoleUrl}${path}`);
  const count = (selector: string) => `document.querySelectorAll('${selector}').length`;
  const text = (selector: string) => `(document.querySelector('${selector}')?.textContent ?? "")`;
  const drawn = count(".m-rows .m-row:not(.m-empty)");
  const noScriptRan = async () => {
    expect(await browser.ask("window.owned === undefined")).toBe(true);
    expect(await browser.ask(count("main img, main script"))).toBe(0);
  };

  it("from the root page, three clicks find out why a session failed", async () => {
    const { page } = browser;
    await go("/");
    await browser.sees(`${drawn} > 10`, "messages");
    await page.getByRole("link", { name: "Stations", exact: true }).click();
    await page.getByRole("link", { name: demoStationIds.blocked, exact: true }).click();
    const why = page.locator(".st-question", { hasText: "Why did the last session fail" });
    await why.locator("a").last().waitFor();
    expect(await why.textContent()).toMatch(/The CSMS refused it.*answered Blocked/);
    await why.locator("a").last().click();
    await browser.sees(`${text(".m-side.opened .payload")}.includes("Blocked")`, "the answer");
    expect(await browser.ask(text(".m-drawer .m-finding"))).toContain("What to do");
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await browser.sees(`location.pathname === "/" && ${drawn} > 10`, "the root page again");
  });

  it("finds, narrows, brushes and opens messages of the fleet; the address has it all", async () => {
    const { page } = browser;
    await go("/?t=15m");
    await page.locator("#q").fill("action:MeterValues OR action:TransactionEvent");
    await page.keyboard.press("Enter");
    const actions = `[...document.querySelectorAll('.m-rows .m-action')].map((one) => one.textContent)`;
    const isMetering = (name: string) => `/(MeterValues|TransactionEvent)$/.test(${name})`;
    await browser.sees(`${drawn} > 5 && ${actions}.every((one) => ${isMetering("one")})`, "them");
    const facet = page.locator(".m-facet", { hasText: "Station" }).locator("button").first();
    const station = (await facet.locator(".m-value").textContent()) ?? "";
    await facet.click();
    const stations = `[...document.querySelectorAll('.m-rows .m-station')].map((one) => one.title)`;
    await browser.sees(`${stations}.every((one) => one === ${JSON.stringify(station)})`, "its own");
    const box = await page.locator(".h-frame svg").boundingBox();
    if (box === null) throw new Error("no histogram");
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 1, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await browser.sees(`new URLSearchParams(location.search).has("from")`, "the time brushed");
    await browser.sees(`${drawn} > 1`, "what was then");
    await page.locator(".m-rows .m-row").first().click();
    await browser.sees(count(".m-side .payload").concat(" > 0"), "the message");
    const before = await browser.ask<string>("location.href");
    await page.reload();
    await browser.sees(count(".m-side .payload").concat(" > 0"), "the same after a reload");
    expect(await browser.ask("location.href")).toBe(before);
    await browser.sees(count(".m-row.opened").concat(" === 1"), "its row in the list");
    await page.goBack();
    await browser.sees(
      `${count(".m-drawer")} === 0 && ${drawn} > 1`,
      "the list by the back button",
    );
  });

  it("shows a station over time, and a transaction's curves", async () => {
    const { transactions } = await ask<TransactionsAnswer>("/api/transactions?limit=200");
    const metered = transactions.find(({ energyWh }) => (energyWh ?? 0) > 0);
    if (metered === undefined) throw new Error("no transaction with energy");
    const { page } = browser;
    await go(`/stations/${metered.stationId}`);
    await browser.sees(`${count(".st-question")} === 5`, "five answers");
    await browser.sees(`${count(".st-piece")} > 0 && ${count(".st-up")} > 0`, "states and links");
    await page.getByRole("link", { name: "Links", exact: true }).click();
    await browser.sees(`${text(".st-tabs + section")}.includes("open")`, "its open link");
    await page.getByRole("link", { name: "Boots" }).click();
    await browser.sees(`${text(".st-tabs + section")}.includes("Simulated")`, "its boot");
    await go(`/transactions/${metered.key}`);
    await browser.sees(`${count(".st-plot canvas")} > 0`, "plots");
    expect(await browser.ask(text(".st-totals"))).toContain("kWh");
  });

  it("ranks what was found, and leads to its messages", async () => {
    const { page } = browser;
    await go("/findings");
    const first = page.locator(".findings-table tbody tr").first();
    await first.getByRole("link", { name: "messages" }).click();
    await browser.sees(`location.pathname === "/" && ${drawn} > 0`, "the messages");
    expect(await browser.ask(count(".m-rows .m-findings .mark"))).toBeGreaterThan(0);
    await page.goBack();
    await browser.sees(`${count(".findings-table tbody tr")} > 3`, "the ranking");
  });

  it("checks, builds and explains", async () => {
    const { page } = browser;
    const { messages } = await ask<MessagesAnswer>("/api/messages?q=type:malformed&limit=1");
    await go("/tools");
    await page.getByLabel("Messages to check").fill(messages[0]?.payload ?? "");
    await browser.sees(`${text(".tools-summary")}.includes("1 error")`, "the fault in it");
    await go("/tools/build?version=2.0.1&action=TransactionEvent");
    await browser.sees(`${text(".tools-verdict")}.includes("valid OCPP 2.0.1")`, "a valid frame");
    await go("/reference/TransactionEvent");
    await browser.sees(`${text(".ref-fields")}.includes("seqNo")`, "its fields");
  });

  it("says how ocpptap itself is", async () => {
    await go("/system");
    await browser.sees(`${text(".sy-verdict")}.includes("Everything runs")`, "that all is well");
    const { stations } = await ask<StationsAnswer>("/api/stations");
    const connected = stations.filter((station) => station.connected).length;
    expect(connected).toBeGreaterThan(5);
    const page = await browser.ask<string>(text("main"));
    expect(page).toContain("relaying on ws://127.0.0.1:");
    expect(page).toContain("None: every message that was relayed is in the record.");
    expect(page).toMatch(/Open links\d+/);
    expect(page).toMatch(/messages\d[\d,]*\d+\.\d [kM]B/);
    await browser.page.getByLabel("Search settings").fill("retention");
    await browser.sees(`${text(".sy-settings")} === "record.retentionDays90"`, "the setting");
  });

  it("shows what a hostile station says as text, on every page", async () => {
    const { page } = browser;
    const evil = `/stations/${encodeURIComponent(HOSTILE_ID)}`;
    const found = `/api/messages?q=${encodeURIComponent("station:EVIL*")}&limit=50`;
    // Its last words may still be on their way into the record.
    await until(async () => {
      await go(`/?t=all&q=${encodeURIComponent("station:EVIL*")}`);
      await browser.sees(`${drawn} > 0`, "some of its messages");
      const { messages } = await ask<MessagesAnswer>(found);
      return messages.length >= SAID && (await browser.ask(drawn)) === messages.length;
    }, "its messages");
    const { messages } = await ask<MessagesAnswer>(found);
    await noScriptRan();
    const large = messages.find(({ payloadBytes }) => payloadBytes > 1_000_000);
    await go(`/messages/${large?.linkId}/${large?.seq}?t=all`);
    await browser.sees(
      `${text(".m-side.opened .payload")}.length === ${LARGE.length}`,
      "all of it",
    );
    await go(`${evil}?tab=boots`);
    await browser.sees(`${text(".st-head h1")} === ${JSON.stringify(HOSTILE_ID)}`, "its page");
    await browser.sees(`${text(".st-tabs + section")}.includes("onerror")`, "its boot");
    await noScriptRan();
    await page.getByRole("link", { name: "Transactions" }).click();
    await page.locator(".st-tabs + section a[href^='/transactions/']").first().click();
    await browser.sees(`${text("main")}.includes("onerror")`, "its token");
    await noScriptRan();
    await go(`/findings?view=list&station=${encodeURIComponent(HOSTILE_ID)}`);
    await browser.sees(`${count(".findings-one")} > 0`, "what was found of it");
    await noScriptRan();
    await go(`/stations?q=EVIL`);
    await browser.sees(`${text(".st-fleet-body a")} === ${JSON.stringify(HOSTILE_ID)}`, "it");
    await noScriptRan();
  });

  it.each(["light", "dark"] as const)(
    "axe finds nothing serious on any page, %s",
    async (theme) => {
      const { page } = browser;
      await page.emulateMedia({ colorScheme: theme });
      const { messages } = await ask<MessagesAnswer>("/api/messages?q=finding:*&limit=1");
      const { transactions } = await ask<TransactionsAnswer>("/api/transactions?limit=1");
      const [message, transaction] = [messages[0], transactions[0]];
      const station = `/stations/${demoStationIds.blocked}`;
      for (const path of [
        "/?t=15m",
        `/messages/${message?.linkId}/${message?.seq}?t=15m`,
        "/stations",
        station,
        ...["links", "configuration", "boots", "messages"].map((tab) => `${station}?tab=${tab}`),
        `/transactions/${transaction?.key}`,
        ...["/findings", "/findings?view=list", "/findings/new-since", "/findings/drops"],
        "/migration",
        "/migration/comparison",
        ...["/rules", "/rules/call-timeout", "/tools", "/tools/build?action=BootNotification"],
        ...["/reference", "/reference/StatusNotification", "/system", "/help", "/nowhere"],
      ]) {
        await go(path);
        await page.waitForLoadState("networkidle");
        await browser.sees(`${count("main h1")} === 1`, `${path}: its heading`);
        expect(await axeFaults(page), path).toEqual([]);
      }
    },
    240_000,
  );

  it("says when the store is down, and comes back with it", async () => {
    const store = await demo.pidOf("store");
    process.kill(store, "SIGSTOP");
    await go("/system");
    await browser.sees(`${text(".sy-verdict")}.includes("The store does not answer")`, "it");
    expect(await browser.ask(text("main"))).toContain("what they say waits in the spool");
    await go("/?t=15m");
    await browser.sees(`${text(".problem")} !== "" && ${drawn} === 0`, "what is wrong");
    await browser.sees(`${text(".health")}.includes("not answer")`, "the mark of every page");
    process.kill(store, "SIGKILL");
    await until(async () => (await demo.pidOf("store")) !== store, "another store");
    await until(
      () => browser.ask<boolean>(`${drawn} > 10 && ${count(".problem")} === 0`),
      "messages again, by itself",
      30_000,
    );
    await browser.sees(`${text(".health")} === "everything runs"`, "that everything runs");
  }, 90_000);

  it("breaks neither a script nor the security policy", async () => {
    const own = browser.complaints().filter((told) => !told.startsWith("Failed to load resource"));
    expect(own).toEqual([]);
    const policy = (await fetch(demo.consoleUrl)).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
  });
});
