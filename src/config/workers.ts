/**
 * The relay processes of one machine by their numbers. The first has the names that a relay has
 * alone, so that going from one to several changes nothing of what exists.
 */

/** In the record: `depot-7`, `depot-7.2`, … */
export function instanceOf(instance: string, worker: number): string {
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
