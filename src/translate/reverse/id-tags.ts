/** IdToken → idTag and back, and what a 1.6 CSMS says of it. */
import type { Json, JsonObject } from "../../exchange/message.ts";
import { textIn } from "../../findings/fields.ts";
import { isoOf, timeMsOf } from "../convert.ts";
import { fieldOf, objectIn, present } from "../json.ts";
import type { IdToken } from "../state.ts";
import {
  guessedToken,
  idTagFor,
  idTokenFor,
  learnType,
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
  return madeOf(turn, idToken) ?? idTagFor(turn, idToken);
}

/** The CSMS's own idTag, where this token was made of one whose letters 2.0.1 does not allow. */
function madeOf(turn: Turn, { idToken, type }: IdToken): string | null {
  if (tokenOf(turn, idToken) !== null) return null;
  const made = Object.values(turn.state.tokens).find(
    (each) => each.idToken.idToken === idToken && each.idToken.type === type,
  );
  return made?.idTag ?? null;
}

export function anonymousIdTag(turn: Turn): string {
  lose(turn, "token-anonymous", turn.settings.anonymousIdTag);
  return turn.settings.anonymousIdTag;
}

/**
 * A card of a list or a reservation: as the station wrote it, else by the look of its text. Nothing
 * is remembered, as lists are long and what a card says is its text.
 */
export function cardOf(turn: Turn, idTag: string): IdToken {
  return tokenOf(turn, idTag)?.idToken ?? guessedToken(idTag, turn.settings);
}

/** Of a person who is no card at this station: the CSMS's own token, unless it is known. */
export function remoteTokenOf(turn: Turn, idTag: string): IdToken {
  const card = cardOf(turn, idTag);
  if (tokenOf(turn, idTag) !== null || card.idToken === "") return card;
  return { ...card, type: "Central" };
}

/** The same, and it comes back as this idTag whatever 2.0.1 made of its letters. */
export function remoteTokenFor(turn: Turn, idTag: string): IdToken {
  const token = remoteTokenOf(turn, idTag);
  if (token.idToken === idTag) return token;
  idTokenFor(turn, idTag);
  learnType(turn, idTag, token.type);
  return token;
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
