/**
 * Prometheus text 0.0.4 of several processes → one text, in that format or as OpenMetrics 1.0.
 *
 * Both have the same samples. OpenMetrics names a counter's family without `_total`, wants a
 * family's lines together, which we do in any case, and an end mark, so that half an answer is seen.
 */

export const textContentType = "text/plain; version=0.0.4; charset=utf-8";
export const openMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** A scraper names what it takes; one that names nothing gets the older text. */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  return accept?.includes("application/openmetrics-text") ?? false;
}

/** Samples of the same metric under one HELP and TYPE: the format allows each only once. */
export function joinMetrics(texts: readonly string[]): string {
  const families = new Map<string, { readonly head: string[]; readonly samples: string[] }>();
  for (const text of texts) {
    let name = "";
    for (const line of text.split("\n")) {
      const head = /^# (HELP|TYPE) (\S+)/.exec(line);
      name = head?.[2] ?? name;
      const family = families.get(name) ?? { head: [], samples: [] };
      families.set(name, family);
      // prom-client's own spelling is in neither format.
      if (head === null && line !== "") family.samples.push(line.replace(/ Nan$/, " NaN"));
      // The first process's words count: another version may say it in others.
      else if (head !== null && !family.head.some((own) => own.startsWith(head[0]))) {
        family.head.push(line);
      }
    }
  }
  return [...families.values()]
    .flatMap(({ head, samples }) => [...head, ...samples])
    .map((line) => `${line}\n`)
    .join("");
}

/** `text` is of `joinMetrics`. */
export function toOpenMetrics(text: string): string {
  const counters = new Set(
    [...text.matchAll(/^# TYPE (\S+)_total counter$/gm)].map((match) => match[1]),
  );
  const named = text.replace(/^# (HELP|TYPE) (\S+)_total /gm, (whole, word, family) =>
    counters.has(family) ? `# ${word} ${family} ` : whole,
  );
  return `${named}# EOF\n`;
}
