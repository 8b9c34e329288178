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

export type ConfigurationState = {
  /** ISO 8601; null: it was not read again since the start. */
  readonly readAt: string | null;
  /** Why what was read last does not count; null: it does. */
  readonly refused: { readonly problem: string; readonly remedy: string } | null;
  /** Keys that have changed and count only after a restart. */
  readonly waiting: readonly string[];
};

export type RouteState = {
  readonly match: string;
  /** Without credentials. */
  readonly upstream: string;
  readonly mode: string;
  /** OCPP versions of both sides; null where nothing is translated. */
  readonly translates: { readonly station: string; readonly csms: string } | null;
  readonly backends: readonly BackendState[];
};

/** A further back-end of a route. */
export type BackendState = {
  readonly name: string;
  /** Without credentials. */
  readonly upstream: string;
  /** Calls of its own that go to stations. */
  readonly actions: readonly string[];
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

/** Messages since the role's start; which receiver fails and why is in the role's detail. */
export type AlertsState = {
  readonly sent: number;
  /** Tries that a receiver did not take. */
  readonly failures: number;
  readonly givenUp: number;
  readonly waiting: number;
  readonly lastSentAt: string | null;
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

/** A relay process and its spool, or the shadows' (number 0); or a spool whose worker is no more. */
export type WorkerState = {
  readonly worker: number;
  /** Its role's name. */
  readonly role: string;
  /** Its name in the record. */
  readonly instance: string;
  /** False: it is no more; what it left is being read. */
  readonly isConfigured: boolean;
  /** Null: it does not answer, or is none. */
  readonly relay: RelayState | null;
  /** Null where there is none. */
  readonly spool: SpoolState | null;
  /** How far behind the recorder is in its spool; null: no recorder answers, or follows it. */
  readonly lagSeconds: number | null;
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

/** What instances share; without Redis, the processes of this machine. */
export type SharedState = {
  readonly kind: "redis" | "embedded";
  readonly ready: boolean;
  /** Where it is, or what is wrong with it. */
  readonly detail: string;
  /** As last seen. */
  readonly members: readonly { readonly instance: string; readonly role: string }[];
  /** Stations with a route override. */
  readonly overrides: number;
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
  /** What became of it when it was read again. Null: no supervisor answers on this machine. */
  readonly configuration: ConfigurationState | null;
  /** In the order in which they are tried. */
  readonly routes: readonly RouteState[];
  /** All workers together. Null: no relay answers on this machine. */
  readonly relay: RelayState | null;
  readonly workers: readonly WorkerState[];
  /** Null: no recorder answers on this machine. */
  readonly recorder: { readonly lagSeconds: number } | null;
  /** Null: no alerts are configured, or their role does not answer on this machine. */
  readonly alerts: AlertsState | null;
  /** All spools together. Null where the directory cannot be read. */
  readonly spool: SpoolState | null;
  /** Of the data directory; null where it cannot be read. */
  readonly disk: { readonly bytes: number; readonly freeBytes: number } | null;
  readonly retentionDays: number;
  readonly shared: SharedState;
  /** Null while it does not answer; then `storeProblem` says why. */
  readonly store: StoreState | null;
  readonly storeProblem: { readonly sentence: string; readonly remedy: string } | null;
  /** The configuration in effect, without credentials; null: not set. */
  readonly settings: readonly { readonly key: string; readonly value: string | null }[];
};
