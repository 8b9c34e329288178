/**
 * The relay with a route that translates, as the product runs it: the role itself, spool and state on a
 * real disk. Arguments: the CSMS's port, the data directory.
 */
import { startRole } from "../src/app.ts";
import { configSchema } from "../src/config/schema.ts";
import { obey } from "./child.ts";

const [upstream = "", data = ""] = process.argv.slice(2);
const translate = { station: "1.6", csms: "2.0.1", probe: false };
const config = configSchema.parse({
  data,
  listen: [{ address: "127.0.0.1:0" }],
  routes: [
    {
      ...{ match: "/ocpp/{station}", mode: "translate", translate },
      upstream: `ws://127.0.0.1:${upstream}/csms`,
    },
  ],
});
const relay = await startRole("relay", config);
const port = Number(new URL(relay.address).port);
obey({ port: () => port }, relay.close);
