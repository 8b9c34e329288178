/** IdToken → idTag and back, and what a 1.6 CSMS says of it. */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { isoOf, timeMsOf } from "../convert.ts";
import { fieldOf, objectIn, present } from "../json.ts";
import { at, type IdToken } from "../state.ts";
import {
  foldedTag,
  idTagFor,
  idTokenFor,
  noteStatus,
  parseIdToken,
  statusByPolicy,
  tokenOf,
} from "../tokens.ts";
import { lose, type Turn } from "../turn.ts";

/** Null for what is no token; a session without one has the route's own idTag. */
export function idTagIn(turn: Turn, value: Json | undefined): string | null {
  const idToken = parseIdToken(value);
  if (idToken === null) return null;
  if (idToken.idToken === "") return anonymousIdTag(turn);
  return idTagFor(turn, idToken);
}

export function anonymousIdTag(turn: Turn): string {
  lose(turn, "token-anonymous", turn.settings.anonymousIdTag);
  return turn.settings.anonymousIdTag;
}

/** A card of a list or a reservation: as the station wrote it, else by the look of its text. */
export function cardOf(turn: Turn, idTag: string): IdToken {
  return idTokenFor(turn, idTag);
}

/** Of a person who is no card at this station: the CSMS's own token, unless it is known. */
export function remoteTokenOf(turn: Turn, idTag: string): IdToken {
  const known = at(turn.state.tokens, foldedTag(idTag)) !== null;
  const guessed = idTokenFor(turn, idTag);
  return known || guessed.idToken === "" ? guessed : { ...guessed, type: "Central" };
}

const statuses = ["Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"];

/** 1.6's idTagInfo → 2.0.1's idTokenInfo; what it says of the token is remembered. */
export function idTokenInfoOf(turn: Turn, idTagInfo: Json, idTag: string): JsonObject {
  const said = textIn(idTagInfo, "status");
  const status = statuses.find((each) => each === said) ?? "Invalid";
  noteStatus(turn, idTag, status);
  const expiryMs = timeMsOf(fieldOf(idTagInfo, "expiryDate"));
  const parent = textIn(idTagInfo, "parentIdTag");
  return present({
    status,
    cacheExpiryDateTime: expiryMs === null ? undefined : isoOf(expiryMs),
    groupIdToken: parent === "" ? undefined : remoteTokenOf(turn, parent),
  });
}

/** Of an answer of the CSMS: what it says of the token, or what is known without it. */
export function idTokenInfoIn(turn: Turn, payload: Json, idTag: string): JsonObject {
  const said = objectIn(payload, "idTagInfo");
  if (textIn(said, "status") !== "") return idTokenInfoOf(turn, said, idTag);
  return { status: tokenOf(turn, idTag)?.status ?? "Accepted" };
}

/** While the CSMS cannot be asked. */
export function policyInfo(turn: Turn, idTag: string): JsonObject {
  return { status: statusByPolicy(turn, idTag) };
}
