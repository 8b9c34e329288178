/** The HTTP API's answers about route overrides: pure types, like contract.ts. */

/** Another configured route, by its `match`, or a CSMS to which bytes go untouched. */
export type OverrideTarget = { readonly route: string } | { readonly upstream: string };

export type StationOverride = {
  readonly stationId: string;
  /** Without credentials; null: the station's path decides. */
  readonly override: OverrideTarget | null;
  readonly setAt: string | null;
  readonly setBy: string | null;
};

export type OverridesAnswer = {
  /** By station. */
  readonly overrides: readonly StationOverride[];
  /** Also those beyond the limit. */
  readonly total: number;
};
