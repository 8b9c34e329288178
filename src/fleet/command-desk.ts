/**
 * Calls that operators send to stations, at the console. In: a station, an action and its payload.
 * Out: what the station answered, or a sentence why not. Promised: a payload is held against the
 * schema of the station's version before it is sent, unless its sender insists; one answer comes, in
 * bounded time; secrets of the payload are told to nobody but the station.
 */
import { randomUUID } from "node:crypto";
import { OperationalError } from "../base/errors.ts";
import { parseStationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { CommandsConfig } from "../config/commands.ts";
import type { Config } from "../config/schema.ts";
import { sendersOfAction } from "../ocpp/actions.ts";
import { validate } from "../ocpp/validator.ts";
import { type OcppVersion, versionOfSubprotocol } from "../ocpp/versions.ts";
import { linkKey } from "../relay/links.ts";
import { type Board, type Holding, inboxOf } from "./board.ts";
import {
  type CallFound,
  type CommandMessage,
  parseCommandMessage,
  type SentOutcome,
} from "./command-messages.ts";

export type Command = {
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Absent: what the route says. Unit: ms. */
  readonly timeoutMs?: number | undefined;
};

export type CommandHow = {
  /** Who asks, for the record. */
  readonly by: string;
  /** Also what the version's schema does not allow. */
  readonly isForced: boolean;
};

export type CommandAnswer = Extract<SentOutcome, { readonly kind: "answered" }> & {
  readonly linkId: string;
  readonly version: OcppVersion | null;
};

export type CommandDesk = {
  /** Whose stations may be called. */
  readonly routes: () => readonly ({ readonly match: string } & CommandsConfig)[];
  readonly call: (stationId: string, command: Command, how: CommandHow) => Promise<CommandAnswer>;
  readonly close: () => void;
};

type Reply = Extract<CommandMessage, { readonly kind: "call-found" | "call-outcome" }>;

export function createCommandDesk(
  current: () => Pick<Config, "routes">,
  board: Board,
): CommandDesk {
  const waiting = new Map<string, (reply: Reply) => void>();
  const stop = board.listen(inboxOf(board.me.run), (text) => {
    const message = parseCommandMessage(text);
    if (message?.kind === "call-found" || message?.kind === "call-outcome") {
      waiting.get(message.id)?.(message);
    }
  });
  const routes = () =>
    current().routes.flatMap(({ match, commands }) =>
      commands === undefined ? [] : [{ match, ...commands }],
    );

  /** Null where none comes in time. */
  async function ask(run: string, ms: number, message: Unsent): Promise<Reply | null> {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Reply | null>();
    const timer = setTimeout(() => resolve(null), ms);
    waiting.set(id, resolve);
    try {
      await board.publish(inboxOf(run), JSON.stringify({ ...message, id, from: board.me.run }));
      return await promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  }

  /** On the routes whose stations may be called. */
  async function holderOf(stationId: string): Promise<Holding | null> {
    const keys = routes().map(({ match }) => linkKey(match, parseStationId(stationId)));
    const holders = await Promise.all(keys.map((key) => board.holderOf(key)));
    if (holders.includes(undefined)) {
      throw new OperationalError("FLEET_UNAVAILABLE", { problem: board.problem() });
    }
    return holders.find((holder) => holder !== null && holder !== undefined) ?? null;
  }

  return {
    routes,
    close: stop,
    async call(stationId, command, { by, isForced }) {
      const refused = refusalOf(stationId);
      if (routes().length === 0) throw refused("no route has `commands`", PERMIT);
      if (waiting.size >= limits.commandsUnderWayMax) {
        throw refused(`${waiting.size} calls are under way`, "Wait for their answers.");
      }
      const { action } = command;
      const payload = payloadText(command, refused);
      const holder = await holderOf(stationId);
      if (holder === null) throw refused("it is not connected on a route with `commands`", SEE);
      const { run, key } = holder;
      const found = await ask(run, limits.askAnswerMs, { kind: "call-look", key, action });
      if (found?.kind !== "call-found") throw refused("its relay does not answer", TRY_AGAIN);
      if (found.problem !== null) throw refused(found.problem, PERMIT);
      const version = versionOfSubprotocol(found.subprotocol);
      if (!isForced) check(command, version, refused);
      const timeoutMs = command.timeoutMs ?? found.timeoutMs;
      const { linkId } = found;
      const reply = await ask(run, timeoutMs + limits.commandRelayMs, {
        ...{ kind: "call-send", key, linkId, by, action, payload, timeoutMs },
      });
      return { ...answeredIn(reply, stationId), linkId, version };
    },
  };
}

type Unsent =
  | { readonly kind: "call-look"; readonly key: string; readonly action: string }
  | {
      readonly kind: "call-send";
      readonly key: string;
      readonly linkId: CallFound["linkId"];
      readonly by: string;
      readonly action: string;
      readonly payload: string;
      readonly timeoutMs: number;
    };

type Refused = (problem: string, remedy: string) => OperationalError;

const PERMIT =
  "Name what may be called in the route's `commands`, e.g. commands: { actions: TriggerMessage }; it counts for links that open then.";
const SEE = "Look at the station's page; its id is compared exactly.";
const TRY_AGAIN = "Try again; if it lasts, look at docs/operations/fleet.md.";
const FORCE = "Correct it, or insist with `?force`.";

function refusalOf(station: string): Refused {
  return (problem, remedy) => new OperationalError("CALL_NOT_SENT", { station, problem, remedy });
}

function payloadText({ payload }: Command, refused: Refused): string {
  const text = JSON.stringify(payload);
  if (text.length <= limits.commandPayloadChars) return text;
  throw refused(
    `its payload has more than ${limits.commandPayloadChars} characters`,
    "Shorten it.",
  );
}

function check({ action, payload }: Command, version: OcppVersion | null, refused: Refused): void {
  if (version === null) throw refused("its version of OCPP is not known", FORCE);
  if (sendersOfAction(version, action)?.includes("csms") !== true) {
    throw refused(`${action} is no call of a CSMS in OCPP ${version}`, FORCE);
  }
  const verdict = validate({ version, action, kind: "request" }, payload);
  if (verdict.kind !== "invalid") return;
  const [first] = verdict.violations;
  const where = first === undefined ? "" : `${first.path === "" ? "the payload" : first.path} `;
  const what = first === undefined ? "is not valid" : `should be ${first.expected}`;
  throw refused(`in OCPP ${version} ${where}${what}`, FORCE);
}

function answeredIn(
  reply: Reply | null,
  station: string,
): Extract<SentOutcome, { readonly kind: "answered" }> {
  const silent = (problem: string, seq: number | null) => {
    const remedy =
      seq === null
        ? "Nothing was sent to it. Try again."
        : "The call is in the record; an answer that comes late is, too, and goes to nobody.";
    return new OperationalError("CALL_UNANSWERED", { station, problem, remedy });
  };
  if (reply?.kind !== "call-outcome") throw silent("its relay does not say what became of it", 0);
  const { outcome } = reply;
  switch (outcome.kind) {
    case "answered":
      return outcome;
    case "unanswered":
      throw silent(outcome.problem, outcome.seq);
    case "refused":
      throw refusalOf(station)(outcome.problem, TRY_AGAIN);
    case "limited": {
      const { seconds } = outcome;
      throw new OperationalError("CALLS_LIMITED", { what: `calls to ${station}`, seconds });
    }
  }
}
