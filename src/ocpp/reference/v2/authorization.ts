/** Functional blocks C and D of OCPP 2.0.1: who may charge. */
import type { ActionText } from "../text.ts";

const authorization = "C Authorization";
const localList = "D Local Authorization List Management";

export const authorization201: readonly ActionText[] = [
  {
    action: "Authorize",
    block: authorization,
    purpose:
      "The station asks whether the bearer of a token, or the contract in a vehicle, may charge.",
    when: "After a token was presented or Plug & Charge began, unless list, cache or offline settings decide; for a remote start only if AuthorizeRemoteStart is set.",
    mistakes: [
      "Accepted here starts nothing: the transaction begins with TransactionEvent, and its answer may still refuse the token.",
      "Tokens are compared in upper and lower case although they are case-insensitive; compare them folded.",
      "The token's type does not match the one the CSMS knows (ISO14443 or ISO15693, Central or Local), so a good card is Unknown.",
    ],
    counterparts: { "1.6": ["Authorize"], "2.1": ["Authorize"] },
    request: {
      idToken: "The token to check; for Plug & Charge the contract's eMAID.",
      certificate:
        "Contract certificate of the vehicle in PEM form, sent when the station cannot check it itself.",
      iso15118CertificateHashData:
        "Hashes of the contract certificate and its issuers, so that the CSMS can ask whether they are revoked.",
    },
    response: {
      idTokenInfo: "The verdict on the token.",
      certificateStatus:
        "The verdict on the contract certificate; good only if Accepted here and in idTokenInfo.",
    },
  },
  {
    action: "ClearCache",
    block: authorization,
    purpose:
      "The CSMS tells the station to forget the tokens it remembers from earlier authorizations.",
    when: "After many tokens were blocked, or when verdicts in the cache are known to be stale.",
    mistakes: [
      "Rejected usually means that the station has no cache or it is switched off (AuthCacheCtrlr.Enabled).",
      "It does not touch the local authorization list; send a full empty list for that.",
    ],
    counterparts: { "1.6": ["ClearCache"], "2.1": ["ClearCache"] },
    request: {},
    response: { status: "Whether the cache was emptied." },
  },
  {
    action: "SendLocalList",
    block: localList,
    purpose:
      "The CSMS sends the list of tokens that the station may judge without asking, or changes of it.",
    when: "When tokens change, and after a version mismatch was seen.",
    mistakes: [
      "A differential update on top of another version gives VersionMismatch or a wrong list; ask GetLocalListVersion first.",
      "A list longer than ItemsPerMessage of SendLocalList fails; send one Full, then Differential pieces.",
      "In a differential update an entry without idTokenInfo deletes the token; leaving it out keeps it.",
    ],
    counterparts: { "1.6": ["SendLocalList"], "2.1": ["SendLocalList"] },
    request: {
      localAuthorizationList:
        "The entries; left out with Full, the list is emptied (an empty array is not valid).",
      versionNumber: "Version the list has after this update; greater than 0.",
      updateType: "Whether the entries replace the whole list or change it.",
    },
    response: { status: "Whether the list was changed, or why not." },
  },
  {
    action: "GetLocalListVersion",
    block: localList,
    purpose: "The CSMS asks which version of the local list the station has.",
    when: "Before a differential update, and after the station was replaced or reset.",
    mistakes: [
      "Version 0 means that the list is empty or not supported; send a full list rather than a difference.",
    ],
    counterparts: { "1.6": ["GetLocalListVersion"], "2.1": ["GetLocalListVersion"] },
    request: {},
    response: { versionNumber: "Version of the list; 0 for none." },
  },
];
