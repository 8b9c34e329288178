/**
 * TLS of one listener. In: its configuration. Out: a server's options, its certificates by name,
 * and its ticket keys, each replaced while stations stay connected. Promised: what is broken is
 * told and leaves in force what was there; a resumed session was proved by the same demands.
 */
import { createHash, X509Certificate } from "node:crypto";
import type { SecureContext, SecureContextOptions, Server, TlsOptions } from "node:tls";
import { limits } from "../base/limits.ts";
import type { ListenerTlsConfig } from "../config/tls.ts";
import type { Followed } from "../trust/followed-files.ts";
import { contextFrom, type KeyPair, readAuthorities, readKeyPair } from "../trust/tls-files.ts";
import type { TicketKeys } from "./ticket-keys.ts";

export type ListenerTls = {
  /** As the files are when it is asked for. */
  readonly options: TlsOptions;
  /** The server has been made of `options`: from now on it follows the files. */
  readonly attach: (server: Server) => void;
  readonly followed: Followed;
  /** Takes over the ticket key of now. */
  readonly renewTickets: () => void;
};

export type ListenerTlsDeps = { readonly ticketKeys: TicketKeys };

/** Nothing weaker is left out: these are stations that can do no better. */
const LEGACY = { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;

type Read = {
  readonly first: SecureContextOptions;
  readonly named: readonly Named[];
  /** Of everything that a session is proved by. */
  readonly demands: string;
};

type Named = { readonly certificate: X509Certificate; readonly context: SecureContext };

/** `address` tells listeners apart. Rejects with TLS_FILE_INVALID. */
export async function openListenerTls(
  config: ListenerTlsConfig,
  address: string,
  { ticketKeys }: ListenerTlsDeps,
): Promise<ListenerTls> {
  const { certificate, key, more, clientCa, crl } = config;
  let now = await readAll(config);
  let server: Server | null = null;
  const ticketKey = () => ticketKeys.keyFor(`${address}\n${now.demands}`);
  const renewTickets = () => void server?.setTicketKeys(ticketKey());

  return {
    get options() {
      const own: TlsOptions = {
        ...now.first,
        SNICallback: (name, answer) => answer(null, contextFor(name, now.named) ?? undefined),
        // Whom we refuse is answered, with a sentence, and recorded by the path's identity.
        ...{ requestCert: clientCa !== undefined, rejectUnauthorized: false },
        ticketKeys: ticketKey(),
        sessionTimeout: limits.ticketKeyMsMax / 1000,
        sessionIdContext: createHash("sha256").update(address).digest("hex").slice(0, 32),
      };
      return own;
    },
    attach(made) {
      server = made;
    },
    followed: {
      what: `the certificates of ${address}`,
      files: [
        ...[{ certificate, key }, ...more].flatMap((pair) => [pair.certificate, pair.key]),
        ...[clientCa, crl].filter((file) => file !== undefined),
      ],
      async read() {
        now = await readAll(config);
        server?.setSecureContext(now.first);
        renewTickets();
      },
    },
    renewTickets,
  };
}

/** Null: the first certificate, also for a name that none is for. */
function contextFor(name: string, named: readonly Named[]): SecureContext | null {
  return (
    named.find(({ certificate }) => certificate.checkHost(name) !== undefined)?.context ?? null
  );
}

async function readAll(config: ListenerTlsConfig): Promise<Read> {
  const { certificate, key, more, clientCa, crl, legacy, minVersion } = config;
  const pairs: KeyPair[] = [await readKeyPair({ certificate, key })];
  for (const files of more) pairs.push(await readKeyPair(files));
  const trust: SecureContextOptions = {
    ...(legacy ? LEGACY : { minVersion }),
    ...(clientCa !== undefined && { ca: await readAuthorities(clientCa) }),
    ...(crl !== undefined && { crl: await readAuthorities(crl) }),
  };
  contextFrom(crl ?? clientCa ?? certificate, trust);
  const [first, ...others] = pairs;
  const demands = createHash("sha256").update(JSON.stringify({ ...config, ...texts(trust) }));
  return {
    first: { ...trust, ...first },
    // The first one is the server's own, which answers for every name that no other is for.
    named: others.map((pair) => ({
      certificate: new X509Certificate(pair.cert),
      context: contextFrom(certificate, { ...trust, ...pair }),
    })),
    demands: demands.digest("hex"),
  };
}

function texts({ ca, crl }: SecureContextOptions) {
  return { ca: String(ca ?? ""), crl: String(crl ?? "") };
}
