/** Alerts in a process of their own, which a test may kill: configuration and store as arguments. */
import { type Alerts, startAlerts } from "../../src/alerts/alerts.ts";
import { systemClock } from "../../src/base/clock.ts";
import { configSchema } from "../../src/config/schema.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { openStore } from "../../src/store/client.ts";
import type { EndPoint } from "../../src/store/endpoint.ts";

const [config = "", endPoint = ""] = process.argv.slice(2);
const observe = () => undefined;

/** The test is trusted. */
function parseEndPoint(text: string): EndPoint {
  return JSON.parse(text) as EndPoint;
}

const reader = openStore(async () => parseEndPoint(endPoint), { observe });
const alerts: Alerts = await startAlerts(configSchema.parse(JSON.parse(config)), {
  ...{ reader, clock: systemClock, observe, disk: realDisk },
  askRoles: async () => ({ recorderLagSeconds: null, unready: [] }),
});
const look = setInterval(() => {
  if (!alerts.health().ready) return;
  clearInterval(look);
  process.stdout.write("ready\n");
}, 20);
