/**
 * Reports as one page of HTML that can be mailed: no script, no address but those of the console
 * where it is given, and every text of a peer escaped.
 */
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

export type PageFacts = {
  /** ISO 8601. */
  readonly madeAt: string;
  readonly version: string;
  /** Of a console, without a slash at its end; "" for none: then examples are no links. */
  readonly consoleUrl: string;
};

/** A control character or a lone surrogate is no character of HTML. */
const NO_TEXT = /[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escaped(text: string): string {
  return text
    .replace(NO_TEXT, "\ufffd")
    .replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

const style = `
:root{color-scheme:light dark;--line:light-dark(#d0d7de,#3d444d);--soft:light-dark(#57606a,#9da7b3)}
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
bdi,td,summary{overflow-wrap:anywhere}
td:first-child:not(.number){min-width:10rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{border-bottom:1px solid var(--line);padding:.25rem .6rem .25rem 0}
th,td{text-align:left;vertical-align:top}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
details{border:1px solid var(--line);border-radius:6px;padding:.4rem .8rem;margin:.5rem 0}
summary{cursor:pointer}
small,.soft{color:var(--soft)}
.verdict{font-weight:600}`;

export function pageHead({ madeAt, version }: PageFacts): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Readiness for OCPP 2.0.1</title><style>${style}</style></head><body>
<h1>Readiness for OCPP 2.0.1</h1>
<p class="soft">From recorded traffic, translated by ocpptap ${escaped(version)} for a CSMS that accepts everything. Made ${escaped(madeAt)}.</p>
`;
}

/** All that comes after the head, part by part. */
export function* reportHtml(
  stations: readonly StationReadiness[],
  summary: Summary,
  facts: PageFacts,
): Generator<string> {
  yield summaryHtml(summary, facts);
  for (const station of stations) yield stationHtml(station, facts);
  yield "</body></html>\n";
}

export function summaryHtml(
  { sentence, verdict, reasons, models }: Summary,
  facts: PageFacts,
): string {
  return `<h2>In all: <span class="verdict">${verdictWords[verdict]}</span></h2>
<p>${escaped(sentence)}</p>
${table(
  "Why, by how many stations it concerns",
  ["Stations#", "Weight", "What", "Times#", "Example"],
  reasons.map(({ stations, weight, title, count, example }) => [
    ...[String(stations), weightWords[weight], text(title), String(count)],
    example === null ? "" : `${text(example.stationId)} ${exampleHtml(example, facts)}`,
  ]),
)}${table(
  "By vendor, model and firmware",
  ["Vendor", "Model", "Firmware", "Ready#", "With remarks#", "Not ready#", "Unknown#"],
  models.map(({ vendor, model, firmware, verdicts }) => [
    text(vendor ?? (model === null ? "(never booted here)" : "")),
    ...[model, firmware].map((each) => text(each ?? "")),
    ...[verdicts.ready, verdicts.remarks, verdicts.notReady, verdicts.unknown].map(String),
  ]),
)}<h2>Stations</h2>
`;
}

export function stationHtml(station: StationReadiness, facts: PageFacts): string {
  const { stationId, vendor, model, firmware, verdict, reasons } = station;
  const name = [vendor, model, firmware].filter((each) => each !== null).join(" ");
  const told = name === "" ? "" : ` <small>${text(name)}</small>`;
  return `<details><summary>${text(stationId)}${told}: <span class="verdict">${verdictWords[verdict]}</span></summary>
<p>${escaped(trafficText(station))}</p>
${table(
  "Why",
  ["Weight", "What", "Times#", "Example"],
  reasons.map((reason) => [
    ...[weightWords[reason.weight], text(reasonText(reason)), String(reason.count)],
    exampleHtml(reason.example, facts),
  ]),
)}${tablesHtml(station, facts)}</details>
`;
}

function tablesHtml(station: StationReadiness, facts: PageFacts): string {
  const { actions, keys, transfers, losses, quirks } = station;
  const see = (example: Example | null) => exampleHtml(example, facts);
  return (
    table(
      "Actions",
      ["Action", "Sent by", "Times#", "Becomes", "Example"],
      actions.map((use) => [
        ...[text(use.action), use.sender, String(use.count), text(becomesText(use))],
        see(use.example),
      ]),
    ) +
    table(
      "Configuration keys",
      ["Key", "How", "Variable", "Note", "Set#", "Example"],
      keys.map(({ key, how, variable, note, sets, example }) => [
        ...[text(key), keyWords[how], text(variable ?? ""), text(note), String(sets)],
        see(example),
      ]),
    ) +
    table(
      "DataTransfers",
      ["Vendor", "Message", "Sent by", "Times#", "Accepted#", "Carried", "Example"],
      transfers.map(({ vendorId, messageId, sender, count, accepted, way, example }) => [
        ...[text(vendorId), text(messageId), sender, String(count), String(accepted)],
        ...[escaped(wayWords[way]), see(example)],
      ]),
    ) +
    table(
      "Lost in translation",
      ["What", "Instead", "Times#", "Example"],
      losses.map(({ what, instead, count, example }) => [
        ...[text(what), text(instead), String(count), see(example)],
      ]),
    ) +
    table(
      "What it does that matters",
      ["Finding", "Meaning", "Times#", "Example"],
      quirks.map(({ title, meaning, sentence, count, example }) => [
        ...[text(title), text(`${meaning} ${sentence}`), String(count), see(example)],
      ]),
    )
  );
}

/** Text that others wrote: isolated, so that its direction stays its own. */
function text(value: string): string {
  return value === "" ? "" : `<bdi>${escaped(value)}</bdi>`;
}

function exampleHtml(example: Example | null, { consoleUrl }: PageFacts): string {
  if (example === null) return "";
  const { linkId, seq } = example;
  const told = `link:${linkId} seq ${seq}`;
  if (consoleUrl === "") return `<small>${escaped(told)}</small>`;
  const address = `${consoleUrl}/messages/${encodeURIComponent(linkId)}/${seq}`;
  return `<a href="${escaped(address)}" title="${escaped(told)}">message ${seq}</a>`;
}

/** Cells are HTML. A title that ends in # is of numbers. "" for no rows. */
function table(
  caption: string,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  if (rows.length === 0) return "";
  const kinds = titles.map((title) => (title.endsWith("#") ? ' class="number"' : ""));
  const head = titles.map(
    (title, index) => `<th scope="col"${kinds[index]}>${escaped(title.replace(/#$/, ""))}</th>`,
  );
  const body = rows.map(
    (cells) =>
      `<tr>${cells.map((cell, index) => `<td${kinds[index] ?? ""}>${cell}</td>`).join("")}</tr>`,
  );
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${head.join("")}</tr></thead>
<tbody>${body.join("\n")}</tbody></table>
`;
}
