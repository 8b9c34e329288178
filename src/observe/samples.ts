/** Prometheus text of our own roles → the values of one metric. Other lines are passed over. */

export type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** As `metrics.ts` writes them: no escapes in labels, no time stamps. */
export function samplesOf(text: string, name: string): readonly Sample[] {
  return text.split("\n").flatMap((line): readonly Sample[] => {
    if (!line.startsWith(name)) return [];
    const [, labels, value = ""] = /^(?:\{([^}]*)\})? (\S+)$/.exec(line.slice(name.length)) ?? [];
    const number = Number(value);
    if (value === "" || !Number.isFinite(number)) return [];
    return [{ labels: labelsOf(labels ?? ""), value: number }];
  });
}

/** The one value of a metric without labels of its own; null where there is none. */
export function singleOf(text: string, name: string): number | null {
  return samplesOf(text, name)[0]?.value ?? null;
}

function labelsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = "", value = ""]) => [label, value]),
  );
}
