/**
 * The relay processes of one machine by their numbers. The first has the names that a relay has
 * alone, so that going from one to several changes nothing of what exists.
 */

/** The shadows' process writes a spool as relays do; this is its number, which no relay has. */
export const SHADOWS = 0;

/** Who writes spools, by the configuration. */
export function writersOf({
  relay,
  shadows,
}: {
  readonly relay: { readonly workers: number };
  readonly shadows: readonly unknown[];
}) {
  return { workers: relay.workers, hasShadows: shadows.length > 0 };
}

/** In the record: `depot-7`, `depot-7.2`, …, `depot-7.shadow`. */
export function instanceOf(instance: string, worker: number): string {
  if (worker === SHADOWS) return `${instance}.shadow`;
  return worker === 1 ? instance : `${instance}.${worker}`;
}

/** Of its process and its status socket: `relay`, `relay.2`, … */
export function relayNameOf(worker: number): string {
  return worker === 1 ? "relay" : `relay.${worker}`;
}

export function relayNames(workers: number): readonly string[] {
  return Array.from({ length: workers }, (_, index) => relayNameOf(index + 1));
}

export function isRelayName(role: string): boolean {
  return role === "relay" || role.startsWith("relay.");
}
