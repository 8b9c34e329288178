/**
 * Overrides as people set them. In: a station and where it is to go. Out: what is known of it, or a
 * sentence why not. Promised: what is answered is stored; every write is told with who and what.
 */
import { type Clock, isoFromUs } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import {
  type KeptOverride,
  type Override,
  overrideSchema,
  overrideText,
} from "../config/override.ts";
import type { Config } from "../config/schema.ts";
import type { Observe } from "../observe/events.ts";
import type { Board } from "./board.ts";
import type { Book } from "./book.ts";
import { writeEntry } from "./book-desk.ts";

export type OverrideDesk = {
  readonly of: (stationId: string) => KeptOverride | null;
  /** By station. */
  readonly all: () => ReadonlyMap<string, KeptOverride>;
  /** `body` as it came; null removes. */
  readonly set: (stationId: string, body: unknown, how: SetHow) => Promise<KeptOverride | null>;
};

export type SetHow = {
  readonly isNow: boolean;
  /** The address that asked. */
  readonly from: string;
};

export type OverrideDeskDeps = {
  readonly board: Board;
  readonly book: Book<KeptOverride>;
  readonly clock: Clock;
  readonly observe: Observe;
};

/** Control characters, and halves of characters, are in no station's path. */
const NO_IDENTITY = /^\.{0,2}$|[\p{Cc}\p{Cs}]/u;

/** `current`: what is in force when something is set. */
export function createOverrideDesk(
  current: () => Pick<Config, "routes" | "upstream" | "instance">,
  deps: OverrideDeskDeps,
): OverrideDesk {
  const { board, book, clock, observe } = deps;

  return {
    of: book.of,
    all: book.all,
    async set(stationId, body, { isNow, from }) {
      if (stationId.length > limits.overrideStationChars || NO_IDENTITY.test(stationId)) {
        throw invalid("this is no station's identity", "Give it as the station's path has it.");
      }
      const { instance, routes, upstream } = current();
      const matches = routes.map(({ match }) => match);
      if (upstream !== undefined) matches.push("/{station}");
      const override = body === null ? null : checked(body, matches);
      const setBy = `the console of ${instance}, asked from ${from}`;
      const setAt = isoFromUs(clock.nowUs());
      const kept = override === null ? null : { override, setAt, setBy };
      const text = kept === null ? null : JSON.stringify(kept);
      const full = {
        problem: `${limits.overridesMax} stations have an override already`,
        remedy: "Remove some, or change the route in the configuration.",
      };
      await writeEntry({ name: stationId, text, isNow }, { board, book, full });
      const told = override === null ? "" : overrideText(override);
      observe({ name: "overrideSet", stationId, override: told, setBy, isNow });
      return kept;
    },
  };
}

function checked(body: unknown, matches: readonly string[]): Override {
  const parsed = overrideSchema.safeParse(body);
  if (!parsed.success) {
    throw invalid(problemIn(body), `Give ${EXAMPLES}.`);
  }
  const { data } = parsed;
  if ("route" in data && !matches.includes(data.route)) {
    const known = matches.length === 0 ? "there is none" : `there is ${matches.join(", ")}`;
    throw invalid(`no configured route has the match ${data.route}`, `Name one of them: ${known}.`);
  }
  if (Buffer.byteLength(JSON.stringify(data)) > limits.overrideBytesMax / 2) {
    throw invalid("it is too long", "Shorten the URL.");
  }
  return data;
}

const EXAMPLES =
  'either {"route":"/new/{station}"}, the match of a configured route, or {"upstream":"wss://csms.example/ocpp"}';

/** In words: what a union of schemas says helps nobody. */
function problemIn(body: unknown): string {
  if (typeof body !== "object" || body === null) return "it is not a JSON object";
  const keys = Object.keys(body);
  const unknown = keys.find((key) => key !== "route" && key !== "upstream");
  if (unknown !== undefined) return `an override has no "${unknown.slice(0, 64)}"`;
  if (keys.length !== 1) return "an override has either a route or an upstream";
  const option = "upstream" in body ? overrideSchema.options[1] : overrideSchema.options[0];
  const [issue] = option.safeParse(body).error?.issues ?? [];
  return `${keys[0]}: ${issue?.message ?? "it is not right"}`;
}

function invalid(problem: string, remedy: string): OperationalError {
  return new OperationalError("REQUEST_INVALID", { problem, remedy });
}
