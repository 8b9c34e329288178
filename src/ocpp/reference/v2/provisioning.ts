/** Functional block B of OCPP 2.0.1: boot, device model, network profiles, reset. */
import type { ActionText } from "../text.ts";

const block = "B Provisioning";

export const provisioning201: readonly ActionText[] = [
  {
    action: "BootNotification",
    block,
    purpose:
      "The station introduces itself and asks to be registered; the answer sets its clock and its heartbeat.",
    when: "After every start of the station, and again after the given interval while it is Pending or Rejected.",
    mistakes: [
      "Some CSMS wait for it after every reconnection, but a station owes it only after a restart; ask with TriggerMessage if it is needed.",
      "A Rejected or Pending station sends other calls, or a CSMS commands a Rejected one; until Accepted only what the answer allows may be sent.",
      "Vendor, model or serial number are longer than allowed and a strict CSMS refuses the station; shorten them in the firmware.",
      "An interval of a few seconds makes heartbeats the largest part of the traffic; some minutes are enough.",
    ],
    counterparts: { "1.6": ["BootNotification"], "2.1": ["BootNotification"] },
    request: {
      chargingStation: "Who the station is: vendor, model, serial number, firmware and modem.",
      reason: "Why the station started, e.g. PowerUp, Watchdog or FirmwareUpdate.",
    },
    response: {
      currentTime: "The time of the CSMS in UTC, to which the station sets its clock.",
      interval:
        "Accepted: seconds between heartbeats; otherwise seconds to wait before the next BootNotification.",
      status: "Whether the station is registered, must wait, or is refused.",
    },
  },
  {
    action: "SetVariables",
    block,
    purpose: "The CSMS changes settings in the device model of the station.",
    when: "At commissioning and whenever the operator changes a setting; also while the station is Pending.",
    mistakes: [
      "The call succeeds as a whole while single settings are refused; look at attributeStatus of every result.",
      "RebootRequired is not followed by a Reset, so the old value stays in force.",
      "More settings are sent than ItemsPerMessage of SetVariables allows; split them over several calls.",
      "A changed password or security profile cuts the station off at its next connection; prepare the CSMS before.",
    ],
    counterparts: { "1.6": ["ChangeConfiguration"], "2.1": ["SetVariables"] },
    request: { setVariableData: "The settings to change and their new values." },
    response: {
      setVariableResult: "What became of each setting, one entry for each that was asked.",
    },
  },
  {
    action: "GetVariables",
    block,
    purpose: "The CSMS reads single settings or readings from the device model of the station.",
    when: "Whenever the CSMS needs to know a few named values; reports serve for many.",
    mistakes: [
      "More values are asked for than ItemsPerMessage of GetVariables allows and the call fails; split it.",
      "Write-only values such as BasicAuthPassword are asked for and come back Rejected; that is right.",
      "A missing attributeType means Actual, not all four attributes.",
    ],
    counterparts: { "1.6": ["GetConfiguration"], "2.1": ["GetVariables"] },
    request: { getVariableData: "Which values are wanted." },
    response: {
      getVariableResult:
        "The values, or why one could not be read, one entry for each that was asked.",
    },
  },
  {
    action: "GetBaseReport",
    block,
    purpose: "The CSMS asks for a standard inventory of the device model.",
    when: "Once after commissioning or a firmware update, to learn what the station has.",
    mistakes: [
      "Accepted carries no data; the report comes in NotifyReport messages with the same requestId.",
      "A full inventory may take hundreds of messages on a slow link; do not ask for it at every connection.",
    ],
    counterparts: { "1.6": ["GetConfiguration"], "2.1": ["GetBaseReport"] },
    request: {
      requestId: "Number that the NotifyReport messages of this report will carry.",
      reportBase: "Which inventory: what can be configured, everything, or a summary of problems.",
    },
    response: { status: "Whether the station will send the report." },
  },
  {
    action: "GetReport",
    block,
    purpose: "The CSMS asks for a report about chosen components and variables.",
    when: "When an operator looks at one part of the station, for instance at everything that has a problem.",
    mistakes: [
      "EmptyResultSet is not an error: nothing matched the criteria.",
      "Accepted carries no data; the report comes in NotifyReport messages with the same requestId.",
    ],
    counterparts: { "1.6": ["GetConfiguration"], "2.1": ["GetReport"] },
    request: {
      componentVariable:
        "Components and variables to report on; absent means all that meet the criteria.",
      requestId: "Number that the NotifyReport messages of this report will carry.",
      componentCriteria:
        "States a component must have to be reported, e.g. Problem; several are alternatives.",
    },
    response: { status: "Whether the station will send the report, or has nothing to report." },
  },
  {
    action: "NotifyReport",
    block,
    purpose: "The station sends one part of a report on its device model.",
    when: "After it accepted GetBaseReport or GetReport, in as many messages as needed.",
    mistakes: [
      "The last part lacks tbc false, or a part is lost, so the CSMS waits for ever; watch seqNo and set a time limit.",
      "seqNo does not start at 0 for every report; it must.",
    ],
    counterparts: { "1.6": [], "2.1": ["NotifyReport"] },
    request: { reportData: "Variables of this part, with their values and characteristics." },
    response: {},
  },
  {
    action: "SetNetworkProfile",
    block,
    purpose:
      "The CSMS stores a way to connect (address, interface, security) in a slot of the station.",
    when: "Before a station is moved to another address, network or security profile.",
    mistakes: [
      "The profile is stored but not used: NetworkConfigurationPriority must name its slot and the station must be reset.",
      "The slot in use is overwritten with a wrong address and the station is lost; write a free slot and keep the old one as fallback.",
      "A lower security profile is refused; it can only go up by this message.",
    ],
    counterparts: { "1.6": [], "2.1": ["SetNetworkProfile"] },
    request: {
      configurationSlot: "Number of the slot that is written.",
      connectionData: "How to connect: address, interface, timeouts and security.",
    },
    response: { status: "Whether the profile was stored; it says nothing about whether it works." },
  },
  {
    action: "Reset",
    block,
    purpose: "The CSMS asks the station, or one EVSE, to restart.",
    when: "After settings that need a restart, or to get a station out of a fault.",
    mistakes: [
      "Immediate ends running transactions; use OnIdle to let drivers finish.",
      "Scheduled means that the restart waits for the transactions; no BootNotification may come for hours.",
      "An EVSE that cannot be reset alone answers Rejected; check AllowReset of the EVSE first.",
    ],
    counterparts: { "1.6": ["Reset"], "2.1": ["Reset"] },
    request: {
      type: "At once, or when no transaction is running any more.",
      evseId: "The EVSE to restart; absent restarts the whole station.",
    },
    response: {
      status: "Whether the restart is done, refused, or waits for the end of transactions.",
    },
  },
];
