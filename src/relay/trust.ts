/**
 * What the relay proves itself by and believes others by: certificates, keys and passwords. In:
 * listeners and routes. Out: their TLS, which follows its files for as long as the relay runs, and
 * can be that of other listeners and routes.
 */
import { isDeepStrictEqual } from "node:util";
import { limits } from "../base/limits.ts";
import type { ListenerConfig } from "../config/schema.ts";
import { formatAddress } from "../config/units.ts";
import type { Observe } from "../observe/events.ts";
import { type Followed, type FollowedFiles, followFiles } from "../trust/followed-files.ts";
import { type ListenerTls, openListenerTls } from "./listener-tls.ts";
import { type Route, upstreamsOf } from "./route.ts";
import { openStationAuth, type StationAuth } from "./station-auth.ts";
import { openTicketKeys } from "./ticket-keys.ts";
import { openUpstreamTls, type SecureContextOf } from "./upstream-tls.ts";

export type Trust = Pick<FollowedFiles, "reload" | "close"> & {
  readonly secureContextOf: SecureContextOf;
  readonly auth: StationAuth;
  /** In the order of the configuration. */
  readonly listeners: readonly (ListenerTls | null)[];
  /**
   * For other listeners, as many as there are, and routes. Rejects with TLS_FILE_INVALID or
   * CONFIG_UNREADABLE; nothing has changed then.
   */
  readonly prepare: (
    listen: readonly ListenerConfig[],
    routes: readonly Route[],
  ) => Promise<PreparedTrust>;
};

export type PreparedTrust = {
  /** One whose TLS is the same is the same. */
  readonly listeners: readonly (ListenerTls | null)[];
  readonly commit: () => void;
  readonly discard: () => void;
};

export type TrustDeps = {
  readonly observe: Observe;
  /** Absent: the keys of TLS sessions are this process's own. */
  readonly ticketKeyFile?: string;
};

/** Rejects with TLS_FILE_INVALID. */
export async function openTrust(
  listen: readonly ListenerConfig[],
  routes: readonly Route[],
  { observe, ticketKeyFile }: TrustDeps,
): Promise<Trust> {
  const upstreamTls = await openUpstreamTls(upstreamsOf(routes));
  const ticketKeys = await openTicketKeys(ticketKeyFile ?? null, observe);
  const auth = await openStationAuth(routes, observe);
  const open = ({ address, tls }: ListenerConfig) =>
    tls === undefined ? null : openListenerTls(tls, formatAddress(address), { ticketKeys });
  let of = listen;
  let listeners = await Promise.all(listen.map(open));
  let files = await followFiles(
    [...followedBy(listeners), ...upstreamTls.followed, ...auth.followed],
    observe,
  );
  const renew = async () => {
    await ticketKeys.look();
    for (const listener of listeners) listener?.renewTickets();
  };
  const renewing = setInterval(() => void renew(), limits.ticketKeysLookMs);
  renewing.unref();
  return {
    ...{ secureContextOf: upstreamTls.secureContextOf, listeners, auth },
    reload: () => files.reload(),
    async prepare(wanted, nextRoutes) {
      // What is kept is as the files are now, and what is new is followed from there.
      await files.reload();
      const isSame = (listener: ListenerConfig, index: number) =>
        isDeepStrictEqual(listener.tls, of[index]?.tls);
      const next = await Promise.all(
        wanted.map((each, at) => (isSame(each, at) ? (listeners[at] ?? null) : open(each))),
      );
      const parts = [
        await upstreamTls.prepare(upstreamsOf(nextRoutes)),
        await auth.prepare(nextRoutes),
      ];
      const followed = [...followedBy(next), ...parts.flatMap((part) => part.followed)];
      const following = await followFiles(followed, observe);
      return {
        listeners: next,
        commit() {
          files.close();
          [files, listeners, of] = [following, next, wanted];
          for (const part of parts) part.commit();
        },
        discard: following.close,
      };
    },
    close() {
      clearInterval(renewing);
      files.close();
    },
  };
}

function followedBy(listeners: readonly (ListenerTls | null)[]): readonly Followed[] {
  return listeners.flatMap((listener) => (listener === null ? [] : [listener.followed]));
}
