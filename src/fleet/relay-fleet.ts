/** What a relay shares with others, wired: its stations and the overrides it follows. */
import type { Clock } from "../base/clock.ts";
import type { KeptDisturbance } from "../config/disturbance.ts";
import type { Config } from "../config/schema.ts";
import type { Elsewhere } from "../relay/elsewhere.ts";
import type { Relay } from "../relay/listen.ts";
import type { Overrides } from "../relay/reroute.ts";
import type { Board, BoardHealth } from "./board.ts";
import type { Book } from "./book.ts";
import { openBooks } from "./books.ts";
import { serveCommands } from "./command-service.ts";
import { bookFileOf, type FleetDeps, openFleet } from "./fleet.ts";
import { createFleetPresence } from "./presence.ts";

export type RelayFleet = {
  readonly board: Board;
  readonly elsewhere: Elsewhere;
  readonly overrides: Overrides;
  readonly faults: Book<KeptDisturbance>;
  /** From here on it answers for the relay's links. */
  readonly serve: (relay: Pick<Relay, "linkOf" | "presence" | "sendAway">) => void;
  readonly health: () => BoardHealth;
  /** Says that the links are held here no longer. */
  readonly close: () => Promise<void>;
};

export async function openRelayFleet(
  config: Config,
  deps: FleetDeps & { readonly clock: Clock },
): Promise<RelayFleet> {
  const { clock, observe, metrics } = deps;
  const { ghostSilenceMs } = config.relay;
  const fleet = await openFleet(config, "relay", deps);
  const { board } = fleet;
  let sendAway: (stationId: string) => void = () => undefined;
  let stopCommands: () => void = () => undefined;
  const presence = createFleetPresence({ board, clock, observe, ghostSilenceMs });
  const books = await openBooks({
    ...{ board, observe, fileOf: (name) => bookFileOf(config, name) },
    sendAway: (stationId) => sendAway(stationId),
  });
  fleet.onBeat(({ versions }) => {
    presence.beat();
    books.look(versions);
  });
  metrics.measure("stationsHeld", presence.count);
  metrics.measure("overridesKnown", books.overrides.count);
  return {
    board,
    elsewhere: presence,
    faults: books.faults,
    overrides: { of: (stationId) => books.overrides.of(stationId)?.override ?? null },
    serve(relay) {
      presence.answerWith(relay.presence);
      sendAway = relay.sendAway;
      stopCommands = serveCommands(relay, { board, clock, observe });
    },
    health: fleet.health,
    async close() {
      stopCommands();
      await presence.close();
      await books.close();
      await fleet.close();
    },
  };
}
