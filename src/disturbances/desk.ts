/**
 * Faults on purpose as people set them. In: a name and what is to be done to whose messages. Out:
 * what is known of it, or a sentence why not. Promised: what is answered is stored; nothing is set
 * where no route permits it; every write is told with who and what.
 */
import type { z } from "zod";
import { type Clock, isoFromUs } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import {
  type Disturbance,
  disturbanceName,
  disturbanceSchema,
  disturbanceText,
  type KeptDisturbance,
} from "../config/disturbance.ts";
import type { Config } from "../config/schema.ts";
import type { Board } from "../fleet/board.ts";
import type { Book } from "../fleet/book.ts";
import { writeEntry } from "../fleet/book-desk.ts";
import type { Observe } from "../observe/events.ts";

export type FaultDesk = {
  /** Those that have not ended, by name. */
  readonly all: () => readonly KeptDisturbance[];
  readonly of: (name: string) => KeptDisturbance | null;
  /** The `match` of the routes that permit them. */
  readonly routes: () => readonly string[];
  /** `body` as it came. */
  readonly set: (name: string, body: unknown, how: SetHow) => Promise<KeptDisturbance>;
  /** What it was; null: there was none. */
  readonly remove: (name: string, from: string) => Promise<KeptDisturbance | null>;
};

export type SetHow = {
  /** The address that asked, and who. */
  readonly from: string;
  /** The route by which the station came last; null: not known. */
  readonly routeOf: (stationId: string) => Promise<string | null>;
};

export type FaultDeskDeps = {
  readonly board: Board;
  readonly book: Book<KeptDisturbance>;
  readonly clock: Clock;
  readonly observe: Observe;
};

/** `current`: what is in force when something is set. */
export function createFaultDesk(
  current: () => Pick<Config, "routes" | "instance">,
  { board, book, clock, observe }: FaultDeskDeps,
): FaultDesk {
  const nowMs = () => clock.nowUs() / 1000;
  const hasEnded = ({ disturbance }: KeptDisturbance) => Date.parse(disturbance.until) <= nowMs();
  const routes = () =>
    current()
      .routes.filter(({ faults }) => faults === true)
      .map(({ match }) => match);

  async function write(name: string, kept: KeptDisturbance | null): Promise<void> {
    const text = kept === null ? null : JSON.stringify(kept);
    const full = {
      problem: `${limits.faultsMax} faults are set already`,
      remedy: "Remove some with DELETE /api/faults/{name}.",
    };
    await writeEntry({ name, text }, { board, book, full });
  }
  /** What has ended takes no room. */
  async function tidy(): Promise<void> {
    for (const [name, kept] of book.all()) if (hasEnded(kept)) await write(name, null);
  }

  return {
    routes,
    all: () =>
      [...book.all().values()]
        .filter((kept) => !hasEnded(kept))
        .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    of(name) {
      const kept = book.of(name);
      return kept === null || hasEnded(kept) ? null : kept;
    },
    async set(name, body, { from, routeOf }) {
      const disturbance = checked(name, body, nowMs());
      await permitted(disturbance.station, routes(), routeOf);
      await tidy();
      const setBy = `the console of ${current().instance}, asked from ${from}`;
      const kept = { name, disturbance, setAt: isoFromUs(clock.nowUs()), setBy };
      await write(name, kept);
      const { station: stationId, until } = disturbance;
      const what = disturbanceText(disturbance);
      observe({ name: "faultSet", fault: name, stationId, what, until, setBy });
      return kept;
    },
    async remove(name, from) {
      const kept = book.of(name);
      if (kept === null) return null;
      await write(name, null);
      const { station: stationId, until } = kept.disturbance;
      const setBy = `the console of ${current().instance}, asked from ${from}`;
      observe({ name: "faultSet", fault: name, stationId, what: "", until, setBy });
      return hasEnded(kept) ? null : kept;
    },
  };
}

function checked(name: string, body: unknown, nowMs: number): Disturbance {
  if (!disturbanceName.safeParse(name).success) {
    throw invalid(
      "this is no name of a fault",
      "Use 1 to 64 letters, digits, dots, dashes and underscores, e.g. slow-status.",
    );
  }
  const { data, error } = disturbanceSchema.safeParse(body);
  if (data === undefined) throw invalid(problemIn(error.issues), EXAMPLE);
  const lastsMs = Date.parse(data.until) - nowMs;
  if (lastsMs <= 0) throw invalid("until: this time is over", "Give one within the next 24 h.");
  if (lastsMs > limits.faultMsMax) {
    throw invalid("until: a fault lasts 24 h at most", "Set it again when it has ended.");
  }
  if (Buffer.byteLength(JSON.stringify(data)) > limits.faultBytesMax) {
    throw invalid(`it has more than ${limits.faultBytesMax} bytes`, "Shorten the answer.");
  }
  return data;
}

const EXAMPLE =
  'Give e.g. {"station":"CP-7","sender":"station","action":"Heartbeat","does":{"kind":"delay","ms":5000},"until":"2030-01-01T12:00:00Z"}; docs/operations/faults-on-purpose.md has all of them.';

/** Only what a route of a test bench permits. */
async function permitted(
  stationId: string,
  routes: readonly string[],
  routeOf: SetHow["routeOf"],
): Promise<void> {
  if (routes.length === 0) {
    throw invalid(
      "no route permits faults on purpose",
      "Set `faults: true` on the route of the test bench, and send SIGHUP.",
    );
  }
  const route = await routeOf(stationId);
  if (route === null || routes.includes(route)) return;
  const problem = `${stationId} came by the route ${route}, which does not permit faults on purpose`;
  throw invalid(problem, `Set \`faults: true\` there; routes that have it: ${routes.join(", ")}.`);
}

type Issue = z.core.$ZodIssue;

/** The first thing that is wrong, in words. */
function problemIn(issues: readonly Issue[]): string {
  const [issue] = issues;
  if (issue === undefined) return "it is not right";
  const place = issue.path.join(".");
  switch (issue.code) {
    case "unrecognized_keys":
      return `a fault has no "${[...issue.path, issue.keys[0]?.slice(0, 64)].join(".")}"`;
    case "invalid_union":
      return `${place === "" ? "does" : place}: must be delay, drop, duplicate, reorder, corrupt, answer or close`;
    case "invalid_value":
      return `${place}: must be ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return place === ""
        ? "it is not a JSON object"
        : `${place}: is missing, or no ${issue.expected}`;
    default:
      return `${place === "" ? "it" : place}: ${issue.message}`;
  }
}

function invalid(problem: string, remedy: string): OperationalError {
  return new OperationalError("REQUEST_INVALID", { problem, remedy });
}
