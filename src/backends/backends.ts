/**
 * The further back-ends of a relay's stations. In: links as they open, what passes on them, and by
 * what is dialled. Out: a session for each station and back-end. Promised: a message is looked at
 * after it has gone on; a session outlives its link for a while, because most stations come back;
 * how many there are, and what waits in them, is bounded.
 */
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { decodeText } from "../exchange/decode.ts";
import { parseMessage } from "../exchange/parse.ts";
import type { StateStore } from "../fleet/state-store.ts";
import type { Observe } from "../observe/events.ts";
import { type OcppVersion, versionOfSubprotocol } from "../ocpp/versions.ts";
import type { Intercept, InterceptedLink, OpenIntercept, SeenMessage } from "../relay/intercept.ts";
import type { BackendRoute } from "../relay/route.ts";
import type { Dialling } from "../relay/terms.ts";
import type { SpoolWriter } from "../spool/record.ts";
import { createKeep } from "./keep.ts";
import { createPace } from "./pace.ts";
import { createRoom } from "./room.ts";
import { type Attached, type Passed, Session, type Whose } from "./session.ts";

export type BackendsDeps = {
  readonly spool: Pick<SpoolWriter, "append" | "whenWritten">;
  readonly clock: Clock;
  readonly observe: Observe;
  /** Asked for the first time when a station comes whose route has back-ends. */
  readonly store: () => Pick<StateStore, "open">;
};

export type BackendState = {
  readonly name: string;
  /** That it sees now, or saw a moment ago. */
  readonly stations: number;
  readonly connected: number;
  /** Calls of stations that it did not get, or did not answer, since the start. */
  readonly missed: number;
};

export type Backends = {
  /** Before any link opens, and whenever it changes. */
  readonly dialBy: (dialling: Dialling) => void;
  /** For links of routes that have back-ends. */
  readonly open: OpenIntercept;
  readonly states: () => readonly BackendState[];
  readonly close: () => Promise<void>;
};

export function createBackends(deps: BackendsDeps): Backends {
  const all = new AllBackends(deps);
  return {
    dialBy: (dialling) => all.dialBy(dialling),
    open: (link) => all.open(link),
    states: () => all.states(),
    close: () => all.close(),
  };
}

type Kept = { readonly session: Session; idle: NodeJS.Timeout | null };

class AllBackends {
  readonly #deps: BackendsDeps;
  readonly #room = createRoom(limits.backendWaitingAllBytesMax);
  readonly #pace = createPace({
    ...{ burst: limits.backendAllReadsBurst, everyMs: limits.backendAllReadMs },
  });
  /** By route, station and back-end. */
  readonly #sessions = new Map<string, Kept>();
  readonly #closing = new Set<Promise<void>>();
  /** Of sessions that are over, by name. */
  readonly #missed = new Map<string, number>();
  #dialling: Dialling | null = null;

  constructor(deps: BackendsDeps) {
    this.#deps = deps;
  }

  dialBy(dialling: Dialling): void {
    this.#dialling = dialling;
  }

  open(link: InterceptedLink): Intercept {
    const version = versionOf(link.subprotocol);
    const attached = version === null ? [] : this.#attachAll(link, version);
    const sessions = attached.map(({ session }) => session);
    return {
      isOn: () => false,
      message(seen) {
        if (version !== null) show(seen, { link, version, sessions });
        return true;
      },
      ending: () => undefined,
      close: () => {
        for (const { key, session } of attached) this.#detach(key, session, link);
      },
    };
  }

  states(): readonly BackendState[] {
    const names = new Set([...this.#missed.keys(), ...this.#names()]);
    return [...names].sort().map((name) => {
      const own = [...this.#sessions.values()].filter(
        ({ session }) => session.backend.config.name === name,
      );
      const sessions = own.map(({ session }) => session);
      const missed = sessions.reduce((sum, each) => sum + each.missed, 0);
      return {
        ...{ name, stations: sessions.length },
        connected: sessions.filter(({ isConnected }) => isConnected).length,
        missed: missed + (this.#missed.get(name) ?? 0),
      };
    });
  }

  async close(): Promise<void> {
    for (const key of [...this.#sessions.keys()]) this.#release(key);
    await Promise.all(this.#closing);
  }

  // ────────────────────

  #names(): readonly string[] {
    return [...this.#sessions.values()].map(({ session }) => session.backend.config.name);
  }

  #attachAll(link: InterceptedLink, version: OcppVersion) {
    const dialling = this.#dialling;
    if (dialling === null) return [];
    return link.route.backends.flatMap((backend) => {
      const key = `${link.key}\n${backend.config.name}`;
      const session = this.#sessionOf(key, { backend, stationId: link.stationId }, dialling);
      if (session === null) return [];
      session.attach(attachedOf({ link, version, backend, dialling }));
      return [{ key, session }];
    });
  }

  /** Null where there are too many. */
  #sessionOf(key: string, whose: Whose, { asking }: Dialling): Session | null {
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      if (known.idle !== null) clearTimeout(known.idle);
      known.idle = null;
      const { config } = known.session.backend;
      if (isDeepStrictEqual(config, whose.backend.config)) return known.session;
      this.#release(key);
    }
    if (this.#sessions.size >= limits.backendSessionsMax) {
      this.#tellFull(whose);
      return null;
    }
    const { clock, observe, spool, store } = this.#deps;
    const name = `backend/${key.replaceAll("\n", "/")}`;
    const keep = createKeep(name, store(), (problem) => {
      const { stationId, backend } = whose;
      observe({ name: "backendStateLost", backend: backend.config.name, stationId, problem });
    });
    const shared = { room: this.#room, pace: this.#pace };
    const session = new Session(whose, { asking, spool, clock, observe, keep, ...shared });
    this.#sessions.set(key, { session, idle: null });
    return session;
  }

  #tellFull({ stationId, backend }: Whose): void {
    const problem = `${limits.backendSessionsMax} stations have one already`;
    const outcome = "failed" as const;
    const { name } = backend.config;
    this.#deps.observe({ name: "backendDialled", backend: name, stationId, outcome, problem });
  }

  #detach(key: string, session: Session, { linkId }: InterceptedLink): void {
    const kept = this.#sessions.get(key);
    if (!session.detach(linkId) || kept?.session !== session) return;
    kept.idle ??= setTimeout(() => this.#release(key), limits.backendIdleMs);
    kept.idle.unref();
  }

  #release(key: string): void {
    const kept = this.#sessions.get(key);
    if (kept === undefined) return;
    const { session, idle } = kept;
    if (idle !== null) clearTimeout(idle);
    this.#sessions.delete(key);
    const closed = session.close();
    const { name } = session.backend.config;
    this.#missed.set(name, (this.#missed.get(name) ?? 0) + session.missed);
    this.#closing.add(closed);
    void closed.finally(() => this.#closing.delete(closed));
  }
}

/** Where nothing was selected, it is 1.6 as like as not: most such stations are old. */
function versionOf(subprotocol: string | null): OcppVersion | null {
  return subprotocol === null ? "1.6" : versionOfSubprotocol(subprotocol);
}

type Attaching = {
  readonly link: InterceptedLink;
  readonly version: OcppVersion;
  readonly backend: BackendRoute;
  readonly dialling: Dialling;
};

function attachedOf({ link, version, backend, dialling }: Attaching): Attached {
  const { stationId, route, tail, authorization } = link;
  const { credentials, instance } = dialling;
  return {
    ...{ link, version },
    dial: {
      ...{ stationId, instance, match: route.match, backend },
      target: backend.targetOf(tail, ""),
      authorization: credentials.authorizationOf(backend, stationId, authorization),
      subprotocol: link.subprotocol ?? `ocpp${version}`,
    },
  };
}

type Shown = {
  readonly link: InterceptedLink;
  readonly version: OcppVersion;
  readonly sessions: readonly Session[];
};

function show(seen: SeenMessage, { link, version, sessions }: Shown): void {
  const { sender, payload, opcode, seq, isWhole } = seen;
  const concerned = sender === "station" ? sessions : sessions.filter((each) => each.isNumbering);
  if (concerned.length === 0) return;
  const text = isWhole ? decodeText(payload) : null;
  if (text === null) {
    if (sender === "station") for (const session of concerned) session.unreadable();
    return;
  }
  const payloadBytes = payload.length;
  const framing = { opcode, isTruncated: false, payloadBytes, version };
  const message = parseMessage(payload, framing, text);
  const passed: Passed = {
    ...{ message, text, bytes: payloadBytes, ref: { linkId: link.linkId, seq } },
  };
  for (const session of concerned) {
    if (sender === "station") session.fromStation(passed);
    else session.fromCsms(passed);
  }
}
