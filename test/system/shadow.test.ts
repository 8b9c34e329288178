/** Shadows as `serve` runs them: a role of its own, which may end at any moment. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

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
  await until(() => other.of("BootNotification").length === 1, "the boot has crossed");
  process.kill(await served.pidOf("shadow"), "SIGKILL");
  const status = { connectorId: 1, status: "Faulted", errorCode: "NoError" };
  await station.call("StatusNotification", status);
  await until(() => other.of("StatusNotification").length > 0, "the status has crossed");
  expect(other.of("StatusNotification")).toMatchObject([{ connectorStatus: "Faulted" }]);
  expect([other.faults, primary.faults, primary.connections()]).toEqual([[], [], 1]);
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
