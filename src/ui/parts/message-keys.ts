/** The page's keys: j, k and arrows move, Enter opens, / is the query, Esc closes, l is live. */
import { type RefObject, useEffect } from "react";
import type { ListHandle } from "./message-list.tsx";

type Keys = {
  readonly list: RefObject<ListHandle | null>;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly toggleLive: () => void;
};

export function useMessageKeys(keys: Keys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector("dialog[open]") !== null || isTyping(event.target)) return;
      if (act(event.key, keys)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}

/** False: the key means nothing here. */
function act(key: string, { list, input, isOpen, close, toggleLive }: Keys): boolean {
  switch (key) {
    case "j":
    case "ArrowDown":
      list.current?.step(1, isOpen);
      return true;
    case "k":
    case "ArrowUp":
      list.current?.step(-1, isOpen);
      return true;
    case "/":
      input.current?.focus();
      input.current?.select();
      return true;
    case "l":
      toggleLive();
      return true;
    case "Escape":
      if (isOpen) close();
      return isOpen;
    default:
      return false;
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
