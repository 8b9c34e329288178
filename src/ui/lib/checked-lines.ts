/** A checked text → its lines with what was found at each, as a page shows them. */
import type { CheckFinding } from "../../console/contract.ts";

export type CheckedLine = {
  /** Counted from 1. */
  readonly number: number;
  readonly text: string;
  readonly findings: readonly CheckFinding[];
};

/** All lines, or those with findings alone. Empty lines without findings are left out. */
export function checkedLines(
  text: string,
  findings: readonly CheckFinding[],
  show: "all" | "findings",
): readonly CheckedLine[] {
  const byLine = Map.groupBy(findings, ({ line }) => line);
  return text.split("\n").flatMap((line, index) => {
    const number = index + 1;
    const found = byLine.get(number) ?? [];
    if (found.length === 0 && (show === "findings" || line.trim() === "")) return [];
    return [{ number, text: line.replace(/\r$/, ""), findings: found }];
  });
}

export type Piece = { readonly text: string; readonly why: string | null };

/** The text cut at its faults, each with the reason. */
export function piecesOf(
  text: string,
  faults: readonly { readonly from: number; readonly to: number; readonly text: string }[],
): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const fault of faults) {
    if (fault.from > at) pieces.push({ text: text.slice(at, fault.from), why: null });
    pieces.push({ text: text.slice(fault.from, fault.to), why: fault.text });
    at = fault.to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), why: null });
  return pieces;
}
