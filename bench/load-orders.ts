/** What the load generator can be told to do, and what it reports. */

/** Where stations connect. */
export type Door = {
  readonly port: number;
  /** Of the path, before the station's name; `ocpp` where nothing is said. */
  readonly group?: string;
  /** Absent: without TLS. */
  readonly tls?: DoorTls;
};

export type DoorTls = {
  /** PEM of the authority that signed the door's certificate. */
  readonly ca: string;
  /** Each station shows the ticket that it got last; all of them must be taken. */
  readonly isResuming?: boolean;
};

export type Traffic = Door & { readonly links: number };

export type TimedTraffic = Traffic & {
  /** Before anything is counted, so that every process has compiled its hot paths. */
  readonly warmMs: number;
  readonly ms: number;
  /** The process whose cost is looked for; null where there is none. */
  readonly proxyPid: number | null;
  /** All processes of the benchmark beside the load generator. */
  readonly ownPids: readonly number[];
};

export type TrafficReport = {
  /** All round trips, also before and after the timed stretch. Each was checked. */
  readonly roundTrips: number;
  /** Of all calls' payloads, modulo 2^32: what the spool must hold. */
  readonly crcSum: number;
};

export type TimedReport = TrafficReport & {
  readonly timedRoundTrips: number;
  readonly timedMs: number;
  readonly proxyCpuMs: number;
  /** What the machine did beside the benchmark, as a part of one core. */
  readonly otherCores: number;
};

export type PacedTraffic = TimedTraffic & {
  readonly perSecond: number;
  /** Sleeps between calls that are due, so that the core is left to others; calls are ms late. */
  readonly isSleeping?: boolean;
};

/** `perSecond × ms` of them at most, unsorted. */
export type PacedReport = TimedReport & { readonly latenciesUs: readonly number[] };

export type Storm = Door & { readonly count: number };
export type StormReport = { readonly ms: number };
