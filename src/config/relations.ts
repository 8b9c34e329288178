/**
 * What must hold between keys: each a sentence of its own, checked after every single value is
 * right.
 */
import { isLoopback } from "../base/network.ts";
import { hasAuth } from "./access.ts";
import { alertsProblem } from "./alerts.ts";
import { backendsProblem } from "./backends.ts";
import { commandsProblem } from "./commands.ts";
import type { Config, RouteConfig } from "./schema.ts";
import { consoleTlsProblem, listenerTlsProblem, upstreamTlsProblem } from "./tls.ts";
import { credentialsProblem } from "./translate.ts";
import { formatAddress } from "./units.ts";
import { formatBytes, nodeUrls } from "./values.ts";

export type Relation = {
  /** The keys that take part; the first is the one the fault is told at. */
  readonly paths: readonly [string, ...string[]];
  /** The sentence, or null where the relation holds. */
  readonly problem: (config: Config) => string | null;
};

/** Header and CRC of one record in the spool, generously. */
const RECORD_OVERHEAD_BYTES = 4 * 1024;

export const relations: readonly Relation[] = [
  {
    paths: ["spool.segmentBytesMax", "spool.bytesMax", "relay.workers"],
    problem: ({ spool, relay }) =>
      spool.segmentBytesMax * 2 * relay.workers <= spool.bytesMax
        ? null
        : `must be at most half of ${partOfSpool(relay.workers)} (${formatBytes(spool.bytesMax)}), because the oldest of at least two segments goes when the spool is full`,
  },
  {
    paths: ["record.messageBytesMax", "spool.segmentBytesMax"],
    problem: ({ record, spool }) =>
      record.messageBytesMax + RECORD_OVERHEAD_BYTES <= spool.segmentBytesMax
        ? null
        : `must be smaller than spool.segmentBytesMax (${formatBytes(spool.segmentBytesMax)}), because a message is never split over two segments`,
  },
  {
    paths: ["record.messageBytesMax", "spool.bufferBytesMax"],
    problem: ({ record, spool }) =>
      record.messageBytesMax + RECORD_OVERHEAD_BYTES <= spool.bufferBytesMax
        ? null
        : `must be smaller than spool.bufferBytesMax (${formatBytes(spool.bufferBytesMax)}), or the largest messages could never be recorded`,
  },
  { paths: ["console.address", "console.auth.tokens"], problem: exposureProblem },
  { paths: ["console.auth.tokens"], problem: tokensProblem },
  { paths: ["console.tls"], problem: ({ console }) => consoleTlsProblem(console.tls) },
  { paths: ["console.auth.oidc.issuer", "console.publicUrl"], problem: oidcProblem },
  { paths: ["redis.mode", "redis.url"], problem: redisProblem },
  { paths: ["store.url", "store.cluster"], problem: storeProblem },
  { paths: ["store.readUrl", "store.url"], problem: readProblem },
  { paths: ["store.coldAfterDays", "store.url", "record.retentionDays"], problem: coldProblem },
  { paths: ["routes"], problem: routeProblem },
  { paths: ["shadows"], problem: shadowProblem },
  { paths: ["alerts"], problem: ({ alerts }) => alertsProblem(alerts) },
  { paths: ["listen"], problem: trustProblem },
  { paths: ["listen"], problem: listenerProblem },
  {
    paths: ["listen"],
    problem: ({ listen, console }) => {
      const own = [console.address, console.metricsAddress].filter((each) => each !== undefined);
      const taken = new Set(own.filter((each) => !isFree(each)).map(formatAddress));
      for (const { address } of listen) {
        const text = formatAddress(address);
        if (taken.has(text)) return `${text} is used twice`;
        if (!isFree(address)) taken.add(text);
      }
      return null;
    },
  },
];

function exposureProblem({ console }: Config): string | null {
  return isLoopback(console.address.host) || hasAuth(console.auth)
    ? null
    : `${formatAddress(console.address)} can be reached from other machines, and whoever reaches it would read every message. Give console.auth, e.g. { tokens: [{ name: ops, tokenFile: /run/secrets/ops, role: viewer }] }, or keep it on 127.0.0.1`;
}

function tokensProblem({ console }: Config): string | null {
  const names = console.auth.tokens.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `has ${twice} twice, and the audit could not tell them apart`;
}

/** What is called back must be known before anybody asks; codes of sign-ins must not be read. */
function oidcProblem({ console: { auth, address, publicUrl } }: Config): string | null {
  const { issuer, roles } = auth.oidc;
  if (issuer === undefined) return null;
  const url = new URL(issuer);
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return `is ${issuer}, whose answers anybody on the way could change: it must be https://`;
  }
  if (roles.length === 0) {
    return "lets nobody in without console.auth.oidc.roles, e.g. [{ value: charging-operators, role: operator }]";
  }
  return publicUrl !== undefined || isLoopback(address.host)
    ? null
    : "needs console.publicUrl, the address that the provider sends people back to";
}

function redisProblem({ redis: { mode, url } }: Config): string | null {
  if (url === undefined) {
    return mode === "single" ? null : `is ${mode}, and redis.url names no host`;
  }
  if (mode === "single" && url.replace(/^.*@/, "").includes(",")) {
    return "is single, and redis.url names several hosts: give sentinel or cluster";
  }
  return mode === "cluster" && /[^/]\/0*[1-9]\d*$/.test(url)
    ? "is cluster, which has no database but 0"
    : null;
}

function storeProblem({ store: { url, cluster } }: Config): string | null {
  if (cluster === undefined) {
    return nodeUrls(url).length === 1
      ? null
      : "names several nodes, which hold one record only with store.cluster";
  }
  return url === "embedded:" ? "is embedded, which is no node of a cluster (store.cluster)" : null;
}

function readProblem({ store: { url, readUrl } }: Config): string | null {
  if (readUrl === undefined) return null;
  if (url === "embedded:" || readUrl === "embedded:") {
    return "is for a ClickHouse server; the embedded engine has a reader of its own";
  }
  const placeOf = (text: string) => text.replace(/^(\w+:\/\/)[^/@]*@/, "$1").replace(/\/$/, "");
  return placeOf(url) === placeOf(readUrl)
    ? null
    : "names another server or database than store.url: only user and password may differ";
}

function coldProblem({ store: { url, coldAfterDays }, record }: Config): string | null {
  if (coldAfterDays === undefined) return null;
  if (url === "embedded:") return "needs a ClickHouse server, and store.url is embedded:";
  return coldAfterDays < record.retentionDays
    ? null
    : "must be less than record.retentionDays, after which messages are gone";
}

function partOfSpool(workers: number): string {
  return workers === 1 ? "spool.bytesMax" : `each of ${workers} workers' part of spool.bytesMax`;
}

/** What is wrong with the first route that is wrong; null for none. */
function routeProblem({ routes }: Config): string | null {
  for (const [index, route] of routes.entries()) {
    const { upstreamTls, mode, backends = [], faults = false, commands } = route;
    const tlsProblem = upstreamTls === undefined ? null : upstreamTlsProblem(upstreamTls);
    const problem =
      tlsProblem ??
      translateProblem(route) ??
      backendsProblem(mode, backends) ??
      faultsProblem(mode, faults) ??
      commandsProblem(mode, commands);
    if (problem !== null) return `[${index}] (${route.match}) ${problem}`;
  }
  return null;
}

function faultsProblem(mode: RouteConfig["mode"], faults: boolean): string | null {
  const isWrong = faults && mode !== "transparent";
  return isWrong ? "has `faults`, which need mode: transparent" : null;
}

function translateProblem({ mode, translate }: RouteConfig): string | null {
  if (mode !== "translate") {
    return translate === undefined ? null : "has `translate`, which needs mode: translate";
  }
  if (translate === undefined) {
    return 'has mode: translate, which needs e.g. translate: { station: "1.6", csms: "2.0.1" }';
  }
  const { station, csms } = translate;
  if (station === csms) {
    return `translates ${station} to ${csms}: nothing is to be done; use mode: transparent`;
  }
  return credentialsProblem(translate.credentials);
}

/** What is wrong with the first shadow that is wrong; null for none. */
function shadowProblem({ shadows }: Config): string | null {
  for (const [index, { match, translate }] of shadows.entries()) {
    const { station, csms } = translate;
    const problem =
      station === "1.6" && csms === "2.0.1"
        ? credentialsProblem(translate.credentials)
        : `shadows ${station} on ${csms}: only stations of 1.6 on a CSMS of 2.0.1 have shadows`;
    if (problem !== null) return `[${index}] (${match}) ${problem}`;
  }
  return null;
}

function listenerProblem({ listen }: Config): string | null {
  for (const { address, tls } of listen) {
    const problem = tls === undefined ? null : listenerTlsProblem(tls);
    if (problem !== null) return `(${formatAddress(address)}) ${problem}`;
  }
  return null;
}

/** Each without the other does nothing, which is not what whoever wrote it wants. */
function trustProblem({ listen }: Config): string | null {
  for (const { address, clientAddress = "peer", trust = [] } of listen) {
    const isPeer = clientAddress === "peer";
    if (isPeer === (trust.length === 0)) continue;
    const where = `(${formatAddress(address)})`;
    return isPeer
      ? `${where} has \`trust\`, which needs a \`clientAddress\` such as proxy-protocol`
      : `${where} has clientAddress ${clientAddress}, which needs \`trust\`: the load balancers' addresses`;
  }
  return null;
}

function isFree(address: { readonly port: number }): boolean {
  return address.port === 0;
}
