import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import {
  linkRowOfClosed,
  linkRowOfLost,
  linkRowOfOpened,
  linkRowOfRefused,
  maskHeaders,
} from "../../src/recorder/link-rows.ts";
import { setOpened, unknownLink } from "../../src/recorder/link-state.ts";
import { record } from "../support/recording.ts";
import { closedOf, openedOf, refusedOf } from "../support/spool.ts";

const linkId = newLinkId();

function openLink() {
  const link = unknownLink(linkId, 1, { instance: "test", exchangeTimeoutMs: 30_000 });
  setOpened(link, openedOf(linkId), "run");
  return link;
}

describe("a link's row", () => {
  it("tells how it was opened", () => {
    const row = linkRowOfOpened(openedOf(linkId));
    expect(row).toMatchObject({
      state: "open",
      stationId: "CP-1",
      status: 101,
      ocppVersion: "1.6",
      subprotocol: "ocpp1.6",
      closedAtUs: null,
    });
    expect(JSON.parse(row.details)).toMatchObject({
      headers: [["Host", "tap.example"]],
      subprotocolHeader: "ocpp1.6",
      supersedes: null,
    });
  });

  it("tells how it ended, on top of how it began", () => {
    const row = linkRowOfClosed(openLink(), closedOf(linkId, 7));
    expect(row).toMatchObject({
      state: "closed",
      openedAtUs: 1,
      closedAtUs: 2,
      closedBy: "station",
      closedHow: "close-frame",
      closeCode: 1000,
      target: "/ocpp/CP-1",
    });
    expect(JSON.parse(row.details)).toMatchObject({ lastSeq: 7, remotePort: 40_000 });
  });

  it("tells the little that is known of a link whose relay ended without a word", () => {
    const link = openLink();
    link.lastAtUs = 5;
    expect(linkRowOfLost(link)).toMatchObject({
      state: "closed",
      closedAtUs: 5,
      closedBy: "ocpptap",
      closedHow: "error",
      error: "relay-lost",
    });
  });

  it("admits that the opening of a link was never seen", () => {
    const link = unknownLink(linkId, 1, { instance: "test", exchangeTimeoutMs: 30_000 });
    const row = linkRowOfClosed(link, closedOf(linkId, 7));
    expect(row).toMatchObject({ stationId: "", state: "closed" });
    expect(JSON.parse(row.details)).toMatchObject({ isOpeningUnrecorded: true });
  });

  it("tells why it was refused", () => {
    const failure = { stage: "connect", code: "ECONNREFUSED", problem: "no" } as const;
    const record = refusedOf(linkId);
    const row = linkRowOfRefused({ ...record, body: { ...record.body, failure } });
    expect(row).toMatchObject({
      state: "refused",
      status: 401,
      closedBy: "csms",
      closeReason: "Unauthorized",
      error: "ECONNREFUSED: no",
    });
    expect(JSON.parse(row.details)).toMatchObject({ body: "grüß", failure });
  });
});

it("lets no credential through, whatever the relay left in", () => {
  const secret = "czNjcjN0";
  const headers = [
    ["AUTHORIZATION", `Basic ${secret}`],
    ["Proxy-Authorization", secret],
    ["cookie", secret],
    ["Set-Cookie", secret],
    ["Host", "kept"],
  ] as const;
  const opened = openedOf(linkId);
  const upstreamUrl = `wss://user:${secret}@csms.example/x`;
  const body = { ...opened.body, headers, responseHeaders: headers, upstreamUrl };
  const rows = [
    linkRowOfOpened({ ...opened, body }),
    linkRowOfRefused({ ...refusedOf(linkId), body: { ...refusedOf(linkId).body, ...body } }),
  ];
  expect(JSON.stringify(rows)).not.toContain(secret);
  expect(rows[0]?.upstreamUrl).toBe("wss://csms.example/x");
  expect(maskHeaders(headers).at(-1)).toEqual(["Host", "kept"]);
});

it("tells what the CSMS asked last before the end", () => {
  const recording = record();
  const link = recording.link().open();
  link.csms('[2,"1","GetConfiguration",{}]').station('[3,"1",{}]', { afterMs: 50 });
  link.close({ closedBy: "station", how: "reset" });
  expect(recording.rows("links").at(-1)).toMatchObject({
    ...{ state: "closed", last_call_action: "GetConfiguration", last_call_seq: 1 },
    last_call_ms: 50,
  });
  recording.link().open().close();
  expect(recording.rows("links").at(-1)).toMatchObject({
    last_call_action: "",
    last_call_ms: null,
  });
});
