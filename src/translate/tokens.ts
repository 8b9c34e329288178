/**
 * idTag ⇄ IdToken. 1.6 knows a text of 20 characters, 2.0.1 a typed one of 36, and a CSMS looks a
 * token up by both. So what the CSMS itself called a token is remembered, and a token too long for
 * 1.6 gets an alias that is translated back; it is never cut, as cut tokens can become equal.
 */
import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { validate } from "../ocpp/validator.ts";
import { identifierOf, isoOf, timeMsOf } from "./convert.ts";
import { aliasOf } from "./ids.ts";
import { fieldOf, isObject, listIn, present } from "./json.ts";
import type { Settings } from "./settings.ts";
import { at, type IdToken, type Token } from "./state.ts";
import { lose, type Turn, update } from "./turn.ts";

const ID_TAG_CHARS_MAX = 20;
const ID_TOKEN_CHARS_MAX = 36;

export function foldedTag(idTag: string): string {
  return idTag.toLowerCase();
}

export function tokenOf(turn: Turn, idTag: string): Token | null {
  return at(turn.state.tokens, foldedTag(idTag));
}

/** Null for what is no IdToken. */
export function parseIdToken(value: unknown): IdToken | null {
  const [idToken, type] = [fieldOf(value, "idToken"), fieldOf(value, "type")];
  if (!isObject(value) || typeof idToken !== "string" || typeof type !== "string") return null;
  return { ...value, idToken, type };
}

/** The token's own text, or an alias where that is too long. */
export function idTagOf({ idToken, type }: IdToken): string {
  if (idToken.length <= ID_TAG_CHARS_MAX) return idToken;
  return aliasOf(`${type}|${idToken.toLowerCase()}`);
}

/** What the station is told instead of this token; remembers the original. */
export function idTagFor(turn: Turn, idToken: IdToken): string {
  const idTag = idTagOf(idToken);
  if (idTag !== idToken.idToken) lose(turn, "token-alias", `${idTag} stands for a token`);
  remember(turn, { idTag, idToken: legalToken(turn, idToken), source: "csms" });
  return idTag;
}

/** Events and answers are taken as they come; what is remembered of them is said in commands. */
function legalToken({ settings }: Turn, idToken: IdToken): IdToken {
  const { kind } = validate(
    { version: "2.0.1", action: "Authorize", kind: "request" },
    { idToken },
  );
  return kind === "valid" ? idToken : guessedToken(idToken.idToken, settings);
}

/** What the CSMS is told of an idTag: its own token, else a typed one made of the text. */
export function idTokenFor(turn: Turn, idTag: string): IdToken {
  const known = tokenOf(turn, idTag);
  if (known !== null) {
    put(turn, { ...known, seenAtMs: turn.nowMs });
    return known.idToken;
  }
  const idToken = guessedToken(idTag, turn.settings);
  remember(turn, { idTag, idToken, source: "station" });
  return idToken;
}

/** The CSMS knows the token by this type: it is used from now on. */
export function learnType(turn: Turn, idTag: string, type: string): void {
  const known = tokenOf(turn, idTag);
  if (known === null || known.idToken.type === type) return;
  put(turn, { ...known, idToken: { ...known.idToken, type } });
}

function remember(turn: Turn, token: Pick<Token, "idTag" | "idToken" | "source">): void {
  const known = tokenOf(turn, token.idTag);
  put(turn, {
    ...token,
    seenAtMs: turn.nowMs,
    acceptedAtMs: known?.acceptedAtMs ?? null,
    status: known?.status ?? null,
  });
}

/** Copied once a step: a list of a CSMS has thousands, and the step's own copy is nobody else's. */
function put(turn: Turn, token: Token): void {
  const key = foldedTag(token.idTag);
  if (turn.ownTokens === undefined || turn.ownTokens !== turn.state.tokens) {
    turn.ownTokens = { ...turn.state.tokens };
    update(turn, { tokens: turn.ownTokens });
  }
  // `__proto__` is a legal idTag: no assignment.
  const own = { value: token, enumerable: true, writable: true, configurable: true };
  Object.defineProperty(turn.ownTokens, key, own);
}

/**
 * At the end of a step: of too many tokens the longest unused ones go. An alias that is on the
 * station's list, or in use there, must come back as what it was, and this step's are just wanted.
 */
export function dropTokens(turn: Turn): void {
  const { tokens, listed, transactions, reservations, remoteStarts } = turn.state;
  const excess = Object.keys(tokens).length - limits.translatedTokensMax;
  if (turn.ownTokens === undefined || excess <= 0) return;
  const inUse = new Set(
    [
      ...Object.values(transactions).flatMap(({ isOpen, idTag }) => (isOpen ? (idTag ?? []) : [])),
      ...[...Object.values(reservations), ...Object.values(remoteStarts)].map((each) => each.idTag),
    ].map(foldedTag),
  );
  const free = Object.entries(tokens).filter(
    ([key, { seenAtMs }]) => !inUse.has(key) && at(listed, key) === null && seenAtMs < turn.nowMs,
  );
  const oldest = free.sort(([, one], [, two]) => one.seenAtMs - two.seenAtMs).slice(0, excess);
  const gone = new Set(oldest.map(([key]) => key));
  if (gone.size === 0) return;
  const kept = Object.entries(tokens).filter(([key]) => !gone.has(key));
  update(turn, { tokens: Object.fromEntries(kept) });
}

/** eMI3: country, provider, `C`, eight or nine characters, perhaps a check digit. */
const emaid = /^[a-z]{2}-?[a-z0-9]{3}-?c[a-z0-9]{8,9}(-?[a-z0-9])?$/i;
const mac = /^([0-9a-f]{12}|([0-9a-f]{2}:){5}[0-9a-f]{2})$/i;

/** By the look of an idTag that nothing is known of. */
export function guessedToken(idTag: string, settings: Settings): IdToken {
  if (idTag === "") return { idToken: "", type: "NoAuthorization" };
  const escaped = identifierOf(idTag);
  const idToken =
    escaped.length <= ID_TOKEN_CHARS_MAX ? escaped : aliasOf(`idTag|${foldedTag(idTag)}`);
  return { idToken, type: guessedType(idTag, settings) };
}

function guessedType(idTag: string, settings: Settings): string {
  const rule = settings.idTokenRules.find(({ pattern }) => pattern.test(idTag));
  if (rule !== undefined) return rule.type;
  if (settings.keyCodeReader && /^\d{4,8}$/.test(idTag)) return "KeyCode";
  if (/^([0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})$/i.test(idTag)) return "ISO14443";
  if (/^e0[0-9a-f]{14}$/i.test(idTag)) return "ISO15693";
  if (emaid.test(idTag)) return "eMAID";
  if (mac.test(idTag) || /^vid:/i.test(idTag)) return "MacAddress";
  return settings.idTokenType;
}

/** Refusals of the moment: the station must not remember them. */
const circumstantial = new Set(["NotAllowedTypeEVSE", "NotAtThisLocation", "NotAtThisTime"]);
const unchanged = new Set(["Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"]);

export type About = {
  readonly idTag: string;
  /** Where the token is used; null where 1.6 does not say. */
  readonly evseId: number | null;
};

/** 2.0.1's idTokenInfo → 1.6's idTagInfo; what it says of the token is remembered. */
export function idTagInfoOf(turn: Turn, info: Json, { idTag, evseId }: About): JsonObject {
  const said = fieldOf(info, "status");
  const status = typeof said === "string" ? said : "Invalid";
  const allowed = listIn(info, "evseId");
  const isElsewhere = evseId !== null && allowed.length > 0 && !allowed.includes(evseId);
  const isOnlyNow = circumstantial.has(status) || (status === "Accepted" && isElsewhere);
  const status16 = statusFor16(isOnlyNow ? "NotAllowedTypeEVSE" : status);
  if (status16 !== status) {
    lose(turn, "authorization-nuance", `${status} becomes ${status16}`);
  }
  const group = parseIdToken(fieldOf(info, "groupIdToken"));
  const expires = fieldOf(info, "cacheExpiryDateTime");
  const expiry = timeMsOf(expires) === null ? undefined : expires;
  noteStatus(turn, idTag, status16);
  return present({
    status: status16,
    expiryDate: isOnlyNow ? isoOf(turn.nowMs) : expiry,
    parentIdTag: group === null ? undefined : idTagFor(turn, group),
  });
}

export function statusFor16(status: string): string {
  if (unchanged.has(status)) return status;
  return status === "NoCredit" ? "Blocked" : "Invalid";
}

/** What the CSMS said of it last, in 1.6's words. */
export function noteStatus(turn: Turn, idTag: string, status: string): void {
  const known = tokenOf(turn, idTag);
  if (known === null) return;
  const acceptedAtMs = status === "Accepted" ? turn.nowMs : known.acceptedAtMs;
  put(turn, { ...known, status, acceptedAtMs });
}

/** A token that was authorized by other means than an Authorize of 1.6. */
export function learnAuthorization(turn: Turn, idToken: IdToken, info: Json | undefined): void {
  const idTag = idTagFor(turn, idToken);
  const said = fieldOf(info, "status");
  if (typeof said === "string") noteStatus(turn, idTag, statusFor16(said));
}

/** What a station is told of a token while the CSMS cannot be asked. */
export function statusByPolicy(turn: Turn, idTag: string): string {
  const token = tokenOf(turn, idTag);
  switch (turn.settings.offlineStart) {
    case "accept":
      return token?.status ?? "Accepted";
    case "knownOnly":
      return token?.acceptedAtMs === null || token === null ? "Invalid" : "Accepted";
    case "reject":
      return "Invalid";
  }
}

/** The aliases stay: without them nobody could say what a token was. */
export function forgetAuthorizations(turn: Turn): void {
  const forgotten = Object.entries(turn.state.tokens).map(
    ([key, token]) => [key, { ...token, acceptedAtMs: null, status: null }] as const,
  );
  update(turn, { tokens: Object.fromEntries(forgotten) });
}

/** 1.6 compares idTags without regard to case. */
export function isSameToken(one: string, other: string): boolean {
  return foldedTag(one) === foldedTag(other);
}
