/** What the processes of the translation's benchmark tell each other. Types only. */
export type TranslatedTraffic = {
  /** `ws://127.0.0.1:PORT/PATH`; the station's id is appended. */
  readonly url: string;
  readonly stations: number;
  /** Round trips a second, of all stations together. */
  readonly perSecond: number;
  readonly warmMs: number;
  readonly ms: number;
};

export type TranslatedReport = {
  /** From when a call was due to its answer. Unit: µs. */
  readonly stored: readonly number[];
  readonly asked: readonly number[];
  /** Meter values that were answered, also those that were not timed. */
  readonly meterValues: number;
};

export type CsmsTally = {
  readonly events: number;
  /** Events out of order, or after a hole. */
  readonly faults: number;
};
