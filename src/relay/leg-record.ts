/**
 * What the record says of a WebSocket that ends here, which is a link of its own. In: messages and
 * control frames as both sides sent them, in their order. Out: records. Promised: what one message
 * was made of is said directly before it; control frames are recorded at the rates of the tap.
 */
import type { Clock } from "../base/clock.ts";
import type { Leg, LinkId, Sender } from "../base/ids.ts";
import type { LinkClosed, MessageRef, Note, SpoolWriter } from "../spool/record.ts";
import { type CopyRates, controlFrameAllowance, defaultRates } from "./copy-rates.ts";
import type { CrossingEnd } from "./crossing.ts";
import type { Traffic } from "./links.ts";
import { msBetween } from "./station-request.ts";

export type LegRecord = {
  readonly linkId: LinkId;
  /** Its number in the record. `from`: what it was made of; null for nothing or not known. */
  readonly message: (
    sender: Sender,
    message: { readonly opcode: 1 | 2; readonly payload: Buffer },
    from: MessageRef | null,
  ) => MessageRef;
  readonly controlFrame: (sender: Sender, opcode: 8 | 9 | 10, payload: Buffer) => void;
  readonly note: (body: Note) => void;
  readonly traffic: () => Traffic;
  /** The last record of the link. */
  readonly close: (end: CrossingEnd, closeFrame: SentCloseFrame | null) => LinkClosed;
};

export type SentCloseFrame = {
  readonly sender: Sender;
  readonly code: number | null;
  readonly reason: string;
};

export type LegRecordOptions = {
  readonly linkId: LinkId;
  readonly leg: Leg;
  readonly messageBytesMax: number;
  /** Absent: the default ones. */
  readonly rates?: CopyRates | undefined;
};

export type LegRecordDeps = {
  readonly spool: Pick<SpoolWriter, "append">;
  readonly clock: Clock;
};

export function createLegRecord(
  { linkId, leg, messageBytesMax, rates = defaultRates }: LegRecordOptions,
  { spool, clock }: LegRecordDeps,
): LegRecord {
  const openedAtUs = clock.nowUs();
  const [messages, bytes, pings, pongs] = [counts(), counts(), counts(), counts()];
  const allowed = { station: controlFrameAllowance(rates), csms: controlFrameAllowance(rates) };
  let lastSeq = 0;
  let lastByteAtUs = openedAtUs;

  const note = (body: Note) => {
    spool.append({ kind: "note", receivedAtUs: clock.nowUs(), linkId, seq: lastSeq, body });
  };
  const noteRefused = (sender: Sender) => {
    const refused = allowed[sender].takeRefused();
    if (refused > 0) note({ note: "rate-limited", sender, controlFrames: refused, breaches: 0 });
  };

  return {
    linkId,
    note,
    message(sender, { opcode, payload }, from) {
      const receivedAtUs = clock.nowUs();
      const seq = lastSeq + 1;
      if (from !== null) note({ note: "translated", seq, from });
      lastSeq = seq;
      lastByteAtUs = receivedAtUs;
      messages[sender] += 1;
      bytes[sender] += frameBytes(sender, payload.length);
      const isTruncated = payload.length > messageBytesMax;
      spool.append({
        ...{ kind: "message", receivedAtUs, linkId, seq, sender, leg, opcode },
        ...{ isCompressed: false, isFragmented: false, isTruncated },
        payloadBytes: payload.length,
        wireBytes: payload.length,
        payload: isTruncated ? payload.subarray(0, messageBytesMax) : payload,
      });
      return { linkId, seq };
    },
    controlFrame(sender, opcode, payload) {
      const receivedAtUs = clock.nowUs();
      lastByteAtUs = receivedAtUs;
      bytes[sender] += frameBytes(sender, payload.length);
      if (opcode === 9) pings[sender] += 1;
      if (opcode === 10) pongs[sender] += 1;
      if (!allowed[sender].take(receivedAtUs) && opcode !== 8) return;
      noteRefused(sender);
      spool.append({
        ...{ kind: "control-frame", receivedAtUs, linkId, seq: lastSeq, sender, leg, opcode },
        payload,
      });
    },
    traffic: () => ({ messages: { ...messages }, bytes: { ...bytes } }),
    close(end, closeFrame) {
      noteRefused("station");
      noteRefused("csms");
      const body: LinkClosed = {
        ...{ closedBy: end.closedBy, how: end.how, error: end.error },
        code: closeFrame?.code ?? null,
        reason: closeFrame?.reason ?? "",
        openMs: msBetween(openedAtUs, end.atUs),
        idleMs: msBetween(lastByteAtUs, end.atUs),
        ...{ messages, bytes, pings, pongs, lastSeq },
      };
      spool.append({ kind: "link-closed", receivedAtUs: end.atUs, linkId, seq: lastSeq, body });
      return body;
    },
  };
}

function counts(): { station: number; csms: number } {
  return { station: 0, csms: 0 };
}

/** RFC 6455 §5.2, of one frame: what goes towards a server is masked. */
function frameBytes(sender: Sender, payloadBytes: number): number {
  const lengthBytes = payloadBytes < 126 ? 2 : payloadBytes <= 0xffff ? 4 : 10;
  return lengthBytes + (sender === "station" ? 4 : 0) + payloadBytes;
}
