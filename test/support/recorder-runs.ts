/** The recorder over a world that may end at any step, in a test's own time. */
import { limits } from "../../src/base/limits.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { type Recorder, startRecorder } from "../../src/recorder/recorder.ts";
import type { TokenStore, World } from "./crashing-world.ts";
import { startUs } from "./recording.ts";
import { until } from "./until.ts";

/** A clock by which every batch is due at once; it begins before all messages, so nothing times out. */
export function hurriedClock() {
  let nowUs = startUs / 2;
  return {
    nowUs() {
      nowUs += limits.batchMsMax * 1000;
      return nowUs;
    },
  };
}

export type Started = { readonly recorder: Recorder; readonly events: TapEvent[] };

export async function startOver(
  data: string,
  world: World,
  store: TokenStore | null = null,
  clock = hurriedClock(),
): Promise<Started> {
  const events: TapEvent[] = [];
  const recorder = await startRecorder(
    { data, instance: "test", exchange: { timeoutMs: 30_000 } },
    {
      clock,
      observe: (event) => events.push(event),
      disk: world.disk,
      sink: { insert: store?.insert ?? world.insert },
      pause: (ms, signal) =>
        ms === 0 || signal.aborted
          ? Promise.resolve()
          : new Promise((resolve) => setTimeout(resolve, 1)),
    },
  );
  return { recorder, events };
}

/** Until the recorder's process ends, or everything is done and it was closed. */
export async function runUntilEnd(data: string, world: World, done: () => boolean): Promise<void> {
  let hasEnded = false;
  // Nothing of this settles once the world is over.
  const life = startOver(data, world).then(async ({ recorder }) => {
    await until(() => world.isOver() || done(), "everything to be done");
    await recorder.close();
    hasEnded = true;
  });
  await until(() => world.isOver() || hasEnded, "a crash or the end");
  if (hasEnded) await life;
}
