/** A small fleet that calls as fast as its CSMS answers, and knows afterwards what passed. */
import { call, connectPlainStation, type PlainStation } from "./peers.ts";

export type Traffic = {
  /** Calls that were sent. */
  readonly sent: () => number;
  /** Calls that were answered. */
  readonly answered: () => number;
  /** Stations whose leg closed while it should have stayed open. */
  readonly lost: () => number;
  /** Longest wait of a station for an answer. Unit: ms. */
  readonly worstMs: () => number;
  /** Stops calling; resolves when every call has its answer. */
  readonly finish: () => Promise<void>;
};

/** Each of `stations` keeps one call in flight, of about `callBytes`, with a pause between two. */
export async function startTraffic(
  stationUrl: string,
  options: { readonly stations: number; readonly callBytes?: number; readonly prefix?: string },
): Promise<Traffic> {
  const { stations, callBytes = 300, prefix = "CP" } = options;
  const padding = "x".repeat(Math.max(0, callBytes - 80));
  let sent = 0;
  let answered = 0;
  let lost = 0;
  let worstMs = 0;
  let isFinishing = false;
  const done: Promise<void>[] = [];

  const drive = (station: PlainStation, name: string) =>
    new Promise<void>((resolve) => {
      let count = 0;
      let startedMs = 0;
      const next = () => {
        if (isFinishing) return resolve();
        startedMs = performance.now();
        sent++;
        station.send(
          call(`${name}-${count++}`, "DataTransfer", { vendorId: "test", data: padding }),
        );
      };
      station.leg.on("message", () => {
        answered++;
        worstMs = Math.max(worstMs, performance.now() - startedMs);
        setImmediate(next);
      });
      station.leg.on("close", () => {
        if (!isFinishing) lost++;
        resolve();
      });
      next();
    });

  for (let index = 0; index < stations; index++) {
    const name = `${prefix}-${index}`;
    done.push(drive(await connectPlainStation(`${stationUrl}/${name}`), name));
  }
  return {
    sent: () => sent,
    answered: () => answered,
    lost: () => lost,
    worstMs: () => worstMs,
    async finish() {
      isFinishing = true;
      await Promise.all(done);
    },
  };
}
