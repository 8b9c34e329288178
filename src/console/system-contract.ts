/** The HTTP API's answer about ocpptap itself: pure types, like contract.ts. */
import type { Gap } from "./contract.ts";

export type RoleState = {
  readonly role: string;
  readonly ready: boolean;
  /** In words: what it does, or what it waits for. */
  readonly detail: string;
  /** Null: it does not run on this machine. */
  readonly pid: number | null;
};

export type RouteState = {
  readonly match: string;
  /** Without credentials. */
  readonly upstream: string;
  readonly mode: string;
  /** OCPP versions of both sides; null where nothing is translated. */
  readonly translates: { readonly station: string; readonly csms: string } | null;
};

/** Messages and bytes since the relay started, by who sent them. */
export type RelayState = {
  readonly linksOpen: number;
  readonly linksDialling: number;
  readonly messages: { readonly station: number; readonly csms: number };
  readonly bytes: { readonly station: number; readonly csms: number };
  /** Appended to the spool and not yet written to its disk. */
  readonly spoolPendingBytes: number;
};

export type SpoolState = {
  readonly segments: number;
  readonly bytes: number;
  /** Where the oldest segment goes, read or not. */
  readonly bytesMax: number;
  /** Not yet in the store. */
  readonly unreadBytes: number;
  /** When the oldest segment was begun. */
  readonly oldestAt: string | null;
};

export type StoreState = {
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    readonly bytes: number;
    readonly parts: number;
  }[];
  /** Of the messages; null where there are none. */
  readonly oldestAt: string | null;
  readonly newestAt: string | null;
  readonly gaps: {
    /** Within the retention, most messages first. */
    readonly reasons: readonly {
      readonly reason: string;
      readonly gaps: number;
      readonly messages: number;
      readonly messagesLastDay: number;
      readonly stations: number;
      readonly lastAt: string;
    }[];
    readonly newest: readonly Gap[];
  };
  /** By the relay's name in the record, and its route. */
  readonly openLinks: readonly {
    readonly instance: string;
    readonly route: string;
    readonly mode: string;
    readonly links: number;
  }[];
};

export type SystemAnswer = {
  readonly at: string;
  /** This machine's name in the record. */
  readonly instance: string;
  readonly versions: {
    readonly ocpptap: string;
    readonly node: string;
    /** ClickHouse's; null while it does not answer. */
    readonly engine: string | null;
  };
  readonly roles: readonly RoleState[];
  /** In the order in which they are tried. */
  readonly routes: readonly RouteState[];
  /** Null: no relay answers on this machine. */
  readonly relay: RelayState | null;
  /** Null: no recorder answers on this machine. */
  readonly recorder: { readonly lagSeconds: number } | null;
  /** Null where its directory cannot be read. */
  readonly spool: SpoolState | null;
  /** Of the data directory; null where it cannot be read. */
  readonly disk: { readonly bytes: number; readonly freeBytes: number } | null;
  readonly retentionDays: number;
  /** Null while it does not answer; then `storeProblem` says why. */
  readonly store: StoreState | null;
  readonly storeProblem: { readonly sentence: string; readonly remedy: string } | null;
  /** The configuration in effect, without credentials; null: not set. */
  readonly settings: readonly { readonly key: string; readonly value: string | null }[];
};
