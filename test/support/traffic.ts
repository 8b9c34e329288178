/** A small fleet that calls as fast as its CSMS answers, and knows afterwards what passed. */
import { call, connectPlainStation, type PlainStation } from "./peers.ts";

/** Between an answer and the next call: the load is steady, not as much as the machine can. */
const PAUSE_MS = 4;

export type Traffic = {
  /** Calls that were sent. */
  readonly sent: () => number;
  /** Calls that were answered. */
  readonly answered: () => number;
  /** Stations whose leg closed while it should have stayed open. */
  readonly lost: () => number;
  /** Longest wait of a station for an answer. Unit: ms. */
  readonly worstMs: () => number;
  /** Message id of each station's newest call. */
  readonly newest: () => readonly string[];
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
  const newest = new Map<string, string>();
  const done: Promise<void>[] = [];

  const drive = (station: PlainStation, name: string) =>
    new Promise<void>((resolve) => {
      let count = 0;
      let startedMs = 0;
      const next = () => {
        if (isFinishing) return resolve();
        startedMs = performance.now();
        sent++;
        const id = `${name}-${count++}`;
        newest.set(name, id);
        station.send(call(id, "DataTransfer", { vendorId: "test", data: padding }));
      };
      station.leg.on("message", () => {
        answered++;
        worstMs = Math.max(worstMs, performance.now() - startedMs);
        setTimeout(next, PAUSE_MS);
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
    newest: () => [...newest.values()],
    async finish() {
      isFinishing = true;
      await Promise.all(done);
    },
  };
}
