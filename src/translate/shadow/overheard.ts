/**
 * What a shadow learns from calls that others made and answered: a station's calls to its primary
 * CSMS, and that CSMS's to the station. In: a call and its result, both 1.6. Out: the state as if
 * the station had told us. Nothing is sent for it.
 */
import type { Json } from "../../exchange/message.ts";
import { integerIn, textIn } from "../../findings/fields.ts";
import { wordsOf16 } from "../boot-words.ts";
import { learn, learnValue } from "../configuration.ts";
import { integerAt, textAt } from "../convert.ts";
import { fieldOf, listIn, objectIn } from "../json.ts";
import { transactionOfStart } from "../new-transactions.ts";
import { dropProfiles, profileId, putProfile } from "../profile-store.ts";
import { profileFor201, purposeFor201 } from "../reverse/profiles.ts";
import { foldedTag } from "../tokens.ts";
import { addressOf } from "../topology.ts";
import { renumber, transactionByInt } from "../transaction-state.ts";
import { type Turn, update, updateStation } from "../turn.ts";

/** `result`: of a CALLRESULT. */
export type Overheard = { readonly action: string; readonly request: Json; readonly result: Json };

export function overhear(turn: Turn, { action, request, result }: Overheard): void {
  if (Object.hasOwn(lessons, action)) lessons[action]?.(turn, request, result);
}

const lessons: Readonly<Record<string, (turn: Turn, request: Json, result: Json) => void>> = {
  /** Of a boot before us: it stands in for one that never comes. */
  BootNotification(turn, request) {
    if (turn.state.station.boot === null) updateStation(turn, { boot: wordsOf16.stored(request) });
  },
  StartTransaction(turn, request, result) {
    const int = integerAt(result, "transactionId");
    const transaction = transactionOfStart(turn, request);
    // 0 and below are what a CSMS says that has none: stops with them are resolved as anywhere.
    if (int === null || int <= 0 || transaction === null || transaction.int === int) return;
    renumber(turn, transaction, int);
  },
  GetConfiguration: (turn, _request, result) => void learn(turn, result),
  ChangeConfiguration(turn, request, result) {
    const [key, value] = [textAt(request, "key"), textAt(request, "value")];
    const isSet = isAccepted(result) || textIn(result, "status") === "RebootRequired";
    if (isSet && key !== null && value !== null) learnValue(turn, key, value);
  },
  SetChargingProfile(turn, request, result) {
    const profile = objectIn(request, "csChargingProfiles");
    const txId = transactionByInt(turn.state, integerAt(profile, "transactionId") ?? 0)?.txId;
    const evseId = evseOf(turn, request);
    const chargingProfile = profileFor201(profile, txId ?? null);
    if (isAccepted(result) && chargingProfile !== null && evseId !== null) {
      putProfile(turn, { evseId, chargingProfile });
    }
  },
  /** 1.6 §5.1: with an id, the other criteria do not count. */
  ClearChargingProfile(turn, request, result) {
    if (!isAccepted(result)) return;
    const id = integerAt(request, "id");
    const evseId = fieldOf(request, "connectorId") === undefined ? null : evseOf(turn, request);
    const purpose = purposeFor201(fieldOf(request, "chargingProfilePurpose"));
    const level = integerAt(request, "stackLevel");
    dropProfiles(turn, (each) => {
      if (id !== null) return profileId(each) === id;
      const { chargingProfile } = each;
      return (
        (evseId === null || each.evseId === evseId) &&
        (purpose === undefined || chargingProfile["chargingProfilePurpose"] === purpose) &&
        (level === null || chargingProfile["stackLevel"] === level)
      );
    });
  },
  SendLocalList(turn, request, result) {
    if (!isAccepted(result)) return;
    const isFull = textIn(request, "updateType") === "Full";
    const listed = new Map(isFull ? [] : Object.entries(turn.state.listed));
    for (const each of listIn(request, "localAuthorizationList")) {
      const idTag = textAt(each, "idTag");
      if (idTag === null) continue;
      if (fieldOf(each, "idTagInfo") === undefined) listed.delete(foldedTag(idTag));
      else listed.set(foldedTag(idTag), textIn(each, "idTagInfo", "status"));
    }
    update(turn, { listed: Object.fromEntries(listed) });
    noteListVersion(turn, request);
  },
  GetLocalListVersion: (turn, _request, result) => noteListVersion(turn, result),
  /** So that the boot that follows has its reason. */
  Reset(turn, _request, result) {
    if (!isAccepted(result)) return;
    updateStation(turn, { resetSent: { atMs: turn.nowMs, isScheduled: false } });
  },
};

function isAccepted(result: Json): boolean {
  return textIn(result, "status") === "Accepted";
}

function evseOf(turn: Turn, request: Json): number | null {
  const connectorId = integerAt(request, "connectorId") ?? 0;
  return connectorId === 0 ? 0 : (addressOf(turn, connectorId)?.id ?? null);
}

/** The primary's version is the station's: there is nobody else who sends lists. */
function noteListVersion(turn: Turn, from: Json): void {
  const version = integerIn(from, "listVersion");
  if (version === null || version < 0) return;
  update(turn, { localList: { csmsVersion: version, stationVersion: version } });
}
