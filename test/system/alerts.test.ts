import { once } from "node:events";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import type { Notice } from "../../src/alerts/notice.ts";
import type { SystemAnswer } from "../../src/console/system-contract.ts";
import { startHook } from "../alerts/receiver.ts";
import { startPlainCsms } from "../support/peers.ts";
import { serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

it("tells a finding on the wire to a webhook, and the console shows that it was told", async () => {
  const csms = await startPlainCsms();
  const hook = await startHook();
  const to = [{ webhook: { url: hook.url } }];
  const alert = { name: "broken", when: "finding:json-invalid", waitMs: 0, to };
  const secret = { ...alert, name: "other", to: [{ webhook: { url: `${hook.url}/s3cret` } }] };
  const served = await serve(
    [
      ...["--upstream", csms.url, "--data", await tempDir(), "--instance", "depot"],
      ...[
        "--alerts",
        JSON.stringify(alert),
        "--alerts",
        JSON.stringify({ ...secret, when: "x:y" }),
      ],
    ],
    ["relay", "recorder", "console", "store", "alerts"],
  );
  const system = async () => {
    const response = await fetch(`${served.consoleUrl}/api/system`);
    return { text: await response.clone().text(), state: (await response.json()) as SystemAnswer };
  };
  const detail = async () =>
    (await system()).state.roles.find(({ role }) => role === "alerts")?.detail ?? "";
  await until(async () => {
    const said = await detail();
    return said.includes("other is off") && !said.includes("cannot be followed");
  }, "the alerts follow the findings");
  const station = new WebSocket(`${served.stationUrl}/CP-7`, ["ocpp1.6"]);
  await once(station, "open");
  station.send('[2,"1","Heartbeat",{]');
  await until(() => hook.received.length === 1, "it has been told", 60_000);
  const notice = JSON.parse(hook.received[0]?.body ?? "") as Notice;
  expect(notice).toMatchObject({
    ...{ alert: "broken", instance: "depot", status: "open", findings: 1 },
    stations: { count: 1, first: ["CP-7"] },
  });
  expect(notice.url).toContain("/findings?rule=json-invalid");
  await until(async () => (await detail()).includes("1 message sent"), "the console shows it");
  const { state, text } = await system();
  expect(state.alerts).toMatchObject({ sent: 1, failures: 0, waiting: 0 });
  expect(text).not.toContain("s3cret");
  station.terminate();
  expect(await served.stop()).toBe(0);
});
