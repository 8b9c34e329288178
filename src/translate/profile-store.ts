/** The charging profiles that the station holds, as the CSMS sent them: 1.6 cannot be asked. */
import { limits } from "../base/limits.ts";
import { fieldOf } from "./json.ts";
import { at, type Profile, withEntry } from "./state.ts";
import { type Turn, update } from "./turn.ts";

export function profileId({ chargingProfile }: Profile): number {
  const id = fieldOf(chargingProfile, "id");
  return typeof id === "number" ? id : -1;
}

/** False where there is no room. A profile of the same id is replaced. */
export function putProfile(turn: Turn, profile: Profile): boolean {
  const key = String(profileId(profile));
  const { profiles } = turn.state;
  const isFull = Object.keys(profiles).length >= limits.translatedProfilesMax;
  if (isFull && at(profiles, key) === null) return false;
  update(turn, { profiles: withEntry(profiles, key, profile) });
  return true;
}

export function dropProfiles(turn: Turn, isMeant: (profile: Profile) => boolean): void {
  const kept = Object.entries(turn.state.profiles).filter(([, each]) => !isMeant(each));
  if (kept.length === Object.keys(turn.state.profiles).length) return;
  update(turn, { profiles: Object.fromEntries(kept) });
}

/** They are of one transaction and end with it. */
export function dropTxProfiles(turn: Turn, txId: string): void {
  dropProfiles(turn, ({ chargingProfile }) => fieldOf(chargingProfile, "transactionId") === txId);
}
