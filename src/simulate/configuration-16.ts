/** The configuration keys of a simulated 1.6 station (1.6 §9), and what changing them answers. */
import type { Json } from "../exchange/message.ts";
import { meterIntervalText } from "./session-plan.ts";

export type ChangeStatus = "Accepted" | "Rejected" | "RebootRequired" | "NotSupported";

export type Configuration16 = {
  readonly get: (key: string) => string | undefined;
  /**
   * `configurationKey` entries: of these keys, or of all when none are named; and the unknown ones.
   */
  readonly report: (keys: readonly string[]) => {
    readonly configurationKey: readonly Json[];
    readonly unknownKey: readonly string[];
  };
  readonly change: (key: string, value: string) => ChangeStatus;
};

type Entry = {
  value: string;
  readonly isReadonly?: boolean;
  readonly isNumber?: boolean;
  readonly needsReboot?: boolean;
  /** Never told, only changed (security white paper, A01). */
  readonly isSecret?: boolean;
};

export function createConfiguration16(initial: {
  readonly connectors: number;
  readonly meterEveryMs: number;
}): Configuration16 {
  const entries: ReadonlyMap<string, Entry> = new Map<string, Entry>([
    ["AuthorizeRemoteTxRequests", { value: "false" }],
    ["AuthorizationKey", { value: "", isSecret: true }],
    ["ClockAlignedDataInterval", { value: "0", isNumber: true }],
    ["ConnectionTimeOut", { value: "120", isNumber: true }],
    ["ConnectorPhaseRotation", { value: "0.RST" }],
    ["GetConfigurationMaxKeys", { value: "50", isReadonly: true }],
    ["HeartbeatInterval", { value: "300", isNumber: true }],
    ["LocalAuthorizeOffline", { value: "true" }],
    ["LocalPreAuthorize", { value: "false" }],
    [
      "MeterValuesSampledData",
      { value: "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC" },
    ],
    [
      "MeterValueSampleInterval",
      { value: meterIntervalText(initial.meterEveryMs), isNumber: true },
    ],
    ["NumberOfConnectors", { value: String(initial.connectors), isReadonly: true }],
    ["ResetRetries", { value: "1", isNumber: true }],
    ["StopTransactionOnEVSideDisconnect", { value: "true" }],
    ["StopTransactionOnInvalidId", { value: "true" }],
    [
      "SupportedFeatureProfiles",
      {
        value:
          "Core,FirmwareManagement,LocalAuthListManagement,Reservation,RemoteTrigger,SmartCharging",
        isReadonly: true,
      },
    ],
    ["TransactionMessageAttempts", { value: "3", isNumber: true }],
    ["TransactionMessageRetryInterval", { value: "20", isNumber: true }],
    ["UnlockConnectorOnEVSideDisconnect", { value: "true" }],
    ["WebSocketPingInterval", { value: "60", isNumber: true, needsReboot: true }],
  ]);

  const describe = (key: string, entry: Entry): Json => ({
    key,
    readonly: entry.isReadonly === true,
    value: entry.value,
  });

  return {
    get: (key) => entries.get(key)?.value,
    report(keys) {
      const told = [...entries].filter(
        ([key, { isSecret }]) => isSecret !== true && (keys.length === 0 || keys.includes(key)),
      );
      return {
        configurationKey: told.map(([key, entry]) => describe(key, entry)),
        unknownKey: keys.filter((key) => !told.some(([name]) => name === key)),
      };
    },
    change(key, value) {
      const entry = entries.get(key);
      if (entry === undefined) return "NotSupported";
      if (entry.isReadonly === true) return "Rejected";
      if (entry.isNumber === true && !/^\d{1,9}$/.test(value)) return "Rejected";
      entry.value = value;
      return entry.needsReboot === true ? "RebootRequired" : "Accepted";
    },
  };
}
