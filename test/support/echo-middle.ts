/** A Middle that passes on what it gets, from one leg to the other, and tells what it was told. */
import { OperationalError } from "../../src/base/errors.ts";
import type { LegName, Line, Middle, Way } from "../../src/relay/middle.ts";
import { ROUTE_WAY } from "../../src/relay/ways.ts";

export type EchoMiddle = Middle & {
  readonly log: readonly string[];
  /** Of the newest dialogue. */
  readonly line: () => Line;
  ways: readonly Way[];
  /** While so, `open` rejects. */
  isAway: boolean;
  /** While so, a message is taken and no more are wanted. */
  isBusy: boolean;
};

export function echoMiddle(): EchoMiddle {
  const log: string[] = [];
  let newest: Line | null = null;
  const other = (leg: LegName): LegName => (leg === "station" ? "csms" : "station");
  const middle: EchoMiddle = {
    log,
    subprotocols: { station: "ocpp1.6", csms: "ocpp2.0.1" },
    ways: [ROUTE_WAY],
    isAway: false,
    isBusy: false,
    line() {
      if (newest === null) throw new Error("nothing is open");
      return newest;
    },
    async open(stationId, line) {
      await Promise.resolve();
      if (middle.isAway) {
        const problem = "the test said so";
        throw new OperationalError("STATE_UNAVAILABLE", { where: "here", problem, remedy: "-" });
      }
      newest = line;
      log.push(`open ${stationId}`);
      let kept: string | null = null;
      return {
        legUp: (leg) => void log.push(`${leg} up`),
        legDown: (leg) => void log.push(`${leg} down`),
        message(leg, { payload, ref }) {
          log.push(`${leg}: ${String(payload)}`);
          line.send(other(leg), String(payload), ref);
          return !middle.isBusy;
        },
        ways: () => middle.ways,
        keepsake: () => kept,
        keep(keepsake) {
          kept = keepsake;
        },
        async release() {
          log.push("release");
        },
      };
    },
  };
  return middle;
}
