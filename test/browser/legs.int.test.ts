/** A translated station in a real browser: which leg, and what became of a message, field by field. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ledger } from "../../src/translate/ledger.ts";
import { type Served, serveConsole } from "../console/served.ts";
import { findingRow, linkRow, openRecord, type Record } from "../query/record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "../query/rows.ts";
import { accessibilityFaults } from "../support/accessible.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";

const [station, csms] = [linkIdOf(1), linkIdOf(2)];
const at = "2026-11-21T09:00:00Z";
const onStation = { linkId: station, leg: "station", ocppVersion: "1.6" } as const;
const onCsms = { linkId: csms, leg: "csms", ocppVersion: "2.0.1" } as const;

function callOf(action: string, payload: object): string {
  return JSON.stringify([2, action, action, payload]);
}

const rows = {
  links: [
    linkRow({ ...onStation, mode: "translate" }),
    linkRow({ ...onCsms, mode: "translate", subprotocol: "ocpp2.0.1" }),
  ],
  messages: [
    messageRow({
      ...{ ...onStation, seq: 1, action: "StatusNotification", connectorId: 1 },
      payload: callOf("StatusNotification", {
        ...{ connectorId: 1, status: "Preparing", errorCode: "NoError", timestamp: at },
      }),
    }),
    messageRow({
      ...{ ...onCsms, seq: 1, action: "StatusNotification", receivedAtUs: EPOCH_US + 9 },
      ...{ fromLinkId: station, fromSeq: 1, evseId: 1, connectorId: 1 },
      payload: callOf("StatusNotification", {
        ...{ evseId: 1, connectorId: 1, connectorStatus: "Occupied", timestamp: at },
      }),
    }),
    messageRow({
      ...{ ...onStation, seq: 2, sender: "csms", messageType: "callResult", requestSeq: 1 },
      latencyUs: 2_000,
      ...{ action: "StatusNotification", receivedAtUs: EPOCH_US + 20 },
      ...{ payload: '[3,"StatusNotification",{}]', fromLinkId: station, fromSeq: 1 },
    }),
    messageRow({ linkId: linkIdOf(3), seq: 1, receivedAtUs: EPOCH_US + 30 }),
  ],
  findings: [
    findingRow({
      ...{ linkId: station, leg: "station", evidence: [1], rule: "translation-lossy" },
      ...{ severity: "note", side: "ours", atUs: EPOCH_US + 10 },
      sentence: `Not all of this message could be carried across: ${ledger["status-detail"].what}.`,
    }),
  ],
} as const;

describe.runIf(hasChromium)("a translated station", () => {
  let dir: string;
  let record: Record;
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "ocpptap-legs-"));
    [record, browser] = await Promise.all([openRecord(), openBrowser()]);
    const { reader } = record;
    served = await serveConsole(dir, { query: (...asked) => reader.query(...asked) });
    await record.insert({
      links: [...rows.links],
      messages: [...rows.messages],
      findings: [...rows.findings],
    });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await record.close();
    await rm(dir, { recursive: true, force: true });
  });

  const go = (path: string) => browser.go(`${served.url}${path}`);
  const count = (selector: string) => `document.querySelectorAll('${selector}').length`;
  const texts = (selector: string) =>
    `[...document.querySelectorAll('${selector}')].map((one) => one.textContent)`;

  it("marks the leg of each message in the list, and none where bytes are relayed as is", async () => {
    await go("/?t=all");
    await browser.sees(`${count(".m-rows .m-row:not(.m-empty)")} === 4`, "the messages");
    expect(await browser.ask(texts(".m-action .mark"))).toEqual([
      ...["S, station leg ", "C, CSMS leg ", "S, station leg "],
    ]);
  });

  it("shows what a message became, with what could not be carried, and leads there", async () => {
    await go(`/messages/${station}/1?t=all`);
    await browser.sees(`${count(".m-legs .m-leg-fields li")} === 5`, "the fields");
    expect(await browser.ask(texts(".m-leg-fields li"))).toEqual([
      "connectorId 1= carried connectorId 1",
      'status "Preparing"≠ another value connectorStatus "Occupied"',
      'errorCode "NoError"− not in the other message —',
      `timestamp "${at}"= carried timestamp "${at}"`,
      "—+ added evseId 1",
    ]);
    expect(await browser.ask(texts(".m-legs .m-finding"))).toEqual([
      expect.stringContaining("five statuses"),
    ]);
    await browser.page.getByRole("button", { name: "StatusNotification, 2.0.1" }).click();
    await browser.sees(`location.pathname === '/messages/${csms}/1'`, "the other message");
    await browser.sees(
      `${texts(".m-leg-columns b")}[0]?.includes('2.0.1')`,
      "it is the opened one",
    );
    await browser.sees(`${count(".m-legs .m-finding")} === 1`, "the loss is told here, too");
    expect(await browser.ask(accessibilityFaults)).toEqual([]);
  });

  it("says of an answer that ocpptap gave it by itself", async () => {
    await go(`/messages/${station}/2?t=all`);
    await browser.sees(`${texts(".m-legs p")}[0]?.includes('by itself')`, "whose answer it is");
    expect(await browser.ask(texts(".m-timing p"))).toEqual([
      "ocpptap, which translates, answered after 2.0 ms: by itself, or as soon as the CSMS had answered on its leg.",
    ]);
  });

  it("says nothing of translation where there is none", async () => {
    await go(`/messages/${linkIdOf(3)}/1?t=all`);
    await browser.sees(`${count(".m-drawer .payload")} > 0`, "the message");
    expect(await browser.ask(count(".m-legs"))).toBe(0);
  });

  it("says in the list of links which leg each is", async () => {
    await go("/stations/CP-7?tab=links");
    await browser.sees(`${count("[aria-label=Links] tbody tr")} === 2`, "the links");
    expect((await browser.ask<string[]>(texts("[aria-label=Links] .mark"))).sort()).toEqual([
      ...["CSMS leg", "open", "open", "station leg"],
    ]);
    expect(
      browser.complaints().filter((told) => !told.startsWith("Failed to load resource")),
    ).toEqual([]);
  });
});
