/**
 * TLS towards CSMSs. In: the routes, and files of theirs. Out: for each dial the authorities, the
 * certificate that is shown, and a session to resume. Promised: the CSMS's certificate and name are
 * always checked; a session is resumed only by who made it, towards the same host.
 */
import type { SecureContext, SecureContextOptions } from "node:tls";
import { systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { DialFailure } from "../spool/record.ts";
import type { Followed, PreparedFiles } from "../trust/followed-files.ts";
import { contextFrom, readAuthorities, readKeyPair } from "../trust/tls-files.ts";
import type { Upstream } from "./route.ts";

export type SecureContextOf = (
  upstream: Upstream,
  stationId: string,
) => SecureContext | Promise<SecureContext>;

export type UpstreamTls = {
  readonly secureContextOf: SecureContextOf;
  readonly followed: readonly Followed[];
  /** For other routes. Those that are gone can still be dialled, by links that have them. */
  readonly prepare: (routes: readonly Dialled[]) => Promise<PreparedFiles>;
};

type Dialled = { readonly upstream: Upstream };

/** One for each set of files: making one for each dial costs a millisecond. */
type Contexts = ReadonlyMap<string, { readonly upstream: Upstream; context: SecureContext }>;

const PLACE = "{station}";

/** What may stand in a file's name: identities come from whoever connects. */
const SAFE_IDENTITY = /^[\w@-][\w.:@-]{0,254}$/;

export async function openUpstreamTls(routes: readonly Dialled[]): Promise<UpstreamTls> {
  let contexts = await readContexts(routes, new Map());
  const shared = (upstream: Upstream) => contexts.get(keyOf(upstream))?.context;
  return {
    secureContextOf: (upstream, stationId) =>
      isPerStation(upstream)
        ? readContext(upstream, stationId)
        : (shared(upstream) ?? readContext(upstream, null)),
    followed: followedOf(contexts),
    async prepare(wanted) {
      const next = await readContexts(wanted, contexts);
      return {
        followed: followedOf(next),
        commit() {
          contexts = next;
        },
      };
    },
  };
}

/** Those that are known already are not read again: they are followed. */
async function readContexts(routes: readonly Dialled[], known: Contexts): Promise<Contexts> {
  const contexts = new Map<string, { readonly upstream: Upstream; context: SecureContext }>();
  for (const { upstream } of routes) {
    const key = keyOf(upstream);
    if (!upstream.isTls || contexts.has(key)) continue;
    if (isPerStation(upstream)) {
      await readOptions(upstream, null);
      continue;
    }
    const old = known.get(key);
    contexts.set(key, old ?? { upstream, context: await readContext(upstream, null) });
  }
  return contexts;
}

function followedOf(contexts: Contexts): readonly Followed[] {
  return [...contexts.values()].flatMap((known) => {
    const { upstream } = known;
    const files = filesOf(upstream);
    const what = `what is shown to the CSMS at ${upstream.host}:${upstream.port}`;
    const read = async () => {
      known.context = await readContext(upstream, null);
    };
    return files.length > 0 ? [{ what, files, read }] : [];
  });
}

/** The station's own certificate cannot be used. Names no file: a station gets to read it. */
export function contextFailure(thrown: unknown): DialFailure {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const code = systemCodeOf(cause) ?? systemCodeOf(thrown) ?? "TLS_FILE_INVALID";
  const problem = `the certificate that ocpptap has to show for this station cannot be used (${code})`;
  return { stage: "tls", code, problem };
}

function keyOf({ caFile, tls }: Upstream): string {
  return JSON.stringify([caFile, tls]);
}

function isPerStation({ tls }: Upstream): boolean {
  return [tls?.certificate, tls?.key].some((file) => file?.includes(PLACE));
}

function filesOf({ caFile, tls }: Upstream): readonly string[] {
  return [caFile, tls?.certificate, tls?.key].filter((file) => typeof file === "string");
}

async function readContext(upstream: Upstream, stationId: string | null): Promise<SecureContext> {
  const options = await readOptions(upstream, stationId);
  return contextFrom(upstream.caFile ?? upstream.tls?.certificate ?? "", options);
}

/** Of every route one value; null: without what is a station's own. */
async function readOptions(
  { caFile, tls }: Upstream,
  stationId: string | null,
): Promise<SecureContextOptions> {
  const { certificate, key, minVersion } = tls ?? { minVersion: "TLSv1.2" };
  const ca = caFile === null ? {} : { ca: await readAuthorities(caFile) };
  const options = { minVersion, ...ca } as const;
  if (certificate === undefined || key === undefined) return options;
  const isOwn = [certificate, key].some((file) => file.includes(PLACE));
  if (isOwn && stationId === null) return options;
  const named = (file: string) => file.replaceAll(PLACE, () => safe(stationId ?? ""));
  return {
    ...options,
    ...(await readKeyPair({ certificate: named(certificate), key: named(key) })),
  };
}

function safe(stationId: string): string {
  if (SAFE_IDENTITY.test(stationId)) return stationId;
  throw Object.assign(new Error("no file has this name"), { code: "IDENTITY_UNSAFE" });
}

/** Sessions to resume, by whom they were made with and for. */
export type Sessions = {
  readonly get: (context: SecureContext, host: string) => Buffer | undefined;
  readonly set: (context: SecureContext, host: string, session: Buffer) => void;
};

/** They end with their context: a change of authorities or certificates begins anew. */
export function createSessions(): Sessions {
  const sessions = new WeakMap<SecureContext, Map<string, Buffer>>();
  return {
    get: (context, host) => sessions.get(context)?.get(host),
    set(context, host, session) {
      const kept = sessions.get(context) ?? new Map<string, Buffer>();
      sessions.set(context, kept);
      kept.delete(host);
      kept.set(host, session);
      const [oldest] = kept.keys();
      if (kept.size > limits.tlsSessionsMax && oldest !== undefined) kept.delete(oldest);
    },
  };
}
