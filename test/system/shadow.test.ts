/** Shadows as `serve` runs them: a role of its own, which may end at any moment. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Message, MessageAnswer, Station } from "../../src/console/contract.ts";
import { getJson, linksOf, searchAll } from "../support/api.ts";
import { serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { type Got, startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

/** What the other CSMS got is in the record, each once, with what it was made of. */
async function recorded(consoleUrl: string, got: readonly Got[]): Promise<void> {
  const calls = (messages: readonly Message[]) =>
    messages.filter(({ sender, type }) => sender === "station" && type === "call");
  const said = ({ payload }: Message) => {
    const [, , action, callPayload] = JSON.parse(payload) as [number, string, string, object];
    return { action, payload: callPayload };
  };
  let shadowed: readonly Message[] = [];
  await until(async () => {
    shadowed = await searchAll(consoleUrl, "leg:shadow");
    return shadowed.filter(({ type }) => type === "callResult").length >= got.length;
  }, "all answers are in the record");
  expect(calls(shadowed).map(said)).toEqual(got);
  const links = await linksOf(consoleUrl, "CP-7");
  expect(links.map(({ leg, state, error }) => [leg, state, error]).toSorted()).toEqual([
    ["both", "open", null],
    ["shadow", "closed", "relay-lost"],
    ["shadow", "open", null],
  ]);
  const own = links.find(({ leg }) => leg === "both");
  const status = calls(shadowed).find(({ action }) => action === "StatusNotification");
  expect(status).toMatchObject({ ocppVersion: "2.0.1", translatedFrom: { linkId: own?.linkId } });
  const source = `${own?.linkId}/${status?.translatedFrom?.seq}`;
  const { body } = await getJson<MessageAnswer>(`${consoleUrl}/api/messages/${source}`);
  expect(body.message.payload).toContain("Faulted");
  expect(body.counterparts).toMatchObject([{ leg: "shadow", action: "StatusNotification" }]);
  const { body: station } = await getJson<Station>(`${consoleUrl}/api/stations/CP-7`);
  expect(station).toMatchObject({ connected: true, ocppVersion: "1.6", model: "B" });
}

it("a killed shadow comes back to the links that are open, and nobody else notices", async () => {
  const data = await tempDir();
  const other = await startStrictCsms();
  const primary = await startStrictCsms({ protocols: ["ocpp1.6"] });
  const translate = { station: "1.6", csms: "2.0.1" };
  const file = join(data, "ocpptap.yaml");
  const shadows = [{ match: "/{station}", upstream: other.url, translate }];
  await writeFile(file, JSON.stringify({ data, upstream: primary.url, shadows }));
  const roles = ["relay", "recorder", "shadow", "console"];
  const served = await serve(["--config", file], roles);
  const station = strictStation(served.stationUrl, { identity: "CP-7" });
  await station.connect();
  await station.call("BootNotification", { chargePointVendor: "A", chargePointModel: "B" });
  const shadowed = () => searchAll(served.consoleUrl, "leg:shadow");
  await until(async () => (await shadowed()).length === 2, "boot and answer are in the record");
  process.kill(await served.pidOf("shadow"), "SIGKILL");
  const status = { connectorId: 1, status: "Faulted", errorCode: "NoError" };
  await station.call("StatusNotification", status);
  await until(() => other.of("StatusNotification").length > 0, "the status has crossed");
  expect(other.of("StatusNotification")).toMatchObject([{ connectorStatus: "Faulted" }]);
  expect([other.faults, primary.faults, primary.connections()]).toEqual([[], [], 1]);
  await recorded(served.consoleUrl, other.got);
  const ready = await fetch(`${served.consoleUrl}/readyz`);
  const told = (await ready.json()) as { readonly roles: Readonly<Record<string, unknown>> };
  expect([ready.status, Object.keys(told.roles)]).toEqual([
    200,
    expect.not.arrayContaining(["shadow"]),
  ]);
  expect(told.roles["supervisor"]).toMatchObject({
    ready: true,
    detail: expect.stringMatching(/shadow was started again/),
  });
  const ended = served.log.filter(({ event }) => event === "childEnded");
  expect(ended.map(({ role }) => role)).toEqual(["shadow"]);
  expect(await served.stop()).toBe(0);
});
