/**
 * The child's side: waits for its configuration, runs its role, says that it is alive when it is
 * asked, takes over another configuration, and ends when it is told to, or in a hurry when its
 * supervisor is gone. SIGINT, SIGTERM and SIGHUP are the supervisor's: terminals and service managers
 * send them to the whole group, and the order in which roles end matters.
 */
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { type FromChild, failedMessage, type ToChild } from "./protocol.ts";

/** A configuration that a role could take over: everything that can fail has been done. */
export type Prepared = {
  /** It counts from now on. Never throws, and awaits nothing. */
  readonly commit: () => void;
  /** It is not wanted after all. */
  readonly discard: () => void;
};

export type RunningRole = {
  /** For people, e.g. `ws://127.0.0.1:9000`. */
  readonly address: string;
  /** What a restart must keep, merged into its configuration: ports that were chosen freely. */
  readonly settled: object;
  /** Resolves when the role does its work; absent where it does so already. */
  readonly ready?: Promise<void>;
  /** The role ended by itself; the text says why. */
  readonly ended?: Promise<string>;
  /**
   * What takes its time before `close`: others are let finish. The signal is aborted where nobody
   * waits for that any more.
   */
  readonly drain?: (signal: AbortSignal) => Promise<void>;
  /**
   * Makes another configuration ready, in which only keys differ that the role can take over as it
   * runs (`config/effects.ts`). Rejects where it cannot be used; nothing has changed then. Absent:
   * there are none.
   */
  readonly prepare?: (config: unknown) => Promise<Prepared>;
  readonly close: () => Promise<void>;
};

/** Resolves with the exit code once the role is over. */
export async function runAsChild(
  start: (config: unknown) => Promise<RunningRole>,
  channel: NodeJS.Process = process,
): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    channel.on(signal, () => undefined);
  const over = Promise.withResolvers<number>();
  let running: Promise<RunningRole> | null = null;

  const hurry = new AbortController();
  let finishing: Promise<void> | null = null;

  const finish = (code: number) => {
    finishing ??= end(code);
    return finishing;
  };
  const end = async (code: number) => {
    try {
      const role = await running;
      await role?.drain?.(hurry.signal);
      await role?.close();
    } catch {
      // A role that never started has nothing to close; its failure was told by `launch`.
      code = code === 0 ? 1 : code;
    }
    over.resolve(code);
  };
  const launch = async (config: unknown) => {
    try {
      running = start(config);
      const role = await running;
      void role.ended?.then(() => finish(1));
      await role.ready;
      tell(channel, { kind: "ready", address: role.address, settled: role.settled });
    } catch (thrown) {
      tell(channel, failedMessage(operationalOf(thrown)));
      over.resolve(1);
    }
  };
  const taking = takeOver(async () => (await running)?.prepare, channel);

  channel.on("message", (message) => {
    const told = parseToChild(message);
    switch (told.kind) {
      case "start":
        void launch(told.config);
        return;
      case "ask":
        tell(channel, { kind: "alive" });
        return;
      case "prepare":
        void taking.prepare(told.config);
        return;
      case "commit":
        taking.commit();
        return;
      case "discard":
        taking.discard();
        return;
      case "stop":
        void finish(0);
    }
  });
  channel.once("disconnect", () => {
    hurry.abort();
    setTimeout(() => over.resolve(1), limits.orphanMsMax).unref();
    void finish(1);
  });
  return over.promise;
}

/** The configuration that is to count next; a later one takes the place of one before it. */
function takeOver(preparing: () => Promise<RunningRole["prepare"]>, channel: NodeJS.Process) {
  let prepared: Prepared | null = null;
  let latest = 0;
  const discard = () => {
    prepared?.discard();
    prepared = null;
  };
  return {
    async prepare(config: unknown) {
      latest += 1;
      const own = latest;
      try {
        const prepare = await preparing();
        const made = (await prepare?.(config)) ?? null;
        if (own !== latest) {
          made?.discard();
          return;
        }
        discard();
        prepared = made;
        tell(channel, { kind: "prepared" });
      } catch (thrown) {
        tell(channel, failedMessage(operationalOf(thrown), "unprepared"));
      }
    },
    commit() {
      try {
        prepared?.commit();
        tell(channel, { kind: "committed" });
      } catch (thrown) {
        tell(channel, failedMessage(operationalOf(thrown)));
      }
      prepared = null;
    },
    discard() {
      latest += 1;
      discard();
    },
  };
}

function operationalOf(thrown: unknown): OperationalError {
  return thrown instanceof OperationalError
    ? thrown
    : new OperationalError("ROLE_FAILED", { problem: problemOf(thrown) }, { cause: thrown });
}

function tell(channel: NodeJS.Process, message: FromChild): void {
  // A supervisor that has just died hears nothing; `disconnect` says the rest.
  if (channel.connected === true) channel.send?.(message, undefined, undefined, () => undefined);
}

/** The supervisor is our own program: its messages are trusted to have our shape. */
function parseToChild(message: unknown): ToChild {
  return message as ToChild;
}
