/**
 * The relay as the product runs it: the role itself, with its spool on a real disk, its log and its
 * status socket. Alone in a process; who follows the spool is another one.
 *
 * Arguments: the CSMS's port, the data directory, and what else the configuration has as JSON, or
 * nothing; with routes of its own the port is `-`.
 */
import { startRole } from "../src/app.ts";
import { configSchema } from "../src/config/schema.ts";
import { obey } from "./child.ts";

const [upstream = "", data = "", more = "{}"] = process.argv.slice(2);
const config = configSchema.parse({
  data,
  listen: [{ address: "127.0.0.1:0" }],
  ...(/^\d+$/.test(upstream) && { upstream: `ws://127.0.0.1:${upstream}/csms` }),
  ...JSON.parse(more),
});
const relay = await startRole("relay", config);
const port = Number(new URL(relay.address).port);
obey({ port: () => port, collect: () => globalThis.gc?.() }, relay.close);
