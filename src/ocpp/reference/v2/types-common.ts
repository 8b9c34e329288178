/** Fields that mean the same in every message, and the types that turn up everywhere. */
import type { FieldTexts } from "../text.ts";
import { ofType } from "./of-type.ts";

export const commonFields: FieldTexts = {
  statusInfo: "Why the status is what it is, as a code and in words.",
  tbc: "True if further parts follow; absent or false on the last one.",
  seqNo: "Number of this part, counted from 0 for every report.",
  generatedAt: "When the station put this part together.",
  requestId: "Number of the request that this belongs to.",
  timestamp: "When it happened, by the station's clock.",
  evseId: "The EVSE, counted from 1; 0 means the whole station.",
  status: "How the receiver took the request.",
  ...ofType("StatusInfoType", {
    reasonCode: "A short code for the reason, best one of the standard's list.",
    additionalInfo: "The reason in words, for a person.",
  }),
  ...ofType("EVSEType", {
    id: "Number of the EVSE, from 1; an EVSE charges one vehicle at a time.",
    connectorId:
      "Number of the plug or socket within the EVSE, from 1; absent if the EVSE as a whole is meant.",
  }),
  ...ofType("IdTokenType", {
    idToken: "The identifier itself, e.g. the number of a card; upper and lower case are the same.",
    type: "What kind of identifier it is; the same digits of another type are another token.",
    additionalInfo: "More about who or what it is, agreed between operator and stations.",
  }),
  ...ofType("AdditionalInfoType", {
    additionalIdToken: "A further identifier, e.g. a vehicle or a payment brand.",
    type: "What kind of identifier it is, as agreed by the operator.",
  }),
  ...ofType("IdTokenInfoType", {
    status: "Whether the token may charge, and if not, why.",
    cacheExpiryDateTime: "Until when the station may keep the verdict in its cache.",
    chargingPriority: "Priority of this driver from -9 to 9; 0 is normal, higher gets power first.",
    language1: "Language the driver prefers, e.g. de or en-GB.",
    evseId: "Only these EVSEs may be used; absent means all of them.",
    groupIdToken: "Group of the token; tokens of one group may stop each other's transactions.",
    language2: "Language the driver takes second; differs from the first.",
    personalMessage: "Text for this driver, shown by the station.",
  }),
  ...ofType("AuthorizationData", {
    idToken: "The token of this list entry.",
    idTokenInfo:
      "What holds for the token; in a differential update its absence deletes the entry.",
  }),
  ...ofType("MessageContentType", {
    format: "How the text is written, e.g. plain or HTML.",
    language: "Language of the text, e.g. de or en-GB.",
    content: "The text itself.",
  }),
  ...ofType("MessageInfoType", {
    display: "The display to show it on, as a component; absent means the main one.",
    id: "Number of the message, chosen by the CSMS; the same again replaces it.",
    priority: "How it ranks among other messages.",
    state: "Only in this state of the station is it shown; absent means always.",
    startDateTime: "From when on it is shown; absent means at once.",
    endDateTime: "Until when it is shown; then the station removes it.",
    transactionId: "Shown only during this transaction, and removed with its end.",
    message: "The text to show.",
    messageExtra: "The text in further languages.",
  }),
};
