/** What the messages page shows, as its address says it, and how it changes that. */
import { useCallback, useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { MessageReference } from "../../console/contract.ts";
import { openedIn, pathOf } from "../lib/message-words.ts";
import { addressOf, readRange, type TimeRange } from "../lib/range.ts";

export function useMessagesAddress() {
  const [path, navigate] = useLocation();
  const text = useSearch();
  const params = useMemo(() => new URLSearchParams(text), [text]);
  const get = (name: string) => params.get(name) ?? "";
  const go = useCallback(
    (to: string, changes: Readonly<Record<string, string | null>>, how: "push" | "replace") => {
      const changed = new URLSearchParams(text);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") changed.delete(name);
        else changed.set(name, value);
      }
      const written = changed.toString();
      navigate(written === "" ? to : `${to}?${written}`, { replace: how === "replace" });
    },
    [text, navigate],
  );
  const opened = openedIn(path);
  const open = useCallback(
    // The first message opened is a step back to the list; from there on it is one look around.
    (message: MessageReference) =>
      go(pathOf(message), {}, openedIn(path) === null ? "push" : "replace"),
    [go, path],
  );
  const change = (changes: Readonly<Record<string, string | null>>) => go(path, changes, "push");
  const standAround = (range: TimeRange) => go(path, addressOf(range), "replace");
  return {
    q: get("q"),
    range: readRange(get),
    isLive: get("live") === "1",
    opened,
    open,
    change,
    /** Another time to look at, without a step of its own for the back button. */
    standAround,
    close: () => go("/", {}, "push"),
    chooseRange: (range: TimeRange) => change(addressOf(range)),
  };
}
