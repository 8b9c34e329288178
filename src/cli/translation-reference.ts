/** The reference page of translation: what becomes of messages, what is lost, what is chosen. */
import { fieldAt } from "../config/fields.ts";
import { valueText } from "../config/print.ts";
import { type Carried, fromCsms, fromStation, neverSent, toStation } from "../translate/carried.ts";
import { ledger } from "../translate/ledger.ts";
import { reverseFromCsms, reverseFromStation } from "../translate/reverse/carried.ts";

const cell = (text: string) => text.replaceAll("|", "\\|");
const rowOf = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;

function messages(rows: readonly Carried[], other: string): readonly string[] {
  return [
    `| message | ${other} | how | note |`,
    "|---|---|---|---|",
    ...rows.map(({ action, becomes, way, note }) => rowOf([action, becomes, way, note])),
    "",
  ];
}

function options(): readonly string[] {
  const section = fieldAt(["routes", "translate"]);
  const fields = section?.kind === "section" ? section.fields : [];
  return fields.map((field) => {
    if (field.kind === "section") return rowOf([`\`${field.key}\``, field.description, ""]);
    const usual = field.isRequired ? "required" : valueText(field, field.fallback);
    const value = usual === null || usual === "" ? "none" : usual;
    return rowOf([
      `\`${field.key}\``,
      field.description,
      value === "none" ? value : `\`${value}\``,
    ]);
  });
}

export function translationLines(): readonly string[] {
  return [
    "For a 1.6 station on a 2.0.1 CSMS, and below for the other way round. [Translation](../translation.md) says how it works and",
    "what happens in outages. **Carried** is field by field; **with memory** also by what is known",
    "of the station; **here** is answered by ocpptap, and the station hears nothing of it;",
    "**refused** is the refusal that 2.0.1 defines for what a station does not have.",
    "",
    "## What the station says",
    "",
    ...messages(fromStation, "towards the CSMS"),
    "## What the CSMS asks",
    "",
    ...messages(fromCsms, "towards the station"),
    "## What the station is asked",
    "",
    "| message | for |",
    "|---|---|",
    ...toStation.map(({ action, because }) => rowOf([action, because])),
    "",
    `The CSMS never gets from such a station: ${neverSent.join(", ")}.`,
    "",
    "## A 2.0.1 station on a 1.6 CSMS: what the station says",
    "",
    ...messages(reverseFromStation, "towards the CSMS"),
    "## A 2.0.1 station on a 1.6 CSMS: what the CSMS asks",
    "",
    ...messages(reverseFromCsms, "towards the station"),
    "## What cannot cross",
    "",
    "Each is told as a finding on the link where it was met, at the 1st, 10th, 100th … time.",
    "",
    "| loss | finding | what it is | instead |",
    "|---|---|---|---|",
    ...Object.entries(ledger).map(([id, loss]) => rowOf([id, loss.rule, loss.what, loss.instead])),
    "",
    "## Options of a route",
    "",
    "Below `routes[].translate`; [configuration.md](configuration.md) has the values of each.",
    "",
    "| option | meaning | default |",
    "|---|---|---|",
    ...options(),
  ];
}
