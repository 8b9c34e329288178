/** Functional block K of OCPP 2.0.1: limits of power and current. */
import type { ActionText } from "../text.ts";

const block = "K Smart Charging";

export const smartCharging201: readonly ActionText[] = [
  {
    action: "SetChargingProfile",
    block,
    purpose: "The CSMS gives the station limits for power or current over time.",
    when: "To share power among stations, to follow prices, or to answer a vehicle's needs; before or during a transaction.",
    mistakes: [
      "A limit of 0 pauses charging; some stations end the transaction or ignore it, so watch chargingState after it.",
      "Watts for AC stations that count in A, or amperes for DC, are refused; ask the station for its RateUnit.",
      "More periods or schedules than the station supports are refused, and a few stations restart; check PeriodsPerSchedule.",
      "Another profile of the same stack level and purpose on the EVSE is Rejected or replaced; reuse its id to replace it.",
    ],
    counterparts: {
      "1.6": ["SetChargingProfile"],
      "2.1": ["SetChargingProfile", "UpdateDynamicSchedule"],
    },
    request: {
      evseId:
        "The EVSE the profile is for; 0 with a default profile means each EVSE, with a station profile the whole station.",
      chargingProfile: "The profile with its limits.",
    },
    response: { status: "Whether the station will use the profile." },
  },
  {
    action: "GetChargingProfiles",
    block,
    purpose: "The CSMS asks which charging profiles are installed.",
    when: "To compare what the station has with what was meant, for instance after a restart.",
    mistakes: [
      "NoProfiles is not an error; with Accepted the profiles come in ReportChargingProfiles.",
    ],
    counterparts: { "1.6": [], "2.1": ["GetChargingProfiles"] },
    request: {
      requestId: "Number that the ReportChargingProfiles messages will carry.",
      evseId: "Only profiles of this EVSE; 0 those of the station; absent all.",
      chargingProfile: "What a profile must be to be reported.",
    },
    response: { status: "Whether profiles were found and will be reported." },
  },
  {
    action: "ReportChargingProfiles",
    block,
    purpose: "The station reports installed charging profiles of one source and one EVSE.",
    when: "After it accepted GetChargingProfiles, in as many messages as needed.",
    mistakes: [
      "There is no sequence number: only tbc tells whether more comes, so a lost message goes unnoticed.",
    ],
    counterparts: { "1.6": [], "2.1": ["ReportChargingProfiles"] },
    request: {
      requestId: "Number of the GetChargingProfiles that asked.",
      chargingLimitSource: "Who has set these profiles.",
      chargingProfile: "The profiles as installed.",
      evseId: "The EVSE they are installed on; 0 is the whole station.",
    },
    response: {},
  },
  {
    action: "ClearChargingProfile",
    block,
    purpose: "The CSMS removes charging profiles by number or by criteria.",
    when: "When a limit is no longer wanted.",
    mistakes: [
      "Unknown means that nothing matched, which is often just what was wanted.",
      "Give an id or criteria: stations differ in what they remove when neither is given.",
      "Limits set by an energy management system are not removed by it.",
    ],
    counterparts: { "1.6": ["ClearChargingProfile"], "2.1": ["ClearChargingProfile"] },
    request: {
      chargingProfileId: "The one profile to remove.",
      chargingProfileCriteria: "What a profile must be to be removed.",
    },
    response: { status: "Whether a profile was removed or none was found." },
  },
  {
    action: "GetCompositeSchedule",
    block,
    purpose: "The CSMS asks for the limits that result from all profiles together.",
    when: "To see what a station will really do, for instance when charging is slower than expected.",
    mistakes: [
      "The answer may leave out what the station limits by itself (temperature, cable), so the vehicle may get less.",
      "A unit other than the station's RateUnit is asked for and the call is Rejected.",
    ],
    counterparts: { "1.6": ["GetCompositeSchedule"], "2.1": ["GetCompositeSchedule"] },
    request: {
      duration: "How far ahead to look, in seconds.",
      chargingRateUnit: "Unit of the answer, W or A; absent leaves it to the station.",
      evseId: "The EVSE to calculate for; 0 is the connection of the whole station.",
    },
    response: {
      status: "Whether a schedule could be calculated.",
      schedule: "The resulting limits, if Accepted.",
    },
  },
  {
    action: "NotifyChargingLimit",
    block,
    purpose: "The station reports that somebody other than the CSMS has limited it.",
    when: "When an energy management system or a grid operator sets a limit at the station by another way.",
    mistakes: [
      "The schedule is missing unless NotifyChargingLimitWithSchedules is on, so the CSMS knows of a limit but not how much.",
    ],
    counterparts: { "1.6": [], "2.1": ["NotifyChargingLimit"] },
    request: {
      chargingSchedule: "The limits, if the station is set to report them.",
      evseId: "The EVSE that is limited; absent means the whole station.",
      chargingLimit: "Who set the limit and whether it is critical for the grid.",
    },
    response: {},
  },
  {
    action: "ClearedChargingLimit",
    block,
    purpose: "The station reports that a limit from outside is gone.",
    when: "When an energy management system or a grid operator lifts its limit.",
    mistakes: [
      "If it is lost, the CSMS plans with a limit that no longer exists; GetChargingProfiles shows what holds.",
    ],
    counterparts: { "1.6": [], "2.1": ["ClearedChargingLimit"] },
    request: {
      chargingLimitSource: "Who had set the limit.",
      evseId: "The EVSE that was limited; absent means the whole station.",
    },
    response: {},
  },
  {
    action: "NotifyEVChargingNeeds",
    block,
    purpose:
      "The station passes on what a vehicle asks for over ISO 15118: energy, limits and departure.",
    when: "When an ISO 15118 vehicle states its needs, at the start and when it negotiates anew.",
    mistakes: [
      "The CSMS answers but sends no SetChargingProfile in time, and the vehicle falls back or stops; the profile is due within 60 s.",
      "Processing is answered and the promised profile never follows.",
    ],
    counterparts: { "1.6": [], "2.1": ["NotifyEVChargingNeeds"] },
    request: {
      maxScheduleTuples: "How many periods the vehicle can take in one schedule.",
      chargingNeeds: "What the vehicle wants and can do.",
      evseId: "The EVSE the vehicle is at; never 0.",
    },
    response: { status: "Whether the CSMS can answer the needs now, later, or not at all." },
  },
  {
    action: "NotifyEVChargingSchedule",
    block,
    purpose: "The station passes on how the vehicle plans to charge.",
    when: "After the vehicle has chosen its schedule within the limits it was offered.",
    mistakes: [
      "Rejected does not stop the vehicle from its plan; send another SetChargingProfile to negotiate anew.",
    ],
    counterparts: { "1.6": [], "2.1": ["NotifyEVChargingSchedule"] },
    request: {
      timeBase: "The moment that the periods count from.",
      chargingSchedule: "What the vehicle plans to draw.",
      evseId: "The EVSE the vehicle is at; never 0.",
    },
    response: { status: "Whether the CSMS could process the plan; not whether it likes it." },
  },
];
