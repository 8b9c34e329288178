/** Limits of OCPP-S: XML that the recorder reads, and call-backs to stations. */
import { KiB, MiB } from "./units.ts";

export const soapLimits = {
  /** Of a body that is read as XML; a longer one is recorded, not read: reading it takes long. */
  soapReadBytesMax: 1 * MiB,
  /** Elements within elements. OCPP-S needs 8. */
  soapDepthMax: 32,
  /** Elements of one message: a full local list of 1.5 has some 20,000. */
  soapElementsMax: 50_000,
  /** Of a decompressed body, and its compression ratio is bounded with it. */
  soapInflatedBytesMax: 10 * MiB,
  /** Calls of the CSMS to stations that are under way. */
  callbacksMax: 1_000,
  /** One text within the XML that is told in a finding. */
  soapTextCharsMax: 4 * KiB,
} as const;
