/** The main job, as a user does it: serve, point a station at it, find every message again. */
import { describe, expect, it } from "vitest";
import type { MessageAnswer, StationsAnswer } from "../../src/console/contract.ts";
import { getJson, linksOf, live, searchAll } from "../support/api.ts";
import { call, connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { run, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

describe("serve", () => {
  it("relays, records, explains and finds", async () => {
    const data = await tempDir();
    const csms = await startPlainCsms();
    const served = await serve(["--upstream", csms.url, "--data", data]);

    const station = await connectPlainStation(`${served.stationUrl}/CP-1?v=2`);
    const boot = call("1", "BootNotification", {
      chargePointVendor: "Acme",
      chargePointModel: "One",
      firmwareVersion: "1.2.3",
    });
    station.send(boot);
    await until(() => station.received.length === 1, "the answer");
    station.send('[2,"2","StatusNotification",{"connectorId":1,"errorCode":"NoError",}]');
    await until(() => csms.count() === 2, "both messages reached the CSMS");
    expect(csms.received.get("/ocpp/CP-1?v=2")?.[0]).toBe(boot);

    await until(
      async () => (await searchAll(served.consoleUrl, "station:CP-1")).length >= 3,
      "the messages are found",
    );
    const messages = await searchAll(served.consoleUrl, "station:CP-1");
    expect(messages.map(({ type, action, messageId }) => [type, action, messageId])).toEqual([
      ["call", "BootNotification", "1"],
      ["callResult", "BootNotification", "1"],
      ["malformed", "StatusNotification", "2"],
    ]);
    expect(messages[0]).toMatchObject({ payload: boot, sender: "station", ocppVersion: "1.6" });
    expect(messages[2]?.findings).toEqual([{ rule: "json-invalid", severity: "error" }]);

    const linkId = messages[0]?.linkId;
    const one = await getJson<MessageAnswer>(`${served.consoleUrl}/api/messages/${linkId}/1`);
    expect(one.body.pair).toMatchObject({ type: "callResult", seq: 2, requestSeq: 1 });
    expect(one.body.pair?.latencyMs).toBeGreaterThan(0);

    await station.close(4001);
    await until(
      async () => (await linksOf(served.consoleUrl, "CP-1"))[0]?.state === "closed",
      "the link's end is recorded",
    );
    expect((await linksOf(served.consoleUrl, "CP-1"))[0]).toMatchObject({
      closedBy: "station",
      closedHow: "close-frame",
      closeCode: 4001,
      messages: { station: 2, csms: 1 },
      gaps: [],
    });
    const { body } = await getJson<StationsAnswer>(`${served.consoleUrl}/api/stations`);
    expect(body.stations).toMatchObject([
      { stationId: "CP-1", connected: false, vendor: "Acme", model: "One", firmware: "1.2.3" },
    ]);

    const found = await run([
      "search",
      "action:BootNotification",
      "--format",
      "jsonl",
      "--data",
      data,
    ]);
    expect(found.code, found.stderr).toBe(0);
    expect(found.stdout.trim().split("\n")).toHaveLength(2);
    const exported = await run(["export", "station:CP-1", "--format", "jsonl", "--data", data]);
    expect(exported.stdout.trim().split("\n")).toHaveLength(3);
    expect(await served.stop()).toBe(0);
  });

  it("shows a message live within a second of the wire", async () => {
    const csms = await startPlainCsms();
    const served = await serve(["--upstream", csms.url, "--data", await tempDir()]);
    const abort = new AbortController();
    const events = live(served.consoleUrl, "action:Heartbeat type:call", abort.signal);
    const first = events.next();
    const station = await connectPlainStation(`${served.stationUrl}/CP-2`);
    let sent = 0;
    // The subscription may still be on its way to the recorder: send until one is seen.
    const sender = setInterval(() => station.send(call(`h${sent++}`, "Heartbeat")), 20);
    const seen = await first;
    clearInterval(sender);
    const wireMs = Date.parse(String(seen.value?.receivedAt));
    expect(Date.now() - wireMs).toBeLessThan(1_000);
    expect(seen.value).toMatchObject({ stationId: "CP-2", action: "Heartbeat", type: "call" });
    abort.abort();
  });

  it("relays a refusal of the CSMS unchanged and explains it", async () => {
    const csms = await startPlainCsms();
    const served = await serve([
      "--upstream",
      csms.url.replace("ws:", "wss:"),
      "--data",
      await tempDir(),
    ]);
    await expect(connectPlainStation(`${served.stationUrl}/CP-3`)).rejects.toThrow("502");
    await until(
      async () => (await linksOf(served.consoleUrl, "CP-3"))[0]?.state === "refused",
      "the refusal is recorded",
    );
  });
});
