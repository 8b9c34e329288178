/** Functional blocks N, O and P of OCPP 2.0.1: diagnostics, display and vendor messages. */
import type { ActionText } from "../text.ts";

const block = "N Diagnostics";
const display = "O Display Message";

export const diagnostics201: readonly ActionText[] = [
  {
    action: "GetLog",
    block,
    purpose: "The CSMS asks the station to upload a log file.",
    when: "When a fault is investigated or after a security event.",
    mistakes: [
      "Accepted carries no log; the file is uploaded to the given address and LogStatusNotification tells how it went.",
      "The upload address cannot be reached from the station's network, or its protocol is not among FileTransferProtocols.",
    ],
    counterparts: { "1.6": ["GetLog", "GetDiagnostics"], "2.1": ["GetLog"] },
    request: {
      log: "Where to upload to and which time the log shall cover.",
      logType: "Which log is wanted.",
      requestId: "Number by which the status messages refer to this upload.",
      retries: "How often the station tries to upload; absent leaves it to the station.",
      retryInterval: "Seconds between two tries.",
    },
    response: {
      status: "Whether the station will upload, and whether an earlier upload was dropped for it.",
      filename: "Name of the file to be uploaded; empty or absent if there is nothing to upload.",
    },
  },
  {
    action: "LogStatusNotification",
    block,
    purpose: "The station reports how the upload of a log is going.",
    when: "At every step of an upload, and when triggered.",
    mistakes: [
      "PermissionDenied or BadMessage come from the file server, not from OCPP; look at its log.",
    ],
    counterparts: {
      "1.6": ["LogStatusNotification", "DiagnosticsStatusNotification"],
      "2.1": ["LogStatusNotification"],
    },
    request: {
      status: "The step of the upload that was reached or failed.",
      requestId: "Number of the GetLog that this is about; absent only with Idle.",
    },
    response: {},
  },
  {
    action: "NotifyEvent",
    block,
    purpose:
      "The station reports that something in the device model has changed or crossed a limit.",
    when: "When a monitor fires, a built-in alarm occurs, or an alarm is over.",
    mistakes: [
      "The end of an alarm is not reported (cleared true), so it seems to last for ever.",
      "A limit without margin fires many times a minute; set a delta monitor or a wider limit.",
      "Faults that 1.6 put into StatusNotification come here; a CSMS that ignores NotifyEvent sees no fault codes.",
    ],
    counterparts: { "1.6": ["StatusNotification"], "2.1": ["NotifyEvent"] },
    request: { eventData: "The events of this part." },
    response: {},
  },
  {
    action: "SetVariableMonitoring",
    block,
    purpose: "The CSMS sets monitors on variables of the station.",
    when: "At commissioning, to be told of readings beyond a limit or at intervals.",
    mistakes: [
      "The call succeeds as a whole while single monitors are refused; look at status of every result.",
      "Without the id of the old one, the same monitor set again gives Duplicate; a new value needs that id.",
    ],
    counterparts: { "1.6": [], "2.1": ["SetVariableMonitoring"] },
    request: { setMonitoringData: "The monitors to set." },
    response: {
      setMonitoringResult: "What became of each monitor, one entry for each that was asked.",
    },
  },
  {
    action: "ClearVariableMonitoring",
    block,
    purpose: "The CSMS removes monitors that it has set.",
    when: "When a monitor is not needed any more.",
    mistakes: [
      "Rejected is the answer for monitors built into the station; they cannot be removed.",
    ],
    counterparts: { "1.6": [], "2.1": ["ClearVariableMonitoring"] },
    request: { id: "Numbers of the monitors to remove." },
    response: { clearMonitoringResult: "What became of each, one entry for each number." },
  },
  {
    action: "SetMonitoringBase",
    block,
    purpose: "The CSMS puts all monitors of the station into a standard state.",
    when: "To start from a known set of monitors before own ones are added.",
    mistakes: [
      "HardWiredOnly and FactoryDefault remove the monitors that the CSMS has set; set them again after it.",
    ],
    counterparts: { "1.6": [], "2.1": ["SetMonitoringBase"] },
    request: { monitoringBase: "Which set of monitors shall be active." },
    response: { status: "Whether the station has done so." },
  },
  {
    action: "SetMonitoringLevel",
    block,
    purpose: "The CSMS sets how severe an event must be to be reported.",
    when: "To get fewer events in daily work, or more while a fault is searched.",
    mistakes: ["0 is the most severe and 9 the least: a low number silences nearly everything."],
    counterparts: { "1.6": [], "2.1": ["SetMonitoringLevel"] },
    request: {
      severity: "Events of this number and all lower ones are reported, 0 (danger) to 9 (debug).",
    },
    response: { status: "Whether the level was taken." },
  },
  {
    action: "GetMonitoringReport",
    block,
    purpose: "The CSMS asks which monitors are set.",
    when: "To check monitors after a firmware update or before changing them.",
    mistakes: [
      "Accepted carries no data; the report comes in NotifyMonitoringReport with the same requestId.",
    ],
    counterparts: { "1.6": [], "2.1": ["GetMonitoringReport"] },
    request: {
      componentVariable:
        "Components and variables to report on; absent means all that meet the criteria.",
      requestId: "Number that the NotifyMonitoringReport messages will carry.",
      monitoringCriteria: "Kinds of monitors that are asked for; absent means all.",
    },
    response: { status: "Whether the station will send the report, or has nothing to report." },
  },
  {
    action: "NotifyMonitoringReport",
    block,
    purpose: "The station sends one part of the report on its monitors.",
    when: "After it accepted GetMonitoringReport, in as many messages as needed.",
    mistakes: [
      "The last part lacks tbc false or a part is lost; watch seqNo and set a time limit.",
    ],
    counterparts: { "1.6": [], "2.1": ["NotifyMonitoringReport"] },
    request: { monitor: "The monitors of this part." },
    response: {},
  },
  {
    action: "CustomerInformation",
    block,
    purpose: "The CSMS asks the station to report or delete what it stores about a customer.",
    when: "When a customer asks for their data or for its deletion (privacy law).",
    mistakes: [
      "Exactly one of token, certificate and identifier should name the customer; with none it is Invalid.",
      "Entries of the local list are not deleted by it; send a new list.",
    ],
    counterparts: { "1.6": [], "2.1": ["CustomerInformation"] },
    request: {
      customerCertificate: "The customer, by the hashes of their contract certificate.",
      idToken: "The customer, by their token.",
      requestId: "Number that the NotifyCustomerInformation messages will carry.",
      report: "True to get the data reported.",
      clear: "True to have the data deleted.",
      customerIdentifier: "The customer, by a name of the vendor's own.",
    },
    response: { status: "Whether the station will do it." },
  },
  {
    action: "NotifyCustomerInformation",
    block,
    purpose: "The station sends one part of what it stores about a customer.",
    when: "After it accepted CustomerInformation with report true.",
    mistakes: [
      "data may be cut in the middle of a word; join the parts in the order of seqNo before reading.",
      "It holds personal data; keep it out of general logs.",
    ],
    counterparts: { "1.6": [], "2.1": ["NotifyCustomerInformation"] },
    request: {
      data: "One piece of the text; empty if nothing is stored.",
      requestId: "Number of the CustomerInformation that asked.",
    },
    response: {},
  },
  {
    action: "SetDisplayMessage",
    block: display,
    purpose: "The CSMS gives the station a text to show on its display, or replaces one.",
    when: "To inform drivers about prices, faults or opening hours.",
    mistakes: [
      "The format or language is not one the display supports and it is refused; read DisplayMessageCtrlr first.",
      "An AlwaysFront message replaces the one before it; there is room for one only.",
    ],
    counterparts: { "1.6": [], "2.1": ["SetDisplayMessage"] },
    request: { message: "The text, and when and where to show it." },
    response: { status: "Whether it will be shown, or why not." },
  },
  {
    action: "GetDisplayMessages",
    block: display,
    purpose: "The CSMS asks which texts are stored for the display.",
    when: "To check what drivers see.",
    mistakes: [
      "Unknown means that no message matched; with Accepted they come in NotifyDisplayMessages.",
    ],
    counterparts: { "1.6": [], "2.1": ["GetDisplayMessages"] },
    request: {
      id: "Numbers of the messages that are asked for; absent means all.",
      requestId: "Number that the NotifyDisplayMessages messages will carry.",
      priority: "Only messages of this priority.",
      state: "Only messages for this state of the station.",
    },
    response: { status: "Whether messages were found and will be reported." },
  },
  {
    action: "NotifyDisplayMessages",
    block: display,
    purpose: "The station sends one part of the list of its display messages.",
    when: "After it accepted GetDisplayMessages.",
    mistakes: ["There is no sequence number: only tbc tells whether more comes."],
    counterparts: { "1.6": [], "2.1": ["NotifyDisplayMessages"] },
    request: {
      messageInfo: "The messages of this part.",
      requestId: "Number of the GetDisplayMessages that asked.",
    },
    response: {},
  },
  {
    action: "ClearDisplayMessage",
    block: display,
    purpose: "The CSMS removes a text from the display.",
    when: "When the text no longer holds.",
    mistakes: ["Unknown also comes for messages that have expired by themselves; take it as gone."],
    counterparts: { "1.6": [], "2.1": ["ClearDisplayMessage"] },
    request: { id: "Number of the message to remove." },
    response: { status: "Whether the message was removed or is not known." },
  },
  {
    action: "DataTransfer",
    block: "P Data Transfer",
    purpose:
      "Carries what the standard has no message for, by agreement between one vendor and one CSMS.",
    when: "Whenever either side has something vendor-specific to say or ask.",
    mistakes: [
      "UnknownVendorId is the honest answer to a vendor nobody knows; an error or silence makes some stations repeat it for ever.",
      "data may be any JSON in 2.x while 1.6 has text only; a bridge between versions must convert it.",
      "Some stations send more than 10 kB in data and meet the receiver's message limit; raise the limit or split the data.",
    ],
    counterparts: { "1.6": ["DataTransfer"], "2.1": ["DataTransfer"] },
    request: {
      vendorId: "Whose agreement this follows, usually a reversed domain name.",
      messageId: "Which message of that vendor it is.",
      data: "The content, in any form the two have agreed on.",
    },
    response: {
      status: "Whether the receiver knows this vendor and message, and has acted on it.",
      data: "What the receiver has to say in return.",
    },
  },
];
