/** The kernel's table of sockets: who is connected to whom over IPv4, and what timer runs. Linux. */
import { readFile } from "node:fs/promises";

type Place = { readonly address: string; readonly port: number };

export type EstablishedSocket = {
  readonly local: Place;
  readonly remote: Place;
  /** Until the next probe; null where none is due, or something sent is not acknowledged yet. */
  readonly keepAliveDueMs: number | null;
};

const ESTABLISHED = "01";
const KEEP_ALIVE = "02";
/** What the table counts in. */
const TICK_MS = 10;

export async function establishedSockets(): Promise<readonly EstablishedSocket[]> {
  const [, ...lines] = (await readFile("/proc/net/tcp", "latin1")).split("\n");
  return lines.flatMap((line) => {
    const [, local = "", remote = "", state, , timer = ""] = line.trim().split(/\s+/);
    if (state !== ESTABLISHED) return [];
    const [kind, due = ""] = timer.split(":");
    const keepAliveDueMs = kind === KEEP_ALIVE ? TICK_MS * Number.parseInt(due, 16) : null;
    return [{ local: placeOf(local), remote: placeOf(remote), keepAliveDueMs }];
  });
}

/** `0100007F:1F90` → 127.0.0.1, 8080. */
function placeOf(text: string): Place {
  const [address = "", port = ""] = text.split(":");
  const bytes = Buffer.from(address, "hex").reverse();
  return { address: [...bytes].join("."), port: Number.parseInt(port, 16) };
}
