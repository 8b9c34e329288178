/**
 * Keys of a document that a compiled validator never looks at: schemas of Kubernetes allow unknown
 * keys, and an API server drops them without a word. Out: their paths.
 */
export function unknownKeys(document: object, validate: (data: unknown) => unknown): string[] {
  const watched: { readonly path: string; readonly of: object; readonly seen: Set<string> }[] = [];

  function watch(of: object, path: string): object {
    const seen = new Set<string>();
    const children = new Map<string, unknown>();
    watched.push({ path, of, seen });
    return new Proxy(of, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof key !== "string") return value;
        seen.add(key);
        if (typeof value !== "object" || value === null) return value;
        if (!children.has(key)) children.set(key, watch(value, `${path}.${key}`));
        return children.get(key);
      },
      // A map of anything: whoever lists its keys knows them.
      ownKeys(target) {
        for (const key of Reflect.ownKeys(target)) seen.add(String(key));
        return Reflect.ownKeys(target);
      },
    });
  }

  validate(watch(document, ""));
  return watched.flatMap(({ path, of, seen }) =>
    Array.isArray(of)
      ? []
      : Object.keys(of)
          .filter((key) => !seen.has(key))
          .map((key) => `${path}.${key}`),
  );
}
