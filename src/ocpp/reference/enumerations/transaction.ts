/** Why transactions stop, what caused an event of them, and how they stand. */
import type { EnumTexts } from "../text.ts";

const bothVersions = {
  DeAuthorized: "The tag was refused after charging had begun, mostly by the answer to the start.",
  EmergencyStop: "Somebody pushed the emergency button; have the place looked at.",
  EVDisconnected: "The cable was pulled at the vehicle without stopping first.",
  Local: "Somebody stopped it at the station, e.g. with the same card: the normal end.",
  Other: "A reason without a word in the standard; ask the vendor's log.",
  PowerLoss: "The station lost its power supply.",
  Reboot: "The station restarted by itself, e.g. because its firmware crashed.",
  Remote: "The CSMS stopped it, e.g. from an app: a normal end.",
};

export const transactionTexts: EnumTexts = {
  Reason: {
    ...bothVersions,
    HardReset: "The CSMS ordered a hard reset.",
    SoftReset: "The CSMS ordered a soft reset.",
    UnlockCommand: "The CSMS had the connector unlocked.",
  },
  ReasonEnumType: {
    ...bothVersions,
    EnergyLimitReached: "The energy that the driver or the CSMS had set is reached.",
    GroundFault:
      "Residual current was detected and the supply cut; have vehicle, cable and installation examined.",
    ImmediateReset: "The CSMS ordered a reset that did not wait for the transaction.",
    MasterPass: "Somebody with a master card, such as a technician, stopped it.",
    LocalOutOfCredit: "The driver's credit was used up, as the station itself reckoned.",
    OvercurrentFault: "More current flowed than allowed and the protection has tripped.",
    PowerQuality: "The quality of the grid's voltage or frequency was too bad to go on.",
    ReqEnergyTransferRejected:
      "The vehicle asked for a kind of energy transfer that it was not granted.",
    SOCLimitReached: "The battery has reached the level that was set.",
    StoppedByEV: "The vehicle ended it, e.g. because it is full or the driver used its menu.",
    TimeLimitReached: "The time that the driver or the CSMS had set is over.",
    Timeout: "No vehicle was plugged in in time after authorization.",
  },
  TransactionEventEnumType: {
    Started: "The first event: the transaction has begun.",
    Updated: "Something about the running transaction has changed or was measured.",
    Ended: "The last event: the transaction is over.",
  },
  ChargingStateEnumType: {
    Idle: "Neither a vehicle is connected nor energy flows, although the transaction is open.",
    EVConnected: "A vehicle is connected and not authorized or ready to charge yet.",
    Charging: "Energy flows between the station and the vehicle.",
    SuspendedEV: "The station is ready and the vehicle takes no energy, e.g. because it is full.",
    SuspendedEVSE:
      "The vehicle is ready and the station gives no energy, e.g. because of a limit of 0.",
  },
  TriggerReasonEnumType: {
    AbnormalCondition: "A fault or an unusual state has been detected.",
    Authorized: "The driver was authorized.",
    CablePluggedIn: "A cable was plugged in.",
    ChargingRateChanged: "The power or current allowed has changed.",
    ChargingStateChanged: "The charging state has changed, e.g. energy began to flow.",
    CostLimitReached: "The costs that were set as a limit are reached.",
    Deauthorized: "The tag is no longer accepted.",
    EnergyLimitReached: "The energy that was set as a limit is reached.",
    EVCommunicationLost:
      "The connection to the vehicle is lost, e.g. because the cable was pulled.",
    EVConnectTimeout: "No vehicle was plugged in in time.",
    EVDeparted: "The vehicle has left the place.",
    EVDetected: "A vehicle has arrived at the place.",
    LimitSet: "The station was given a limit for this transaction.",
    MeterValueClock: "It is time for a meter value aligned to the clock.",
    MeterValuePeriodic: "It is time for the next periodic meter value.",
    OperationModeChanged: "The mode of operation has changed, e.g. from charging to discharging.",
    RemoteStart: "The CSMS asked to start.",
    RemoteStop: "The CSMS asked to stop.",
    ResetCommand: "The CSMS ordered a reset.",
    RunningCost: "The running costs are due to be told.",
    SignedDataReceived: "The meter has delivered a signed value.",
    SoCLimitReached: "The battery level that was set as a limit is reached.",
    StopAuthorized: "The driver was authorized to stop.",
    TariffChanged: "The tariff of the transaction was changed.",
    TariffNotAccepted: "The driver or the station did not accept the tariff.",
    TimeLimitReached: "The time that was set as a limit is over.",
    Trigger: "The CSMS asked for it with TriggerMessage.",
    TxResumed: "The transaction goes on after a restart.",
    UnlockCommand: "The CSMS had the connector unlocked.",
  },
  RemoteStartStopStatus: {
    Accepted: "The station will try; whether it succeeds is told by the message that follows.",
    Rejected:
      "The station will not do it, e.g. because the connector is not free or the transaction not known.",
  },
  RequestStartStopStatusEnumType: {
    Accepted: "The station will try; TransactionEvent tells whether it succeeds.",
    Rejected: "The station will not do it; statusInfo may tell why.",
  },
  PreconditioningStatusEnumType: {
    Unknown: "Whether the battery is prepared is not known.",
    Ready: "The battery has the temperature it needs.",
    NotReady: "The battery has not got the temperature it needs.",
    Preconditioning: "The battery is being warmed or cooled.",
  },
  CostDimensionEnumType: {
    Energy: "Energy charged, in Wh.",
    MaxCurrent: "Highest current of the period, in A.",
    MinCurrent: "Lowest current of the period, in A.",
    MaxPower: "Highest power of the period, in W.",
    MinPower: "Lowest power of the period, in W.",
    IdleTIme: "Time without charging, in seconds; the standard itself writes it this way.",
    ChargingTime: "Time of charging, in seconds.",
  },
  PaymentStatusEnumType: {
    Settled: "The payment went through.",
    Canceled: "The payment was cancelled; nothing is charged to the card.",
    Rejected: "The payment service refused the settlement.",
    Failed: "The settlement failed for technical reasons and may be tried again.",
  },
};
