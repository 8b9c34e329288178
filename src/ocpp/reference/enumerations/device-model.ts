/** Variables, monitors, reports, display messages and networks of 2.x. */
import type { EnumTexts } from "../text.ts";

const variables: EnumTexts = {
  AttributeEnumType: {
    Actual: "The value that is in force.",
    Target: "The value that is aimed at.",
    MinSet: "The least value that may be set.",
    MaxSet: "The greatest value that may be set.",
  },
  MutabilityEnumType: {
    ReadOnly: "Can be read and not set.",
    WriteOnly: "Can be set and not read, such as a password.",
    ReadWrite: "Can be read and set.",
  },
  DataEnumType: {
    string: "Text.",
    decimal: "A number with decimals.",
    integer: "A whole number.",
    dateTime: "A date with a time.",
    boolean: "true or false.",
    OptionList: "One of a list of values.",
    SequenceList: "Several values of a list, in an order that counts.",
    MemberList: "Several values of a list, in any order.",
  },
  GetVariableStatusEnumType: {
    Accepted: "The value is in the answer.",
    Rejected: "The value may not be read.",
    UnknownComponent: "The station has no such component.",
    UnknownVariable: "The component has no such variable.",
    NotSupportedAttributeType: "The variable has no such attribute.",
  },
  SetVariableStatusEnumType: {
    Accepted: "The value is stored and in force.",
    Rejected: "The value is not allowed, or the variable cannot be set.",
    UnknownComponent: "The station has no such component.",
    UnknownVariable: "The component has no such variable.",
    NotSupportedAttributeType: "The variable has no such attribute.",
    RebootRequired: "The value is stored and in force only after a restart.",
  },
  GenericDeviceModelStatusEnumType: {
    Accepted: "The report will follow in messages of its own.",
    Rejected: "There will be no report.",
    NotSupported: "The station cannot report this.",
    EmptyResultSet: "Nothing fits; no report will follow.",
  },
  ReportBaseEnumType: {
    ConfigurationInventory: "All variables that an operator can set.",
    FullInventory: "All variables.",
    SummaryInventory: "What the station can do and what is wrong with it.",
  },
  ComponentCriterionEnumType: {
    Active: "Components that are active.",
    Available: "Components that are there.",
    Enabled: "Components that are switched on.",
    Problem: "Components that have a problem.",
  },
};

const monitoring: EnumTexts = {
  MonitorEnumType: {
    UpperThreshold: "Tells when the value goes above a limit.",
    LowerThreshold: "Tells when the value goes below a limit.",
    Delta: "Tells when the value has changed by an amount.",
    Periodic: "Tells the value at intervals.",
    PeriodicClockAligned: "Tells the value at intervals that the clock sets.",
    TargetDelta: "Tells when the value differs from its target by an amount.",
    TargetDeltaRelative: "Tells when the value differs from its target by a share.",
  },
  MonitoringBaseEnumType: {
    All: "All monitors that the station has are active.",
    FactoryDefault: "Monitors are as they left the factory.",
    HardWiredOnly: "Only monitors that cannot be removed are active.",
  },
  MonitoringCriterionEnumType: {
    ThresholdMonitoring: "Monitors of limits.",
    DeltaMonitoring: "Monitors of changes.",
    PeriodicMonitoring: "Monitors that tell at intervals.",
  },
  SetMonitoringStatusEnumType: {
    Accepted: "The monitor is set.",
    UnknownComponent: "The station has no such component.",
    UnknownVariable: "The component has no such variable.",
    UnsupportedMonitorType: "The variable cannot be monitored in this way.",
    Rejected: "The monitor is refused, e.g. as its value makes no sense.",
    Duplicate: "There is such a monitor already.",
  },
  ClearMonitoringStatusEnumType: {
    Accepted: "The monitor is gone.",
    Rejected: "The monitor cannot be removed.",
    NotFound: "There is no such monitor.",
  },
  EventTriggerEnumType: {
    Alerting: "A limit was crossed.",
    Delta: "The value has changed by the amount that was set.",
    Periodic: "It was time to tell the value.",
  },
  EventNotificationEnumType: {
    HardWiredNotification: "The station tells it by itself; there is no monitor.",
    HardWiredMonitor: "By a monitor that cannot be removed.",
    PreconfiguredMonitor: "By a monitor from the factory that can be changed.",
    CustomMonitor: "By a monitor that the CSMS set.",
  },
};

const display: EnumTexts = {
  MessageFormatEnumType: {
    ASCII: "Plain text in ASCII.",
    HTML: "Text with HTML marks.",
    URI: "Address of the content.",
    UTF8: "Plain text in UTF-8.",
    QRCODE: "Text to be shown as a QR code.",
  },
  MessagePriorityEnumType: {
    AlwaysFront: "Shown always and alone.",
    InFront: "Shown before messages of the normal cycle.",
    NormalCycle: "Shown in turn with others.",
  },
  MessageStateEnumType: {
    Charging: "Shown while charging.",
    Faulted: "Shown while there is a fault.",
    Idle: "Shown while nobody uses the station.",
    Unavailable: "Shown while out of service.",
    Suspended: "Shown while a transaction rests.",
    Discharging: "Shown while the vehicle gives energy back.",
  },
  DisplayMessageStatusEnumType: {
    Accepted: "The message will be shown.",
    NotSupportedMessageFormat: "The station cannot show this format.",
    Rejected: "The message is refused.",
    NotSupportedPriority: "The station does not have this priority.",
    NotSupportedState: "The station cannot bind messages to this state.",
    UnknownTransaction: "There is no such transaction.",
    LanguageNotSupported: "The station cannot show this language.",
  },
  GetDisplayMessagesStatusEnumType: {
    Accepted: "The messages follow in NotifyDisplayMessages.",
    Unknown: "No message fits; nothing will follow.",
  },
  ClearMessageStatusEnumType: {
    Accepted: "The message is gone.",
    Unknown: "There is no such message.",
    Rejected: "The message cannot be removed.",
  },
};

const wired = "A connection by cable";
const wireless = "A connection by radio";

const network: EnumTexts = {
  APNAuthenticationEnumType: {
    PAP: "With the password in the clear (PAP).",
    CHAP: "With a challenge (CHAP).",
    NONE: "Without authentication.",
    AUTO: "As the network wants it.",
  },
  OCPPInterfaceEnumType: {
    Wired0: `${wired}: the first.`,
    Wired1: `${wired}: the second.`,
    Wired2: `${wired}: the third.`,
    Wired3: `${wired}: the fourth.`,
    Wireless0: `${wireless}: the first.`,
    Wireless1: `${wireless}: the second.`,
    Wireless2: `${wireless}: the third.`,
    Wireless3: `${wireless}: the fourth.`,
    Any: "Whichever connection works.",
  },
  OCPPTransportEnumType: {
    SOAP: "SOAP, which 2.x no longer has.",
    JSON: "JSON over WebSocket.",
  },
  OCPPVersionEnumType: {
    OCPP12: "OCPP 1.2.",
    OCPP15: "OCPP 1.5.",
    OCPP16: "OCPP 1.6.",
    OCPP20: "OCPP 2.0, which was replaced by 2.0.1.",
    OCPP201: "OCPP 2.0.1.",
    OCPP21: "OCPP 2.1.",
  },
  VPNEnumType: {
    IKEv2: "IKEv2.",
    IPSec: "IPSec.",
    L2TP: "L2TP.",
    PPTP: "PPTP, which is no longer secure.",
  },
  SetNetworkProfileStatusEnumType: {
    Accepted: "The profile is stored; it is used when the priorities say so.",
    Rejected: "The profile is refused.",
    Failed: "The profile could not be stored.",
  },
};

export const deviceModelTexts: EnumTexts = { ...variables, ...monitoring, ...display, ...network };
