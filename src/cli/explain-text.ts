/** What the standards say of a word → text for a terminal of a given width. */
import type { Explanation } from "../ocpp/reference/explain.ts";
import type { ActionReference, FieldReference, ValueText } from "../ocpp/reference/reference.ts";
import type { NamedField, ValueReference } from "../ocpp/reference/values.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import { hanging, sideBySide, wrapped } from "./prose.ts";
import { widthOf } from "./table.ts";

/** A narrower column of meanings reads badly; fields then stand above their meanings. */
const MEANING_WIDTH_MIN = 34;
const TYPE_WIDTH_MAX = 22;
/** Wider than this, lines are tiring to read. */
const TEXT_WIDTH_MAX = 120;
/** Of the places where a value can stand; JSON has all. */
const PLACES_MAX = 6;

export function explanationText(explanation: Explanation, terminalWidth: number): string {
  const width = Math.min(terminalWidth, TEXT_WIDTH_MAX);
  const parts = [
    ...sameTogether(explanation.actions).map((same) => actionLines(same, width)),
    ...explanation.enumerations.map((each) => [
      `${each.enumeration}: an enumeration of ${versionsText(each.versions)}`,
      ...placeLines(each.places, width),
      "",
      ...valueLines(each.values, width - 2).map(indented),
    ]),
    ...(explanation.values.length === 0 ? [] : [valueMeaningLines(explanation.values, width)]),
    ...(explanation.fields.length === 0 ? [] : [namedFieldLines(explanation.fields, width)]),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n\n")}\n`;
}

/** `Accepted` means something in dozens of enumerations; each follows under one heading. */
function valueMeaningLines(values: readonly ValueReference[], width: number): readonly string[] {
  const meanings = values.flatMap(({ meaning, enumerations, versions, places }) => [
    "",
    ...wrapped(meaning, width - 2).map(indented),
    ...hanging("  Of: ", `${listed(enumerations)} (${versionsText(versions)})`, width),
    ...placeLines(places, width),
  ]);
  return [`${values[0]?.value ?? ""}: a value`, ...meanings];
}

/** A common name has many meanings; each follows the others under one heading. */
function namedFieldLines(fields: readonly NamedField[], width: number): readonly string[] {
  const [first] = fields;
  const meanings = fields.flatMap(({ meaning, type, versions, places }) => [
    "",
    ...wrapped(meaning, width - 2).map(indented),
    ...hanging("  Is: ", `${type} (${versionsText(versions)})`, width),
    ...placeLines(places, width),
  ]);
  return [`${first?.field ?? ""}: a field`, ...meanings];
}

function versionsText(versions: readonly OcppVersion[]): string {
  return `OCPP ${listed(versions)}`;
}

/** `a, b and c`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function placeLines(places: readonly string[], width: number): readonly string[] {
  const more = places.length - PLACES_MAX;
  const shown = places.slice(0, PLACES_MAX).join("; ");
  return hanging("  In: ", more > 0 ? `${shown}; and ${more} more` : shown, width);
}

type Same = { readonly versions: readonly OcppVersion[]; readonly reference: ActionReference };

/** Versions that differ in nothing are told together. */
function sameTogether(references: readonly ActionReference[]): readonly Same[] {
  const groups = new Map<string, Same>();
  for (const reference of references) {
    const { version, counterparts: _, ...said } = reference;
    const key = JSON.stringify(said);
    const versions = [...(groups.get(key)?.versions ?? []), version];
    groups.set(key, { versions, reference: groups.get(key)?.reference ?? reference });
  }
  return [...groups.values()];
}

function actionLines({ versions, reference }: Same, width: number): readonly string[] {
  const { action, block, purpose, when, senders, request, response, mistakes } = reference;
  const sides = senders.map((side) => (side === "csms" ? "the CSMS" : "the station"));
  return [
    `${action}: ${versionsText(versions)}, ${block}`,
    "",
    ...wrapped(purpose, width - 2).map(indented),
    "",
    ...hanging("  Sent by: ", `${sides.join(" or ")}.`, width),
    ...hanging("  When:    ", when, width),
    "",
    ...section("Request", request, width),
    "",
    ...(response === null
      ? ["Response", "", "  None: this is a SEND, which nobody answers."]
      : section("Response", response, width)),
    ...(mistakes.length === 0 ? [] : ["", "Common mistakes", ""]),
    ...mistakes.flatMap((mistake) => hanging("  - ", mistake, width)),
    ...counterpartLines(reference, { told: versions, width }),
  ];
}

function counterpartLines(
  { counterparts }: ActionReference,
  { told, width }: { readonly told: readonly OcppVersion[]; readonly width: number },
): readonly string[] {
  const others = Object.entries(counterparts).filter(
    ([version]) => !told.some((each) => each === version),
  );
  const lines = others.flatMap(([version, actions]) => {
    const names = actions.length === 0 ? "nothing does the same" : listed(actions);
    return hanging(`  ${version.padEnd(6)} `, names, width);
  });
  return lines.length === 0 ? [] : ["", "In other versions", "", ...lines];
}

function section(
  title: string,
  fields: readonly FieldReference[],
  width: number,
): readonly string[] {
  if (fields.length === 0) return [title, "", "  No fields."];
  return [title, "", ...fieldLines(fields, width - 2).map(indented)];
}

function fieldLines(fields: readonly FieldReference[], width: number): readonly string[] {
  const names = fields.map(({ path }) => nameInTree(path));
  const nameWidth = Math.max(...names.map(widthOf), "FIELD".length);
  const types = fields.map((field) => wrapped(typeText(field), TYPE_WIDTH_MAX));
  const typeWidth = Math.max(...types.flat().map(widthOf), "TYPE".length);
  const meaningWidth = width - nameWidth - "REQUIRED".length - typeWidth - 6;
  if (meaningWidth < MEANING_WIDTH_MIN) return fields.flatMap((field) => stacked(field, width));
  const widths = [nameWidth, "REQUIRED".length, typeWidth, meaningWidth];
  const head = sideBySide([["FIELD"], ["REQUIRED"], ["TYPE"], ["MEANING"]], widths);
  const rows = fields.map((field, index) => [
    ...sideBySide(
      [
        [names[index] ?? ""],
        [field.isRequired ? "yes" : ""],
        types[index] ?? [],
        wrapped(field.meaning ?? "", meaningWidth),
      ],
      widths,
    ),
    ...fieldValueLines(field, width),
  ]);
  return [...head, ...rows.flat()];
}

/** For narrow terminals and deep trees. */
function stacked(field: FieldReference, width: number): readonly string[] {
  const { path, meaning, isRequired } = field;
  const name = nameInTree(path);
  const indent = " ".repeat(path.split(".").length * 2);
  const type = `${typeText(field)}${isRequired ? ", required" : ""}`;
  const [head = "", ...rest] = wrapped(`${name.trimStart()}: ${type}`, width - indent.length - 4);
  return [
    `${indent.slice(2)}${head}`,
    ...rest.map((line) => `${indent}    ${line}`),
    ...wrapped(meaning ?? "", width - indent.length).map((line) => `${indent}${line}`),
    ...fieldValueLines(field, width),
  ];
}

/** Below their field and over the whole width: beside it there would be no room for them. */
function fieldValueLines({ path, values }: FieldReference, width: number): readonly string[] {
  const indent = " ".repeat(path.split(".").length * 2 + 2);
  return valueLines(values ?? [], width - indent.length).map((line) => `${indent}${line}`);
}

/** `a.b.name` → `    name`: the fields above it say where it is. */
function nameInTree(path: string): string {
  const parts = path.split(".");
  return `${"  ".repeat(parts.length - 1)}${parts.at(-1)}`;
}

function typeText({ type, lengthMax }: FieldReference): string {
  return lengthMax === null ? type : `${type}, at most ${lengthMax}`;
}

function valueLines(values: readonly ValueText[], width: number): readonly string[] {
  const widest = Math.max(0, ...values.map(({ value }) => widthOf(value)));
  const isAligned = widest <= width / 2;
  return values.flatMap(({ value, meaning }) =>
    isAligned
      ? hanging(`${value.padEnd(widest)}  `, meaning ?? "", width)
      : [`${value}:`, ...wrapped(meaning ?? "", width - 2).map(indented)],
  );
}

function indented(line: string): string {
  return line === "" ? "" : `  ${line}`;
}
