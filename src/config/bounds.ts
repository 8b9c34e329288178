/**
 * How much of everything: the limits that an operator may have to change, section by section. Each
 * says what happens when it is hit; where the numbers come from is in `base/limits/`, and
 * docs/operations/limits.md lists both.
 */
import { limits } from "../base/limits.ts";
import { bytes, integer } from "./values.ts";

const KiB = 1024;
const MiB = 1024 * KiB;

/** Of `relay`. */
export const relayBoundFields = {
  linksMax: integer(1, 1_000_000)
    .default(limits.linksMax)
    .describe("Most links of one worker at once; more are answered 503."),
  linksPerAddressMax: integer(1, 1_000_000)
    .default(limits.linksPerAddressMax)
    .describe(
      "The same of one address that stations come from; more are answered 503. A site, a carrier or a load balancer may stand behind one address.",
    ),
  handshakesMax: integer(16, 1_000_000)
    .default(limits.handshakesMax)
    .describe(
      "Connections to one worker that have not sent their whole request; beyond it the one that has waited longest is closed.",
    ),
  handshakesPerAddressMax: integer(16, 1_000_000)
    .default(limits.handshakesPerAddressMax)
    .describe(
      "The same of one address; beyond it that address's own longest waiting one is closed.",
    ),
  requestHeadBytesMax: bytes({ min: KiB, max: MiB })
    .default(limits.requestHeadBytesMax)
    .describe("Head of a station's request; a longer one is answered 431. Unit: bytes."),
  answerHeadBytesMax: bytes({ min: KiB, max: MiB })
    .default(limits.responseHeadBytesMax)
    .describe(
      "Head of the CSMS's answer to the handshake; with a longer one the station is answered 502. Unit: bytes.",
    ),
} as const;

/** Of `record`. */
export const recordBoundFields = {
  messageBytesMax: bytes({ min: KiB, max: 16 * MiB })
    .default(limits.messageBytesMax)
    .describe("Largest recorded copy of a message; larger ones are relayed whole. Unit: bytes."),
  inflateRatioMax: integer(10, 1_032)
    .default(limits.inflateRatioMax)
    .describe(
      "How many times its size what one side sends compressed may grow before it is no longer decompressed: it is relayed all the same, and the record says what is missing. 1032 is the most that the format knows.",
    ),
  controlFramesPerMinute: integer(1, 60_000)
    .default(limits.controlFramesPerMinute)
    .describe(
      "Pings, pongs and closes of one side of a link that are recorded a minute; more are relayed, and counted in the record.",
    ),
  messageMs: integer(10, 60_000)
    .default(limits.inspectMsMax)
    .describe(
      "Time for all rules together on one message; the rules that are left then are not asked about it, which a finding says. Unit: ms.",
    ),
} as const;

/** Of `console`. */
export const consoleBoundFields = {
  requestsMax: integer(1, 100_000)
    .default(limits.apiRequestsMax)
    .describe("Requests of the API that are answered at once; more are answered 503."),
  requestsPerCallerMax: integer(1, 100_000)
    .default(limits.apiRequestsPerCallerMax)
    .describe(
      "The same of one caller: a token, a person, or without authentication an address; more are answered 429.",
    ),
  callsPerMinute: integer(1, 1_000_000)
    .default(limits.apiCallsPerMinute)
    .describe("Requests of one caller a minute; more are answered 429."),
  connectionsMax: integer(8, 100_000)
    .default(limits.apiConnectionsMax)
    .describe("Open connections of browsers and programs; more are closed at once."),
  bodyBytesMax: bytes({ min: 16 * KiB, max: 256 * MiB })
    .default(limits.apiBodyBytesMax)
    .describe(
      "Body of a request, e.g. of a trace that is checked; a larger one is answered 413. Unit: bytes.",
    ),
  liveClientsMax: integer(1, 10_000)
    .default(limits.liveClientsMax)
    .describe("Live listeners at once; more are answered 503."),
  liveClientsPerCallerMax: integer(1, 10_000)
    .default(limits.liveClientsPerCallerMax)
    .describe("The same of one caller; more are answered 429."),
} as const;
