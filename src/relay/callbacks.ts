/**
 * Call-backs of OCPP-S: the CSMS calls a station at the address that the station announced
 * (`From`, `ReplyTo`). Here those calls pass ocpptap, and are recorded: the CSMS uses this listener
 * as its HTTP proxy, or calls `/STATION` here.
 *
 * Promised: no open proxy. Only addresses of `allow` are dialled, whatever their name resolves to,
 * and the URLs that the configuration itself names.
 */

import { once } from "node:events";
import {
  createServer,
  Agent as HttpAgent,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { decoded } from "../base/basic.ts";
import { newLinkId, parseStationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { plainAddress } from "../base/network.ts";
import { boundAddress, listenFailure } from "../config/listening.ts";
import type { Config } from "../config/schema.ts";
import { addressesIn, type IsIn } from "../trust/address-ranges.ts";
import { originOf } from "./behind.ts";
import { describeAuthorization, recordableHeaders, recordableTarget } from "./credentials.ts";
import { answer, type Carry } from "./http.ts";
import { type CopyRoom, fieldsOfRaw, type HttpRecordDeps, recordHttp } from "./http-record.ts";

export type CallbackConfig = Pick<Config, "instance" | "record" | "relay" | "soap">;

export type Callbacks = {
  /** `http://127.0.0.1:9002`. */
  readonly address: string;
  /** Calls that come from now on are treated by this configuration; the address stays. */
  readonly take: (config: CallbackConfig, carry: Carry) => void;
  readonly close: () => Promise<void>;
};

type CallbackOptions = { readonly instance: string; readonly messageBytesMax: number };

export type CallbackDeps = HttpRecordDeps & {
  readonly carry: Carry;
  readonly lookup: LookupFunction;
};

/** Whom a request is for; `refusal` where it may not be. */
type Target =
  | {
      readonly kind: "station";
      readonly url: URL;
      readonly stationId: string;
      readonly isOurs: boolean;
    }
  | { readonly kind: "refused"; readonly status: 400 | 403 | 404; readonly why: string };

/** By which calls are treated. */
type Terms = {
  readonly isClient: IsIn;
  readonly isAllowed: IsIn;
  readonly urls: ReadonlyMap<string, string>;
  readonly means: Means & { readonly room: CopyRoom; readonly agents: Agents };
};

function termsOf({ instance, record, soap }: CallbackConfig, deps: CallbackDeps): Terms {
  const { allow = [], clients, stations } = soap.callbacks;
  const isAllowed = addressesIn(allow);
  const options = { instance, messageBytesMax: record.messageBytesMax };
  const agents = createAgents(isAllowed, deps.lookup);
  return {
    isClient: clients === undefined ? () => true : addressesIn(clients),
    isAllowed,
    urls: new Map(stations.map(({ station, url }) => [station, url])),
    means: { options, deps, agents, room: { bytes: 0 } },
  };
}

/** Null where the configuration has none. */
export async function openCallbacks(
  config: CallbackConfig,
  deps: CallbackDeps,
): Promise<Callbacks | null> {
  const { address } = config.soap.callbacks;
  const { requestHeadMs, workers } = config.relay;
  if (address === undefined) return null;
  let terms = termsOf(config, deps);

  const server = createServer(
    {
      ...{ headersTimeout: requestHeadMs, requestTimeout: 0, keepAliveTimeout: 1 },
      maxHeaderSize: limits.requestHeadBytesMax,
    },
    (request, response) => {
      const { remoteAddress } = originOf(request.socket);
      const { isClient, isAllowed, urls, means } = terms;
      const target: Target = isClient(remoteAddress)
        ? targetOf(request.url ?? "", urls, isAllowed)
        : {
            kind: "refused",
            status: 403,
            why: `${remoteAddress} is not one of soap.callbacks.clients`,
          };
      if (target.kind === "refused") refuse({ request, response }, target, means);
      else call({ request, response }, target, means);
    },
  );
  server.maxRequestsPerSocket = 1;
  server.maxConnections = limits.callbacksMax;
  try {
    server.listen({ ...address, reusePort: workers > 1 });
    await once(server, "listening");
  } catch (thrown) {
    const option = "--soap.callbacks.address";
    throw listenFailure(thrown, { role: "relay", address, option });
  }
  return {
    address: `http://${boundAddress(address, server)}`,
    take(other, carry) {
      terms = termsOf(other, { ...deps, carry });
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      terms.means.agents.close();
    },
  };
}

function targetOf(target: string, urls: ReadonlyMap<string, string>, isAllowed: IsIn): Target {
  if (/^[a-z][a-z\d+.-]*:/i.test(target)) {
    const url = URL.canParse(target) ? new URL(target) : null;
    if (url?.protocol !== "http:" || url.username !== "" || url.password !== "") {
      return { kind: "refused", status: 400, why: "only http:// URLs are called" };
    }
    const host = bareHostOf(url);
    return isIP(host) === 0 || isAllowed(host)
      ? { kind: "station", url, stationId: "", isOurs: false }
      : { kind: "refused", status: 403, why: `${host} is not one of soap.callbacks.allow` };
  }
  const [, part = ""] = /^\/([^/?]*)/.exec(target) ?? [];
  const stationId = decoded(part);
  const own = urls.get(stationId);
  return own === undefined
    ? { kind: "refused", status: 404, why: "no such station in soap.callbacks.stations" }
    : { kind: "station", url: new URL(own), stationId, isOurs: true };
}

function bareHostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

type Turn = { readonly request: IncomingMessage; readonly response: ServerResponse };
type Means = { readonly options: CallbackOptions; readonly deps: CallbackDeps };

function describe({ request }: Turn, url: URL | null, { options }: Means) {
  const fields = fieldsOfRaw(request.rawHeaders);
  const { remoteAddress, remotePort } = originOf(request.socket);
  return {
    ...{ stationId: parseStationId(""), instance: options.instance, route: "soap.callbacks" },
    mode: "transparent" as const,
    target: recordableTarget(request.url ?? ""),
    headers: recordableHeaders(fields),
    upstreamUrl: url === null ? "" : recordableTarget(withoutUser(url)),
    ...{ remoteAddress, remotePort, tls: null },
    authorization: describeAuthorization(fields),
    ...{ subprotocolHeader: null, subprotocolsOffered: [], requestMs: 0, answerMs: 0 },
    http: { method: request.method ?? "", caller: "csms" as const },
  };
}

function withoutUser(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}${url.search}`;
}

function refuse(turn: Turn, target: Target & { readonly kind: "refused" }, means: Means): void {
  const { spool, clock } = means.deps;
  const body = {
    ...describe(turn, null, means),
    refusedBy: "ocpptap" as const,
    ...{ status: target.status, reason: target.why, responseHeaders: [], body: "", failure: null },
  };
  const linkId = newLinkId();
  spool.append({ kind: "link-refused", receivedAtUs: clock.nowUs(), linkId, seq: 0, body });
  answer(turn.response, target.status, `ocpptap: ${target.why}.`);
}

function call(
  turn: Turn,
  { url, stationId, isOurs }: Target & { readonly kind: "station" },
  means: Means & { readonly room: CopyRoom; readonly agents: Agents },
): void {
  const { request, response } = turn;
  const { deps, options, room, agents } = means;
  const fields = fieldsOfRaw(request.rawHeaders);
  const opened = { ...describe(turn, url, means), stationId: parseStationId(stationId) };
  const { messageBytesMax } = options;
  const linkId = newLinkId();
  const opening = { linkId, opened, fields, caller: "csms" as const, messageBytesMax };
  const record = recordHttp(opening, room, deps);
  // Of this hop (RFC 9110 §7.6.1, §11.7.2).
  delete request.headers["proxy-connection"];
  delete request.headers["proxy-authorization"];
  request.url = `${url.pathname}${url.search}`;
  const way = {
    origin: `${url.protocol}//${url.host}`,
    agent: agents.of(url, isOurs),
    ...{ caller: "csms" as const, name: `the station at ${url.host}` },
  };
  deps.carry(request, response, way, record);
}

type Agents = { readonly of: (url: URL, isOurs: boolean) => HttpAgent; readonly close: () => void };

function createAgents(isAllowed: IsIn, lookup: LookupFunction): Agents {
  const guarded = new HttpAgent({ lookup: guardedLookup(isAllowed, lookup) });
  const plain = new HttpAgent({ lookup });
  const secure = new HttpsAgent({ lookup });
  return {
    of: (url, isOurs) => (!isOurs ? guarded : url.protocol === "https:" ? secure : plain),
    close() {
      for (const agent of [guarded, plain, secure]) agent.destroy();
    },
  };
}

/** The address that is dialled is the one that was looked at: a name cannot change its mind. */
function guardedLookup(isAllowed: IsIn, lookup: LookupFunction): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, options, (error, address, family) => {
      if (error !== null) {
        done(error, address, family);
        return;
      }
      const all = Array.isArray(address) ? address.map((each) => each.address) : [address];
      const wrong = all.find((each) => !isAllowed(plainAddress(each)));
      if (wrong === undefined) done(null, address, family);
      else
        done(
          new Error(`${hostname} is ${wrong}, not one of soap.callbacks.allow`),
          address,
          family,
        );
    });
  };
}
