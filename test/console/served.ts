/** A console for the tests of one file, over a store of the test's own and a live feed. */

import type { Clock } from "../../src/base/clock.ts";
import { configSchema } from "../../src/config/schema.ts";
import { type ConsoleDeps, startConsole } from "../../src/console/console.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { openRunDir, type RunDir } from "../../src/observe/run-dir.ts";
import { serveStatus } from "../../src/observe/status.ts";
import { createLive, type Live } from "../../src/recorder/live.ts";
import { NOW_US } from "../query/record.ts";
import { alone } from "../support/alone.ts";

export type Served = {
  readonly url: string;
  readonly live: Live;
  readonly runDir: RunDir;
  readonly events: readonly TapEvent[];
  /** Status and parsed answer. */
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Got>;
  readonly close: () => Promise<void>;
};

export type Got = { readonly status: number; readonly headers: Headers; readonly body: unknown };

export async function serveConsole(
  dir: string,
  store: ConsoleDeps["store"],
  options: {
    readonly isRecorderThere?: boolean;
    readonly nowUs?: number;
    /** For tests whose time goes on. */
    readonly clock?: Clock;
    /** More of the configuration's `console`. */
    readonly console?: object;
    /** More of the configuration. */
    readonly config?: object;
    readonly shared?: typeof alone;
  } = {},
): Promise<Served> {
  const runDir = await openRunDir(dir);
  const events: TapEvent[] = [];
  const live = createLive();
  const recorder = options.isRecorderThere === false ? null : await serveRecorder(runDir, live);
  const console = { address: "127.0.0.1:0", ...options.console };
  const settings = { ...options.config, console };
  const running = await startConsole(configSchema.parse(settings), {
    store,
    ...(options.shared ?? alone),
    runDir,
    clock: options.clock ?? { nowUs: () => options.nowUs ?? NOW_US },
    observe: (event) => events.push(event),
    metrics: createMetrics("console"),
  });
  return {
    url: running.address,
    live,
    runDir,
    events,
    async get(path, headers = {}) {
      const response = await fetch(`${running.address}${path}`, { headers });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.startsWith("application/json");
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? JSON.parse(text) : text,
      };
    },
    async close() {
      await running.close();
      live.close();
      await recorder?.close();
    },
  };
}

/** The recorder's socket, with nothing behind it but its live feed. */
export function serveRecorder(runDir: RunDir, live: Live) {
  return serveStatus({
    runDir,
    role: "recorder",
    metrics: createMetrics("recorder"),
    health: () => ({ ready: true, detail: "recording" }),
    routes: { "/live": (request, response) => live.handle(request, response) },
  });
}

export const noStore: ConsoleDeps["store"] = {
  query: () => Promise.reject(new Error("nothing is asked of the store here")),
};
