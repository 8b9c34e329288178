/** `ocpptap alerts test NAME`: a sample message to all receivers of one alert. */
import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { publicUrlOf } from "../alerts/alerts.ts";
import { whenProblem } from "../alerts/conditions.ts";
import type { Notice } from "../alerts/notice.ts";
import { receiversOf } from "../alerts/receivers.ts";
import { isoFromUs, systemClock } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { nearest } from "../base/nearest.ts";
import { printable } from "../base/printable.ts";
import type { AlertConfig } from "../config/alerts.ts";
import type { Config } from "../config/schema.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { type CliIo, print } from "./io.ts";
import type { Ended } from "./serve.ts";

export function addAlertsCommand(program: Command, io: CliIo, ended: Ended): void {
  const command = program
    .command("alerts")
    .summary("try what alerts send")
    .description(
      "Alerts tell findings by webhook, Slack or e-mail; they are part of the configuration.",
    );
  const test = command
    .command("test")
    .summary("send a sample to the receivers of one alert")
    .description("Sends a sample message to all receivers of one alert, and says what they answer.")
    .argument("<name>", "the alert's name")
    .addHelpText(
      "after",
      `
Example:
  ocpptap alerts test faults --config ocpptap.yaml`,
    );
  addConfigOptions(test, ["--config"]).action(async (name: string) => {
    const { config } = await loadConfigOf(test, io);
    const alert = alertNamed(config, name);
    const problem = alert.on === "findings" ? whenProblem(alert.when) : null;
    if (problem !== null) throw new OperationalError("USAGE", { problem });
    const notice = sampleOf(config, alert);
    let failures = 0;
    for (const receiver of receiversOf(alert, systemClock)) {
      const outcome = await receiver.deliver(notice);
      if (outcome.kind !== "sent") failures += 1;
      const said = outcome.kind === "sent" ? "sent" : `failed: ${printable(outcome.problem)}`;
      await print(io.stdout, `${receiver.name}: ${said}\n`);
    }
    ended(failures === 0 ? 0 : 1);
  });
}

function alertNamed({ alerts }: Config, name: string): AlertConfig {
  const found = alerts.find((alert) => alert.name === name);
  if (found !== undefined) return found;
  const names = alerts.map((alert) => alert.name);
  const near = nearest(name, names);
  const known = names.length === 0 ? "none is configured" : `there are ${names.join(", ")}`;
  const meant = near === null ? known : `perhaps ${near} was meant`;
  throw new OperationalError("USAGE", { problem: `There is no alert '${name}'; ${meant}` });
}

function sampleOf(config: Config, alert: AlertConfig): Notice {
  const at = isoFromUs(systemClock.nowUs());
  return {
    version: 1,
    id: randomUUID(),
    alert: alert.name,
    status: "test",
    instance: config.instance,
    severity: "note",
    group: {},
    groups: 1,
    title: `the alert ${alert.name} reaches you`,
    summary: "Somebody tried this alert with `ocpptap alerts test`. Nothing has happened.",
    remedy: "",
    findings: 0,
    stations: { count: 0, isAtLeast: false, first: [] },
    ...{ firstAt: at, lastAt: at },
    quote: null,
    url: `${publicUrlOf(config)}/findings`,
  };
}
