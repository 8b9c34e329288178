import { createContext, use } from "react";
import type { SessionAnswer, SessionRole } from "../../console/access-contract.ts";
import { isAllowed } from "../lib/session.ts";

/** Null: not known yet. */
export const SessionContext = createContext<SessionAnswer | null>(null);

export function useAllowed(needed: SessionRole): boolean {
  return isAllowed(use(SessionContext), needed);
}
