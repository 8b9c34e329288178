/** A real `serve` between a simulated CSMS and a simulated fleet with faults, for a whole test file. */
import {
  demoExchangeTimeoutMs,
  startDemoCsms,
  startDemoStations,
} from "../../src/simulate/demo.ts";
import { lasting, whenOver } from "./lifetime.ts";
import { startPlainCsms } from "./peers.ts";
import { type Served, serve } from "./serve.ts";
import { tempDir } from "./temp-dir.ts";

export type DemoServe = Served & {
  /** Ends everything; a test that asks for more after that has none. */
  readonly end: () => Promise<void>;
};

/**
 * `stations` 0: no fleet, and a CSMS that does nothing but answer. What tests begin meanwhile ends
 * with it too.
 */
export async function openDemoServe(stations: number): Promise<DemoServe> {
  const opened = Promise.withResolvers<Served>();
  const over = Promise.withResolvers<void>();
  const life = lasting(async () => {
    const csms = await (stations === 0 ? startPlainCsms() : startCsms());
    const timeout = ["--exchange.timeout-ms", String(demoExchangeTimeoutMs)];
    const served = await serve(
      ["--upstream", csms.url, "--data", await tempDir(), ...timeout],
      ["relay", "recorder", "console", "store"],
    );
    if (stations > 0) {
      const fleet = startDemoStations({ url: served.stationUrl, stations, seed: "browser" });
      whenOver(() => fleet.close());
    }
    opened.resolve(served);
    await over.promise;
  });
  life.catch(opened.reject);
  const served = await opened.promise;
  return {
    ...served,
    async end() {
      over.resolve();
      await life;
    },
  };
}

async function startCsms() {
  const csms = await startDemoCsms({ seed: "browser" });
  whenOver(() => csms.close());
  return csms;
}
