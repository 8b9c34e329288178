/** What the process of the peers is told, and what it says. */

export type FleetOrder = {
  /** `ws://127.0.0.1:PORT`: stations dial below `/ocpp` and `/t`. */
  readonly url: string;
  readonly stations: number;
  /** Of them, on the route that translates; 0 to 1. */
  readonly translatedShare: number;
  /** Meter values a second of all of them. */
  readonly rate: number;
  readonly dialsPerSecond: number;
};

export type FleetCounts = {
  readonly open: number;
  readonly charging: number;
  /** Sent and received by the stations, since the beginning. */
  readonly messages: number;
};
