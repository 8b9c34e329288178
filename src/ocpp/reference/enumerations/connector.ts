/** States of connectors and stations, and the faults that 1.6 tells with them. */
import type { EnumTexts } from "../text.ts";

export const connectorTexts: EnumTexts = {
  ChargePointStatus: {
    Available: "Free: the next driver can plug in.",
    Preparing:
      "Taken but not charging yet: a cable is plugged in or a tag was presented, and something is still missing.",
    Charging: "The vehicle is being supplied with energy.",
    SuspendedEVSE:
      "A transaction runs but the station gives no energy, e.g. because of a limit of 0 or a tag that was refused.",
    SuspendedEV:
      "The station offers energy and the vehicle takes none, e.g. because it is full or waits for its own timer.",
    Finishing:
      "The transaction is over and the connector is not free yet, mostly because the cable is still plugged in.",
    Reserved: "Kept free for the bearer of a reservation.",
    Unavailable: "Out of service by an operator's will, or during an update; nobody can charge.",
    Faulted:
      "Out of service because of a fault; see errorCode and vendorErrorCode, as it needs help to come back.",
  },
  ConnectorStatusEnumType: {
    Available: "Free: the next driver can plug in.",
    Occupied:
      "Taken: a cable is plugged in or the place is occupied; whether energy flows is told by TransactionEvent.",
    Reserved: "Kept free for the bearer of a reservation.",
    Unavailable:
      "Out of service by an operator's will, or because the EVSE or station is; nobody can charge.",
    Faulted:
      "Out of service because of a fault; NotifyEvent tells which, and it needs help to come back.",
  },
  ChargePointErrorCode: {
    NoError: "There is no fault.",
    ConnectorLockFailure:
      "The lock of the plug cannot be closed or opened; dirt or a plug that is not fully in are common causes.",
    EVCommunicationError:
      "The station cannot talk to the vehicle; no fault of the station by itself, often cured by plugging in again.",
    GroundFailure:
      "Residual current was detected and the supply cut; have the vehicle, the cable and the installation examined.",
    HighTemperature:
      "It is too hot inside, so power is reduced or cut; look at fans, filters and loose contacts.",
    InternalError: "Something inside the station has failed; vendorErrorCode tells what.",
    LocalListConflict:
      "The answer of the CSMS about a tag contradicts the local list; send the list anew.",
    OtherError: "A fault without a word in the standard; vendorErrorCode tells which.",
    OverCurrentFailure: "More current flowed than allowed and the protection has tripped.",
    OverVoltage: "The voltage of the grid is too high.",
    PowerMeterFailure: "The meter cannot be read, so what is charged meanwhile cannot be billed.",
    PowerSwitchFailure:
      "The contactor does not switch as it should, e.g. because it is welded; it must not be used.",
    ReaderFailure: "The card reader does not work; remote starts still do.",
    ResetFailure: "The station could not restart as it was told; it may need its power cut.",
    UnderVoltage: "The voltage of the grid is too low.",
    WeakSignal: "The radio signal is weak; expect connections to break.",
  },
  AvailabilityType: {
    Operative: "In service: may be used.",
    Inoperative: "Out of service: may not be used.",
  },
  OperationalStatusEnumType: {
    Operative: "In service: may be used.",
    Inoperative: "Out of service: may not be used.",
  },
  ConnectorEnumType: {
    cCCS1: "Combined charging plug of North America (Combo 1), cable attached.",
    cCCS2: "Combined charging plug of Europe (Combo 2), cable attached.",
    cG105: "CHAdeMO, cable attached.",
    cTesla: "Tesla's plug, cable attached.",
    cType1: "Type 1 (J1772), cable attached.",
    cType2: "Type 2, cable attached.",
    "s309-1P-16A": "Blue industrial socket (IEC 60309), one phase, 16 A.",
    "s309-1P-32A": "Blue industrial socket (IEC 60309), one phase, 32 A.",
    "s309-3P-16A": "Red industrial socket (IEC 60309), three phases, 16 A.",
    "s309-3P-32A": "Red industrial socket (IEC 60309), three phases, 32 A.",
    sBS1361: "British household socket, 13 A.",
    "sCEE-7-7": "Household socket of most of Europe (Schuko and alike), 16 A.",
    sType2: "Type 2 socket; the driver brings the cable.",
    sType3: "Type 3 socket (Scame).",
    Other1PhMax16A: "Another socket with one phase and at most 16 A.",
    Other1PhOver16A: "Another socket with one phase and more than 16 A.",
    Other3Ph: "Another socket with three phases.",
    Pan: "Pantograph.",
    wInductive: "Wireless by induction.",
    wResonant: "Wireless by resonance.",
    Undetermined: "Not known yet, e.g. until something is plugged in.",
    Unknown: "Cannot be found out.",
  },
};
