/** Fields that mean the same in all actions of 1.6: by name, or by the end of their path. */
import type { FieldTexts } from "../text.ts";

const identity: FieldTexts = {
  "idTagInfo.expiryDate": "When the tag must no longer be admitted from the cache or the list.",
  "idTagInfo.parentIdTag":
    "The group of the tag; tags of one group may stop each other's transactions.",
  "idTagInfo.status": "Whether the tag may be used, and if not, why.",
  idTagInfo: "The verdict on the tag.",
  chargePointVendor: "Who built the station.",
  chargePointModel: "Which model it is.",
  chargePointSerialNumber: "Serial number of the station.",
  chargeBoxSerialNumber: "Serial number of the box inside the station; deprecated.",
  firmwareVersion: "Version of the firmware.",
  iccid: "Number of the SIM card.",
  imsi: "Subscriber number of the SIM card.",
  meterType: "Model of the main energy meter.",
  meterSerialNumber: "Serial number of the main energy meter.",
};

const profile: FieldTexts = {
  chargingProfileId: "Number of the profile; the same number again replaces it.",
  "csChargingProfiles.transactionId": "With a TxProfile, the transaction that it is for.",
  stackLevel: "Rank among profiles of the same purpose: the highest that is valid now decides.",
  chargingProfilePurpose: "What the profile limits.",
  chargingProfileKind: "What its times count from.",
  recurrencyKind: "With Recurring, how often it begins anew.",
  validFrom: "From when on the profile counts; absent means at once.",
  validTo: "Until when it counts; absent means until it is removed or replaced.",
  chargingSchedule: "The limits over time.",
  "chargingSchedule.duration":
    "Length of the schedule in seconds; absent lets the last period go on.",
  "chargingSchedule.startSchedule": "The moment that periods count from; absent with Relative.",
  "chargingSchedule.chargingRateUnit": "Unit of all limits of the schedule.",
  "chargingSchedule.minChargingRate":
    "Below this the vehicle charges badly; a hint, in the schedule's unit.",
  chargingSchedulePeriod: "The limits, each from its start to that of the next.",
  "chargingSchedulePeriod.startPeriod": "Seconds from the schedule's start; the first must be 0.",
  "chargingSchedulePeriod.limit": "The most that may be drawn: amperes per phase, or watts in all.",
  "chargingSchedulePeriod.numberPhases": "How many phases may be used; absent means three.",
};

const metering: FieldTexts = {
  meterValue: "Samples, each of one moment.",
  "meterValue.timestamp": "When these samples were taken by the station's clock.",
  "transactionData.timestamp": "When these samples were taken by the station's clock.",
  sampledValue: "The samples of this moment.",
  "sampledValue.value": "The reading, as text: a decimal number, or signed data.",
  "sampledValue.context": "Why it was taken; absent means Sample.Periodic.",
  "sampledValue.format": "Whether the value is a plain number; absent means Raw.",
  "sampledValue.measurand": "What was measured; absent means Energy.Active.Import.Register.",
  "sampledValue.phase": "The phase that was measured; absent means all together.",
  "sampledValue.location": "Where it was measured; absent means Outlet.",
  "sampledValue.unit": "Unit of the value; absent means Wh if it is energy.",
};

const files: FieldTexts = {
  retries: "How often to try again before giving up; absent leaves it to the station.",
  retryInterval: "Seconds between two tries; absent leaves it to the station.",
  requestId: "Number of the request, which later status messages repeat.",
  "certificateHashData.hashAlgorithm": "How the hashes are calculated.",
  "certificateHashData.issuerNameHash": "Hash of the issuer's name.",
  "certificateHashData.issuerKeyHash": "Hash of the issuer's public key.",
  "certificateHashData.serialNumber": "Serial number of the certificate.",
};

export const fieldTexts16: FieldTexts = { ...identity, ...profile, ...metering, ...files };
