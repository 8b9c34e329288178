/**
 * The child's side: waits for its configuration, runs its role, and ends when it is told to, or
 * when its supervisor is gone. SIGINT and SIGTERM are the supervisor's: terminals and service
 * managers send them to the whole group, and the order in which roles end matters.
 */
import { OperationalError, problemOf } from "../base/errors.ts";
import { type FromChild, failedMessage, type ToChild } from "./protocol.ts";

export type RunningRole = {
  /** For people, e.g. `ws://127.0.0.1:9000`. */
  readonly address: string;
  /** What a restart must keep, merged into its configuration: ports that were chosen freely. */
  readonly settled: object;
  /** Resolves when the role does its work; absent where it does so already. */
  readonly ready?: Promise<void>;
  /** The role ended by itself; the text says why. */
  readonly ended?: Promise<string>;
  readonly close: () => Promise<void>;
};

/** Resolves with the exit code once the role is over. */
export async function runAsChild(
  start: (config: unknown) => Promise<RunningRole>,
  channel: NodeJS.Process = process,
): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) channel.on(signal, () => undefined);
  const over = Promise.withResolvers<number>();
  let running: Promise<RunningRole> | null = null;

  const finish = async (code: number) => {
    try {
      await (await running)?.close();
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
      const error =
        thrown instanceof OperationalError
          ? thrown
          : new OperationalError("ROLE_FAILED", { problem: problemOf(thrown) }, { cause: thrown });
      tell(channel, failedMessage(error));
      over.resolve(1);
    }
  };

  channel.on("message", (message) => {
    const told = parseToChild(message);
    if (told.kind === "start") void launch(told.config);
    else void finish(0);
  });
  channel.once("disconnect", () => void finish(1));
  return over.promise;
}

function tell(channel: NodeJS.Process, message: FromChild): void {
  if (channel.connected === true) channel.send?.(message);
}

/** The supervisor is our own program: its messages are trusted to have our shape. */
function parseToChild(message: unknown): ToChild {
  return message as ToChild;
}
