/** The actions that OCPP 2.1 took over from 2.0.1 with new fields or a new meaning. */
import type { ActionText } from "../text.ts";

type Changes = {
  /** A sentence about what is new. */
  readonly news: string;
  readonly mistakes?: readonly string[];
  readonly request?: Readonly<Record<string, string>>;
  readonly response?: Readonly<Record<string, string>>;
};

const changes: Readonly<Record<string, Changes>> = {
  Authorize: {
    news: "In 2.1 tokens may have 255 characters, and the answer may bring a tariff and the allowed ways of energy transfer.",
    response: {
      allowedEnergyTransfer:
        "Ways of energy transfer the vehicle may choose from; absent allows charging only.",
      tariff: "Tariff of this driver, used instead of the default one.",
    },
  },
  CertificateSigned: {
    news: "In 2.1 requestId tells which SignCertificate it answers.",
    request: { requestId: "Number of the SignCertificate that this answers." },
  },
  SignCertificate: {
    news: "In 2.1 it may name the root it wants to be signed under.",
    request: {
      hashRootCertificate:
        "Root under which the certificate is wanted, for ISO 15118-20 stations with several.",
      requestId: "Number that the CertificateSigned will carry.",
    },
  },
  ClearDisplayMessage: {
    news: "In 2.1 the station may also refuse it.",
  },
  CustomerInformation: {
    news: "In 2.1 exactly one of token, certificate and identifier must name the customer.",
  },
  FirmwareStatusNotification: {
    news: "In 2.1 it can say more about a failure.",
    request: { statusInfo: "Details about the status, e.g. why a step failed." },
  },
  GetCertificateStatus: {
    news: "In 2.1 the proof may be longer; GetCertificateChainStatus asks about the certificates of a vehicle.",
  },
  GetInstalledCertificateIds: {
    news: "In 2.1 root certificates of vehicle makers can be asked for, too.",
  },
  GetLog: {
    news: "In 2.1 the log of a data collector can be asked for, too.",
  },
  InstallCertificate: {
    news: "In 2.1 root certificates of vehicle makers can be installed, too, and certificates may be longer.",
  },
  LogStatusNotification: {
    news: "In 2.1 it can say more about a failure.",
    request: { statusInfo: "Details about the status, e.g. why the upload failed." },
  },
  PublishFirmwareStatusNotification: {
    news: "In 2.1 it can say more about a failure.",
    request: { statusInfo: "Details about the status, e.g. why publishing failed." },
  },
  Get15118EVCertificate: {
    news: "In 2.1 a vehicle of ISO 15118-20 may ask for several contracts.",
    request: {
      maximumContractCertificateChains:
        "How many contracts the vehicle wants at most; only with ISO 15118-20.",
      prioritizedEMAIDs:
        "Contracts to be delivered first if there are more than wanted; only with ISO 15118-20.",
    },
    response: { remainingContracts: "How many contracts are left for further requests." },
  },
  NotifyEVChargingNeeds: {
    news: "In 2.1 it also tells what the vehicle can discharge and how its inverter behaves.",
    request: { timestamp: "When the needs were received, if that was while offline." },
  },
  NotifyEVChargingSchedule: {
    news: "In 2.1 it tells which of the offered schedules the vehicle has chosen.",
    request: {
      selectedChargingScheduleId: "Number of the offered schedule that the vehicle has chosen.",
      powerToleranceAcceptance: "Whether the vehicle accepts the power tolerance of the schedule.",
    },
  },
  NotifyChargingLimit: {
    news: "In 2.1 the limit may also tell of local generation that adds power.",
  },
  NotifyEvent: {
    news: "In 2.1 an event carries its severity, and connector states come as events (AvailabilityState) rather than as StatusNotification.",
  },
  MeterValues: {
    news: "In 2.1 there are more measurands, among them setpoints, the vehicle's display and what it still wants.",
  },
  ReservationStatusUpdate: {
    news: "In 2.1 it can also tell that the reservation was used but no transaction came of it.",
  },
  Reset: {
    news: "In 2.1 ImmediateAndResume lets transactions go on after the restart.",
  },
  StatusNotification: {
    news: "2.1 deprecates it: connector states shall come as NotifyEvent with AvailabilityState.",
    mistakes: [
      "A 2.1 station may report connector states by NotifyEvent only, and a CSMS that knows just StatusNotification then sees none.",
    ],
  },
  SetChargingProfile: {
    news: "In 2.1 a profile may also hold setpoints, discharging, limits per phase and prices, and be changed while it runs.",
  },
  SetNetworkProfile: {
    news: "In 2.1 the profile may hold the identity and password of the station, too.",
  },
  SetDisplayMessage: {
    news: "In 2.1 one message may hold its text in several languages.",
  },
  SetVariableMonitoring: {
    news: "In 2.1 a periodic monitor may send its readings as a stream.",
  },
  TransactionEvent: {
    news: "In 2.1 it may carry the cost that the station calculated, and limits of cost, energy, time or state of charge.",
    request: {
      costDetails: "Cost and usage so far, as calculated by the station.",
      preconditioningStatus: "Whether the battery is being warmed or cooled for charging.",
      evseSleep: "True while the electronics of the EVSE sleep.",
    },
    response: {
      transactionLimit: "Limits that the transaction must keep from now on.",
      updatedPersonalMessageExtra: "The text for the driver in further languages.",
    },
  },
  TriggerMessage: {
    news: "In 2.1 it can ask for messages of the vendor's own.",
    request: {
      customTrigger: "Name of the vendor's own message, with requestedMessage CustomTrigger.",
    },
  },
};

/** The texts of 2.1 for those of 2.0.1's actions that it changes. */
export function changedIn21(texts: readonly ActionText[]): readonly ActionText[] {
  return texts.flatMap((text) => {
    const change = Object.hasOwn(changes, text.action) ? changes[text.action] : undefined;
    if (change === undefined) return [];
    const { "1.6": older = [] } = text.counterparts;
    return [
      {
        ...text,
        purpose: `${text.purpose} ${change.news}`,
        mistakes: [...text.mistakes, ...(change.mistakes ?? [])],
        counterparts: { "1.6": older, "2.0.1": [text.action] },
        request: { ...text.request, ...change.request },
        response: { ...text.response, ...change.response },
      },
    ];
  });
}
