/** Whether times are shown as local time or UTC: one choice for all pages. */
import { createContext, useContext } from "react";
import type { Zone } from "../lib/time.ts";

export const ZoneContext = createContext<Zone>("local");

export function useZone(): Zone {
  return useContext(ZoneContext);
}
