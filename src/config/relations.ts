/**
 * What must hold between keys: each a sentence of its own, checked after every single value is
 * right.
 */
import type { Config, RouteConfig } from "./schema.ts";
import type { TranslateConfig } from "./translate.ts";
import { formatAddress } from "./units.ts";
import { formatBytes } from "./values.ts";

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
    paths: ["spool.segmentBytesMax", "spool.bytesMax"],
    problem: ({ spool }) =>
      spool.segmentBytesMax * 2 <= spool.bytesMax
        ? null
        : `must be at most half of spool.bytesMax (${formatBytes(spool.bytesMax)}), because the oldest of at least two segments goes when the spool is full`,
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
  {
    paths: ["console.address"],
    problem: ({ console }) =>
      isLoopback(console.address.host)
        ? null
        : `${formatAddress(console.address)} can be reached from other machines, and the console has no authentication yet: whoever reaches it reads every message. Keep it on 127.0.0.1 and put an authenticating proxy or an SSH tunnel in front`,
  },
  { paths: ["routes"], problem: routeProblem },
  { paths: ["shadows"], problem: shadowProblem },
  {
    paths: ["listen"],
    problem: ({ listen, console }) => {
      const taken = new Set(isFree(console.address) ? [] : [formatAddress(console.address)]);
      for (const { address } of listen) {
        const text = formatAddress(address);
        if (taken.has(text)) return `${text} is used twice`;
        if (!isFree(address)) taken.add(text);
      }
      return null;
    },
  },
];

/** What is wrong with the first route that is wrong; null for none. */
function routeProblem({ routes }: Config): string | null {
  for (const [index, route] of routes.entries()) {
    const problem = translateProblem(route);
    if (problem !== null) return `[${index}] (${route.match}) ${problem}`;
  }
  return null;
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
  return credentialsProblem(translate);
}

function credentialsProblem({ credentials }: TranslateConfig): string | null {
  if (credentials.mode === "perStation" && credentials.file === undefined) {
    return "has credentials perStation, which need their `file`";
  }
  if (credentials.mode === "static" && credentials.password === undefined) {
    return "has credentials static, which need a `password`";
  }
  return null;
}

/** What is wrong with the first shadow that is wrong; null for none. */
function shadowProblem({ shadows }: Config): string | null {
  for (const [index, { match, translate }] of shadows.entries()) {
    const { station, csms } = translate;
    const problem =
      station === "1.6" && csms === "2.0.1"
        ? credentialsProblem(translate)
        : `shadows ${station} on ${csms}: only stations of 1.6 on a CSMS of 2.0.1 have shadows`;
    if (problem !== null) return `[${index}] (${match}) ${problem}`;
  }
  return null;
}

function isFree(address: { readonly port: number }): boolean {
  return address.port === 0;
}

/** 127.0.0.0/8, ::1 and the name localhost. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
