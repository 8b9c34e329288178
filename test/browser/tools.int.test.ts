/** The tools in a real browser: check, builder, reference, help. They need no record. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noStore, type Served, serveConsole } from "../console/served.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";

const BOOT = '[2,"1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":17}]';
const HOSTILE = '<img src=x onerror="window.owned=1">';

describe.runIf(hasChromium)("the tools", () => {
  let dir: string;
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "ocpptap-tools-"));
    browser = await openBrowser();
    served = await serveConsole(dir, noStore);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await rm(dir, { recursive: true, force: true });
  });

  const open = (path: string) => browser.go(`${served.url}${path}`);
  const lines = "document.querySelectorAll('.tools-lines > li').length";
  const text = (selector: string) =>
    `document.querySelector(${JSON.stringify(selector)})?.textContent`;
  const paste = (messages: string) => browser.page.getByLabel("Messages to check").fill(messages);

  describe("the check", () => {
    it("marks the fault at its very place, says what is wrong and what to do", async () => {
      await open("/tools");
      await paste(`${BOOT}\n[3,"1",{"status":"Accepted"}]`);
      await browser.sees(`${lines} === 2 && ${text("mark")} === "17"`, "the fault");
      expect(await browser.ask(text(".tools-lines"))).toContain("should be a string");
      expect(await browser.ask(text(".tools-lines"))).toContain("currentTime");
      expect(await browser.ask(text(".tools-summary"))).toContain("2 errors");
    });

    it("has a short text in its address, and finds it there again", async () => {
      await browser.page.reload();
      await browser.sees(`${lines} === 2`, "the same");
      await browser.page.getByLabel("only lines with findings").check();
      await paste(`${BOOT}\n[2,"2","Heartbeat",{}]`);
      await browser.sees(`${lines} === 1`, "the faulty line alone");
    });

    it("takes a CSV file, and says what to do with one that is too large", async () => {
      const csv = join(dir, "trace.csv");
      const quoted = BOOT.replaceAll('"', '""');
      await writeFile(csv, `time,station,message\n2026-11-21T09:00:00Z,CP-1,"${quoted}"\n`);
      await open("/tools");
      await browser.page.setInputFiles("input[type=file]", csv);
      await browser.sees(`${text(".tools-summary")}?.includes("1 error")`, "the error");
      expect(await browser.ask(text(".tools-lines"))).toContain("chargePointModel");
      const large = join(dir, "large.log");
      await writeFile(large, "x".repeat(5_000_000));
      await browser.page.setInputFiles("input[type=file]", large);
      await browser.sees(`${text(".problem")}?.includes("ocpptap check")`, "what to do");
    });

    it("takes a file that is dropped anywhere on the page", async () => {
      await open("/tools");
      await browser.sees("document.querySelector('.tools-paste') !== null", "the page");
      await browser.ask(`{
        const data = new DataTransfer();
        data.items.add(new File([${JSON.stringify(BOOT)}], "a.jsonl"));
        const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
        document.querySelector("h1").dispatchEvent(drop);
      }`);
      await browser.sees(`${lines} === 1 && ${text("mark")} === "17"`, "the fault in it");
    });

    it("shows hostile text as text, and long traces in parts", async () => {
      await open("/tools");
      await paste(`[2,"1","${HOSTILE.replaceAll('"', "'")}",{}]`);
      await browser.sees(`${text("mark")}?.includes("onerror")`, "the text");
      expect(await browser.ask("window.owned === undefined")).toBe(true);
      // As JSON it would be longer than the API takes.
      const long = `[2,"1","DataTransfer",[${'"a",'.repeat(45_000)}1]]\n`;
      await writeFile(join(dir, "long.jsonl"), long.repeat(20));
      await browser.page.setInputFiles("input[type=file]", join(dir, "long.jsonl"));
      await browser.sees(`${text(".tools-summary")}?.includes("20 messages")`, "all of them");
      await paste(`${BOOT}\n`.repeat(500));
      await browser.sees(`${lines} === 200`, "the first of them");
      await browser.page.getByRole("button", { name: "300 more lines" }).click();
      await browser.sees(`${lines} === 400`, "more of them");
      await browser.page.getByRole("button", { name: "Show me an example" }).click();
      await browser.sees(`${lines} === 4`, "the example");
    });
  });

  describe("the builder", () => {
    const frame = text(".tools-frame .tools-line");
    const verdict = (words: string) => `${text(".tools-verdict")}?.includes("${words}")`;

    it("makes a valid frame out of the schema, checked with every change", async () => {
      const { page } = browser;
      await open("/tools/build");
      await page.getByLabel("Action").selectOption("BootNotification");
      await browser.sees(verdict("valid OCPP 1.6"), "that it is valid");
      await page.getByLabel("chargePointVendor").fill("ACME");
      await page.getByLabel("chargePointModel").fill("A model of more than twenty");
      await browser.sees(verdict("1 warning"), "that it is too long");
      expect(await browser.ask(text(".tools-long"))).toBe("27 of 20");
      await page.getByLabel("chargePointModel").fill("One");
      await page.getByRole("button", { name: "+ firmwareVersion" }).click();
      await page.getByLabel("firmwareVersion", { exact: true }).fill("1.0");
      await browser.sees(verdict("valid OCPP 1.6"), "that it is valid again");
      expect(await browser.ask(frame)).toBe(
        '[2,"1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"One","firmwareVersion":"1.0"}]',
      );
    });

    it("is what its address says, after a reload too", async () => {
      const before = await browser.ask(frame);
      await browser.page.reload();
      await browser.sees(verdict("valid"), "the same");
      expect(await browser.ask(frame)).toBe(before);
      await browser.page.getByLabel("Leave out firmwareVersion").click();
      await browser.sees(`!${frame}.includes("firmwareVersion")`, "it without the firmware");
    });

    it("adds to lists and takes out of them, and types numbers as numbers", async () => {
      const { page } = browser;
      await open("/tools/build?version=1.6&action=MeterValues");
      await page.getByRole("textbox", { name: "value" }).fill("12.5");
      await page.getByLabel("connectorId").fill("1");
      await page.getByRole("button", { name: "+ another entry" }).first().click();
      await browser.sees(`${frame}?.includes('"connectorId":1,')`, "a number");
      await browser.sees(`${frame}.split('"value"').length === 3`, "two samples");
      await page.getByLabel("Remove entry 2").click();
      await browser.sees(`${frame}.split('"value"').length === 2`, "one sample");
    });

    it("builds responses, and nested messages of 2.0.1", async () => {
      const { page } = browser;
      await open("/tools/build?version=2.0.1&action=Authorize&kind=response");
      await browser.sees(verdict("valid OCPP 2.0.1"), "a valid response");
      expect(await browser.ask(frame)).toBe('[3,"1",{"idTokenInfo":{"status":"Accepted"}}]');
      await page.locator(".tools-object").getByLabel("status").last().selectOption("Blocked");
      await browser.sees(`${frame}?.includes("Blocked")`, "the choice");
      expect(await browser.ask(text(".tools-means"))).not.toBe("");
      await page.getByRole("button", { name: "request" }).click();
      await browser.sees(`${frame}?.startsWith('[2,"1","Authorize"')`, "the request");
    });

    it("says when there is no such message", async () => {
      await open("/tools/build?version=1.6&action=Nonsense");
      await browser.sees(`${text(".problem")}?.includes("Nonsense")`, "that there is none");
    });
  });

  describe("the reference", () => {
    it("finds an action, its fields, their values, and its versions", async () => {
      const { page } = browser;
      await open("/reference");
      await page.getByLabel("Search the reference").fill("statusn");
      await page.getByRole("link", { name: "StatusNotification", exact: true }).first().click();
      await browser.sees(`${text("h1")}?.includes("StatusNotification")`, "the action");
      await page.getByText("9 values").click();
      expect(await page.getByText("SuspendedEVSE", { exact: true }).isVisible()).toBe(true);
      await page.getByRole("link", { name: "OCPP 2.0.1", exact: true }).click();
      await browser.sees(`${text(".ref-fields")}?.includes("evseId")`, "the fields of 2.0.1");
      await page.goBack();
      await browser.sees(`${text(".ref-fields")}?.includes("errorCode")`, "those of 1.6 again");
    });

    it("looks up any other word, and the nearest to one that is none", async () => {
      const { page } = browser;
      await page.getByLabel("Search the reference").fill("suspendedevse");
      await page.getByLabel("Search the reference").press("Enter");
      await browser.sees(`${text(".ref-text")}?.includes("ChargePointStatus")`, "the value");
      await open("/reference/Hartbeat");
      await browser.sees(`${text(".problem")}?.includes("Heartbeat")`, "what was meant");
      await open(`/reference/${encodeURIComponent(`a/b%${HOSTILE}`)}`);
      await browser.sees(`${text(".problem")} !== undefined`, "that there is no such word");
    });
  });

  it("help explains the search language out of the table that the parser reads", async () => {
    await open("/help");
    await browser.sees(`${text("main")}?.includes("latency:>500")`, "the fields");
    expect(await browser.ask(text("main"))).toContain("Messages: to the search box");
  });

  it("nothing breaks a script or the security policy, or asks the store", () => {
    const own = browser.complaints().filter((told) => !told.startsWith("Failed to load resource"));
    expect(own).toEqual([]);
    expect(served.events).toEqual([]);
  });
});
