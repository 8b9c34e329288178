/** A small fleet that calls as fast as its CSMS answers, and knows afterwards what passed. */
import { call, connectPlainStation } from "./peers.ts";
import { until } from "./until.ts";

/** Between an answer and the next call: the load is steady, not as much as the machine can. */
const PAUSE_MS = 4;

/** Between two dials of a station that lost its leg. */
const REDIAL_MS = 50;

export type Traffic = {
  /** Calls that were sent. */
  readonly sent: () => number;
  /** Calls that were answered. */
  readonly answered: () => number;
  /** Message ids of the calls that were sent, and of those that were answered. */
  readonly calls: ReadonlySet<string>;
  readonly answers: ReadonlySet<string>;
  /** How often a leg closed that should have stayed open. */
  readonly lost: () => number;
  /** When each of them was dialled and when it closed. Unit: ms of `performance`. */
  readonly losses: readonly Loss[];
  /** Longest wait of a station for an answer. Unit: ms. */
  readonly worstMs: () => number;
  /** Message id of each station's newest call. */
  readonly newest: () => readonly string[];
  /** Waits until so many more calls have been answered: the only clock of tests under load. */
  readonly pass: (calls: number, deadlineMs?: number) => Promise<void>;
  /** Stops calling; resolves when every call on a leg that is open has its answer. */
  readonly finish: () => Promise<void>;
};

export type Loss = { readonly dialledMs: number; readonly lostMs: number };

export type TrafficOptions = {
  readonly stations: number;
  readonly callBytes?: number;
  readonly prefix?: string;
  /** A station whose leg closed dials again, and goes on with its next call. */
  readonly redials?: boolean;
  readonly pauseMs?: number;
};

/** Each of `stations` keeps one call in flight, of about `callBytes`, with a pause between two. */
export async function startTraffic(stationUrl: string, options: TrafficOptions): Promise<Traffic> {
  const { stations, callBytes = 300, prefix = "CP", redials = false, pauseMs = PAUSE_MS } = options;
  const padding = "x".repeat(Math.max(0, callBytes - 80));
  const calls = new Set<string>();
  const answers = new Set<string>();
  const newest = new Map<string, string>();
  const losses: Loss[] = [];
  let worstMs = 0;
  let isFinishing = false;

  /** Resolves with the end of a life, once it is dialled: when its leg closes, or all finish. */
  async function drive(
    name: string,
    next: () => string,
  ): Promise<{ readonly over: Promise<void> }> {
    const dialledMs = performance.now();
    const station = await connectPlainStation(`${stationUrl}/${name}`);
    let startedMs = 0;
    const over = new Promise<void>((resolve) => {
      const send = () => {
        if (isFinishing) return resolve();
        startedMs = performance.now();
        const id = next();
        calls.add(id);
        newest.set(name, id);
        station.send(call(id, "DataTransfer", { vendorId: "test", data: padding }));
      };
      station.leg.on("message", (payload) => {
        answers.add(idOf(String(payload)));
        worstMs = Math.max(worstMs, performance.now() - startedMs);
        setTimeout(send, pauseMs);
      });
      station.leg.on("close", () => {
        if (!isFinishing) losses.push({ dialledMs, lostMs: performance.now() });
        resolve();
      });
      send();
    });
    return { over };
  }

  async function redial(name: string, next: () => string): Promise<void> {
    while (!isFinishing) {
      const again = await drive(name, next).catch(() => null);
      if (again !== null) await again.over;
      else await new Promise((resolve) => setTimeout(resolve, REDIAL_MS));
    }
  }

  const lives: Promise<void>[] = [];
  for (let index = 0; index < stations; index++) {
    const name = `${prefix}-${index}`;
    let count = 0;
    const next = () => `${name}-${count++}`;
    const first = await drive(name, next);
    lives.push(redials ? first.over.then(() => redial(name, next)) : first.over);
  }
  return {
    ...{ calls, answers, losses },
    sent: () => calls.size,
    answered: () => answers.size,
    lost: () => losses.length,
    worstMs: () => worstMs,
    newest: () => [...newest.values()],
    async pass(more, deadlineMs = 30_000) {
      const goal = answers.size + more;
      await until(() => answers.size >= goal, `${more} more calls pass`, deadlineMs);
    },
    async finish() {
      isFinishing = true;
      await Promise.all(lives);
    },
  };
}

/** Of a CALL or CALLRESULT as `peers.ts` writes them. */
export function idOf(text: string): string {
  return /^\[\d,"([^"]+)"/.exec(text)?.[1] ?? "";
}
