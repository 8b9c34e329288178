/** What the load generator can be told to do, and what it reports. */

export type Traffic = {
  readonly port: number;
  readonly links: number;
};

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

export type PacedTraffic = TimedTraffic & { readonly perSecond: number };

/** `perSecond × ms` of them at most, unsorted. */
export type PacedReport = TimedReport & { readonly latenciesUs: readonly number[] };

export type Storm = { readonly port: number; readonly count: number };
export type StormReport = { readonly ms: number };
