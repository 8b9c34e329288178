/**
 * Everything a page shows is in its address, so that it can be sent to a colleague: reading and
 * writing its search parameters.
 */
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";

export type Change = Readonly<Record<string, string | null>>;

export type Address = {
  /** "" where it is not there. */
  readonly get: (name: string) => string;
  /** Null or "" removes; `replace` leaves no step behind for the back button. */
  readonly set: (change: Change, how?: "push" | "replace") => void;
  /** The same page with these changes, for links. */
  readonly with: (change: Change) => string;
};

export function useAddress(): Address {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const changed = useCallback(
    (change: Change) => {
      const params = new URLSearchParams(search);
      for (const [name, value] of Object.entries(change)) {
        if (value === null || value === "") params.delete(name);
        else params.set(name, value);
      }
      const text = params.toString();
      return text === "" ? path : `${path}?${text}`;
    },
    [search, path],
  );
  return useMemo(() => {
    const params = new URLSearchParams(search);
    return {
      get: (name) => params.get(name) ?? "",
      set: (change, how = "push") => navigate(changed(change), { replace: how === "replace" }),
      with: changed,
    };
  }, [search, changed, navigate]);
}

/** A term of the search language for this value, quoted where it has to be. */
export function term(field: string, value: string): string {
  const isPlain = /^[\w.@+-]+$/.test(value);
  return `${field}:${isPlain ? value : `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`}`;
}
