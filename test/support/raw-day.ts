/** A day of a station and its CSMS, byte for byte, and how long each round trip took. */
import { expect } from "vitest";
import { encodeFrame } from "./frames.ts";
import type { RawPeer } from "./raw-peers.ts";

export const ROUNDS = 1_500;
const MASK = [1, 2, 3, 4];

function bytesOf(round: number): { readonly call: Buffer; readonly answer: Buffer } {
  const timestamp = new Date(Date.UTC(2026, 4, 1) + round * 1_000).toISOString();
  const sample = { timestamp, sampledValue: [{ value: String(round) }] };
  const id = `round-${round}`;
  const call =
    round % 100 === 0
      ? [2, id, "BootNotification", { chargePointVendor: "A", chargePointModel: "B" }]
      : [2, id, "MeterValues", { connectorId: 1, transactionId: 5, meterValue: [sample] }];
  const answer =
    round % 100 === 0 ? { status: "Accepted", interval: 300, currentTime: timestamp } : {};
  return {
    call: encodeFrame(JSON.stringify(call), { mask: MASK }),
    answer: encodeFrame(JSON.stringify([3, id, answer])),
  };
}

export type Day = { readonly p50Ms: number; readonly p99Ms: number };

/** One message after the other; each side gets exactly what the other sent. */
export async function rawDay(station: RawPeer, csms: RawPeer): Promise<Day> {
  const [sent, answered]: [Buffer[], Buffer[]] = [[], []];
  const tookMs: number[] = [];
  const [stationFrom, csmsFrom] = [station.received().length, csms.received().length];
  const arrived = (peer: RawPeer, bytes: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (lengthOf(peer) < bytes) return;
        peer.socket.off("data", look);
        resolve();
      };
      peer.socket.on("data", look);
      look();
    });
  let [up, down] = [csmsFrom, stationFrom];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { call, answer } = bytesOf(round);
    [up, down] = [up + call.length, down + answer.length];
    const beganMs = performance.now();
    sent.push(call);
    station.send(call);
    await arrived(csms, up);
    answered.push(answer);
    csms.send(answer);
    await arrived(station, down);
    tookMs.push(performance.now() - beganMs);
  }
  expect(csms.received().subarray(csmsFrom).equals(Buffer.concat(sent))).toBe(true);
  expect(station.received().subarray(stationFrom).equals(Buffer.concat(answered))).toBe(true);
  tookMs.sort((one, other) => one - other);
  const at = (share: number) => tookMs[Math.floor(tookMs.length * share)] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

function lengthOf(peer: RawPeer): number {
  return peer.socket.bytesRead;
}

export const toldDay = ({ p50Ms, p99Ms }: Day) =>
  `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`;
