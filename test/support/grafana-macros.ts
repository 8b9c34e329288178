/**
 * Grafana's ClickHouse macros and variables → SQL, as the official plugin expands them. Only the
 * forms that no version of the plugin misreads: a macro's argument is a column's bare name.
 */
export type Span = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalS: number;
};

export function expandSql(
  sql: string,
  { fromMs, toMs, intervalS }: Span,
  variables: Readonly<Record<string, string>>,
): string {
  const seconds = (ms: number) => Math.floor(ms / 1_000);
  const expanded = sql
    .replace(
      /\$__timeFilter\((\w+)\)/g,
      `$1 >= toDateTime(${seconds(fromMs)}) AND $1 <= toDateTime(${seconds(toMs)})`,
    )
    .replace(
      /\$__timeInterval\((\w+)\)/g,
      `toStartOfInterval(toDateTime($1), INTERVAL ${intervalS} second)`,
    )
    .replace(/\$__interval_s\b/g, String(intervalS))
    .replace(/\$\{(\w+):percentencode\}/g, (whole, name: string) => {
      const value = variables[name];
      return value === undefined ? whole : percentEncoded(value);
    });
  const left = /\$\{?\w+/.exec(expanded);
  if (left !== null) throw new Error(`${left[0]} is not expanded in: ${expanded}`);
  return expanded;
}

/** Grafana's: everything but letters, digits and `-_.~`. */
export function percentEncoded(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
