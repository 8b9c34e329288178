/** The answers of `/api/reference` as schemas; see `schemas.ts`. */
import { z } from "zod";
import { ocppVersions } from "../ocpp/versions.ts";
import { components } from "./schemas.ts";

const version = z.enum(ocppVersions);
const versions = z.array(version);
const senders = z.array(z.enum(["station", "csms"]));
const places = z
  .array(z.string())
  .describe("Where it can stand, e.g. StatusNotification request: status.");
const names = z.array(z.string());
const valueText = z.strictObject({ value: z.string(), meaning: z.string().nullable() });

const fieldSchema = z
  .strictObject({
    path: z.string().describe("Dotted, without signs for lists."),
    type: z.string().describe("In words."),
    lengthMax: z.number().int().nullable().describe("Characters."),
    isRequired: z.boolean(),
    enumeration: z.string().nullable(),
    values: z.array(valueText).nullable().describe("Null where anything is allowed."),
    meaning: z.string().nullable(),
  })
  .register(components, { id: "FieldReference" });

const actionSchema = z
  .strictObject({
    action: z.string(),
    version,
    block: z.string().describe("Profile of 1.6, functional block of 2.x."),
    purpose: z.string(),
    when: z.string(),
    mistakes: names,
    counterparts: z.strictObject({
      "1.6": names.optional(),
      "2.0.1": names.optional(),
      "2.1": names.optional(),
    }),
    senders,
    request: z.array(fieldSchema),
    response: z.array(fieldSchema).nullable().describe("Null where nobody answers."),
  })
  .register(components, { id: "ActionReference" });

export const explanationSchema = z
  .strictObject({
    word: z.string(),
    actions: z.array(actionSchema).describe("Once for each version."),
    enumerations: z.array(
      z.strictObject({ versions, places, enumeration: z.string(), values: z.array(valueText) }),
    ),
    values: z.array(
      z.strictObject({
        ...{ versions, places },
        value: z.string(),
        meaning: z.string(),
        enumerations: names,
      }),
    ),
    fields: z.array(
      z.strictObject({
        ...{ versions, places },
        field: z.string(),
        type: z.string(),
        meaning: z.string(),
      }),
    ),
  })
  .register(components, { id: "Explanation" });

export const referenceSchema = z
  .strictObject({
    actions: z.array(
      z.strictObject({
        action: z.string(),
        block: z.string(),
        senders,
        purpose: z.string(),
        versions,
      }),
    ),
  })
  .register(components, { id: "Reference" });
