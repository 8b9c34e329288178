/**
 * Three limits of OCPP 1.6 that the package with the schemas relaxes → as the standard has them
 * (1.6 edition 2 §6.9, §6.24, §6.47). The schemas share objects, so a clone is changed.
 */
type Overlay = { readonly path: readonly string[]; readonly maxLength: number };

const overlays16: ReadonlyMap<string, Overlay> = new Map([
  ["ChangeConfigurationRequest", { path: ["properties", "value"], maxLength: 500 }],
  [
    "GetConfigurationResponse",
    {
      path: ["properties", "configurationKey", "items", "properties", "value"],
      maxLength: 500,
    },
  ],
  ["StatusNotificationRequest", { path: ["properties", "info"], maxLength: 50 }],
]);

export function withOfficialLimits(name: string, schema: object): object {
  const overlay = overlays16.get(name);
  return overlay === undefined ? schema : replaced(schema, overlay.path, overlay.maxLength);
}

function replaced(node: object, path: readonly string[], maxLength: number): object {
  const [step, ...rest] = path;
  if (step === undefined) return { ...node, maxLength };
  const child: unknown = new Map(Object.entries(node)).get(step);
  return typeof child === "object" && child !== null
    ? { ...node, [step]: replaced(child, rest, maxLength) }
    : node;
}
