/** A place where state is kept, for tests: stores of this process on it, and processes that write. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Config } from "../../src/config/schema.ts";
import type { Json } from "../../src/exchange/message.ts";
import { openStateStore } from "../../src/fleet/open-state-store.ts";
import type { OpenState, StateStore } from "../../src/fleet/state-store.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { whenOver } from "../support/lifetime.ts";
import { until } from "../support/until.ts";

export type Place = Pick<Config, "data" | "redis">;

export type TestStore = StateStore & { readonly events: readonly TapEvent[] };

export async function storeAt(place: Place): Promise<TestStore> {
  const events: TapEvent[] = [];
  const metrics = { measure: () => undefined };
  const observe = (event: TapEvent) => events.push(event);
  const store = await openStateStore(place, { observe, metrics, stateKey: null });
  whenOver(() => store.close());
  return { ...store, events };
}

/** The documents as a map: keys may be anything. */
export function mapOf(state: OpenState): Map<string, Json> {
  return new Map(state.documents.map(({ key, value }) => [key, value]));
}

/** Writes numbers under two keys until it is rejected. */
export async function writeUntilRejected(store: StateStore, name: string) {
  const state = await store.open(name);
  const progress = { stored: 0, rejection: null as unknown };
  const writing = (async () => {
    for (;;) {
      const value = progress.stored + 1;
      await state.write(["one", "two"].map((key) => ({ key, value })));
      progress.stored = value;
    }
  })().catch((thrown: unknown) => {
    progress.rejection = thrown;
  });
  await until(() => progress.stored > 20 || progress.rejection !== null, "it writes");
  return { progress, writing, state };
}

export type WriterMessage =
  /** All documents of the write have this number, and it is durable. */
  | { readonly kind: "stored"; readonly number: number }
  | { readonly kind: "rejected"; readonly code: string };

/** `state-writer.ts` in a process of its own: writes numbers without end, until it is rejected. */
export function startWriter(place: Place, name: string) {
  const program = join(import.meta.dirname, "state-writer.ts");
  const child: ChildProcess = fork(program, [JSON.stringify(place), name], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  whenOver(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  let stored = 0;
  let rejected: string | null = null;
  child.on("message", (message: WriterMessage) => {
    if (message.kind === "stored") stored = message.number;
    else rejected = message.code;
  });
  return {
    stored: () => stored,
    rejected: () => rejected,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
