/**
 * Everything a page shows is in its address, so that it can be sent to a colleague: reading and
 * writing its search parameters.
 */
import { useCallback, useMemo } from "react";
import { useLocation, useRouter } from "wouter";
import { usePathname, useSearch } from "wouter/use-browser-location";

export type Change = Readonly<Record<string, string | null>>;

export type Address = {
  /** "" where it is not there. */
  readonly get: (name: string) => string;
  /** Null or "" removes; `replace` leaves no step behind for the back button. */
  readonly set: (change: Change, how?: "push" | "replace") => void;
  /** The same page with these changes, for links. */
  readonly with: (change: Change) => string;
};

/**
 * The router's own words have some of their escapes undone, once too often where a value holds a
 * percent sign; the browser's are as they were written.
 */
function useWritten(): { readonly path: string; readonly search: string } {
  const path = usePathname();
  const search = useSearch();
  const { base } = useRouter();
  return { path: path.slice(base.length) || "/", search };
}

/** The path's parts, decoded: of `/stations/CP%2F7` they are `stations` and `CP/7`. */
export function pathParts(path: string): readonly string[] {
  return path.split("/").filter(Boolean).map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function usePathParts(): readonly string[] {
  const { path } = useWritten();
  return useMemo(() => pathParts(path), [path]);
}

export function stationPath(stationId: string): string {
  return `/stations/${encodeURIComponent(stationId)}`;
}

export function useAddress(): Address {
  const { path, search } = useWritten();
  const [, navigate] = useLocation();
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
