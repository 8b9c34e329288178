/** Reports as text for a terminal. What peers wrote cannot move the cursor. */
import { printable } from "../base/printable.ts";
import { plural } from "../findings/wording.ts";
import type { Example, StationReadiness } from "./report.ts";
import type { Summary } from "./summary.ts";
import {
  becomesText,
  keyWords,
  reasonText,
  trafficText,
  verdictWords,
  wayWords,
  weightWords,
} from "./words.ts";

export function summaryText({ sentence, verdict, reasons, models }: Summary): string {
  const blocks = [
    `${verdictWords[verdict].toUpperCase()}: ${sentence}`,
    ...(reasons.length === 0 ? [] : ["", "Why, by how many stations it concerns:"]),
    ...reasons.map(
      ({ weight, title, stations, count, example }) =>
        `  ${String(stations).padStart(5)}  ${weightWords[weight].padEnd(8)}  ${title}` +
        `${count > 0 ? ` (${plural(count, "time")})` : ""}${example === null ? "" : `, see ${refText(example)}`}`,
    ),
    ...(models.length === 0 ? [] : ["", "By vendor, model and firmware:"]),
    ...models.map(({ vendor, model, firmware, verdicts }) => {
      const name = [vendor, model, firmware].filter((each) => each !== null).join(" ");
      const { ready, remarks, notReady, unknown } = verdicts;
      return `  ${name || "(never booted here)"}: ${ready} ready, ${remarks} with remarks, ${notReady} not ready, ${unknown} unknown`;
    }),
  ];
  return `${blocks.map(printable).join("\n")}\n`;
}

export function stationText(station: StationReadiness): string {
  const { stationId, vendor, model, firmware, verdict, reasons } = station;
  const name = [vendor, model, firmware].filter((each) => each !== null).join(" ");
  const lines = [
    `${stationId}${name === "" ? "" : ` (${name})`}: ${verdictWords[verdict]}`,
    `  ${trafficText(station)}`,
    ...reasons.map(
      (reason) =>
        `  ${weightWords[reason.weight].padEnd(8)}  ${reasonText(reason)}` +
        `${reason.example === null ? "" : `  [${refText(reason.example)}]`}`,
    ),
    ...tableLines(station),
  ];
  return `\n${lines.map(printable).join("\n")}\n`;
}

function tableLines({ actions, keys, transfers, losses }: StationReadiness): readonly string[] {
  const titled = (title: string, rows: readonly string[]) =>
    rows.length === 0 ? [] : [`  ${title}`, ...rows.map((row) => `    ${row}`)];
  return [
    ...titled(
      "Actions",
      actions.map((use) => `${use.count} ${use.action} (${use.sender}): ${becomesText(use)}`),
    ),
    ...titled(
      "Configuration keys",
      keys.map(({ key, how, variable, note }) =>
        [`${key}: ${keyWords[how]}`, variable ?? "", note].filter((part) => part !== "").join(", "),
      ),
    ),
    ...titled(
      "DataTransfers",
      transfers.map(
        ({ vendorId, messageId, sender, count, accepted, way }) =>
          `${count} ${vendorId} ${messageId} (${sender}), ${accepted} accepted: ${wayWords[way]}`,
      ),
    ),
    ...titled(
      "Lost in translation",
      losses.map(({ count, what, instead }) => `${count} ${what}; instead: ${instead}`),
    ),
  ];
}

function refText({ linkId, seq }: Example): string {
  return `link:${linkId} seq ${seq}`;
}
