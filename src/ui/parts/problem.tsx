import { ApiError } from "../lib/api.ts";

type Props = {
  readonly thrown: unknown;
  readonly query?: string;
  /** Asks once more; absent where that happens by itself. */
  readonly again?: () => void;
};

/** What went wrong, and what to do; of a query also where. */
export function Problem({ thrown, query, again }: Props) {
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
      {again !== undefined && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}
