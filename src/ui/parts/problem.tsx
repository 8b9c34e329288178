import { ApiError } from "../lib/api.ts";

/** What went wrong, and what to do; of a query also where. */
export function Problem({ thrown, query }: { readonly thrown: unknown; readonly query?: string }) {
  const error = thrown instanceof ApiError ? thrown : null;
  const position = error?.position ?? null;
  return (
    <div className="problem" role="alert">
      {query !== undefined && position !== null && (
        <pre>{`${query}\n${" ".repeat(position)}^`}</pre>
      )}
      <p>
        <b>{thrown instanceof Error ? thrown.message : String(thrown)}</b>
      </p>
      {error !== null && <p className="faint">{error.remedy}</p>}
    </div>
  );
}
