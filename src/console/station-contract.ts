/** The HTTP API's answers about one station over time: pure types, like contract.ts. */
import type { MessageMoment } from "./contract.ts";

export type StatusChange = MessageMoment & {
  readonly status: string;
  readonly errorCode: string | null;
};

export type TimelineConnector = {
  readonly evseId: number | null;
  /** 1.6: 0 is the whole station. */
  readonly connectorId: number | null;
  /** Oldest first; the first may have come before the stretch, and holds at its beginning. */
  readonly changes: readonly StatusChange[];
};

export type TimelineTransaction = {
  readonly key: string;
  readonly transactionId: string | null;
  readonly evseId: number | null;
  readonly connectorId: number | null;
  readonly state: "open" | "ended" | "unfinished";
  readonly startedAt: string;
  readonly lastAt: string;
  readonly endedAt: string | null;
  readonly energyWh: number | null;
  readonly idToken: string | null;
  readonly stopReason: string | null;
};

export type TimelineLink = {
  readonly linkId: string;
  readonly state: "open" | "closed" | "refused";
  readonly openedAt: string;
  readonly closedAt: string | null;
  /** HTTP status of the handshake. */
  readonly status: number;
  readonly closedBy: string | null;
  readonly closedHow: string | null;
  readonly closeCode: number | null;
};

export type TimelineAnswer = {
  /** The stretch, as it was taken. */
  readonly from: string;
  readonly to: string;
  /** There was more than is told: the newest of each kind is here. */
  readonly isCut: boolean;
  readonly connectors: readonly TimelineConnector[];
  /** Oldest first, like the links. */
  readonly transactions: readonly TimelineTransaction[];
  readonly links: readonly TimelineLink[];
};

export type Setting = MessageMoment & {
  /** 2.x: the component with its instance and EVSE; null in 1.6. */
  readonly component: string | null;
  readonly name: string;
  /** Null: it was not told, or is hidden. */
  readonly value: string | null;
  /** Its value may be a credential; the message holds it. */
  readonly isHidden: boolean;
  readonly isReadOnly: boolean | null;
  /** Accepted, and takes effect with the next boot. */
  readonly needsReboot: boolean;
  readonly source:
    | "GetConfiguration"
    | "ChangeConfiguration"
    | "GetVariables"
    | "SetVariables"
    | "NotifyReport";
};

export type ConfigurationAnswer = {
  readonly settings: readonly Setting[];
  /** Older messages were not looked at, or there are more settings than are kept. */
  readonly isCut: boolean;
};

export type Boot = MessageMoment & {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  /** Of the boot before, where it is another one. */
  readonly firmwareBefore: string | null;
  readonly serial: string | null;
  readonly reason: string | null;
  /** The CSMS's status, or the error code of its answer; null: it did not answer. */
  readonly answer: string | null;
};

export type BootsAnswer = {
  /** Newest first. */
  readonly boots: readonly Boot[];
  readonly isCut: boolean;
};
