/** Fields of the reference, by dotted path → rows of a tree; actions by what is searched. */

export type TreeRow<Field> = {
  readonly field: Field;
  readonly depth: number;
  readonly name: string;
};

export function treeRows<Field extends { readonly path: string }>(
  fields: readonly Field[],
): readonly TreeRow<Field>[] {
  return fields.map((field) => {
    const steps = field.path.split(".");
    return { field, depth: steps.length - 1, name: steps.at(-1) ?? "" };
  });
}

type Action = {
  readonly action: string;
  readonly block: string;
  readonly purpose: string;
};

/** First names that begin with the words, then those that have them, then whatever does. */
export function matchingActions<Of extends Action>(
  actions: readonly Of[],
  words: string,
): readonly Of[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return actions;
  const rank = ({ action, block, purpose }: Action) => {
    const name = action.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.includes(wanted)) return 1;
    return `${block} ${purpose}`.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return actions
    .filter((action) => rank(action) < 3)
    .toSorted((one, other) => rank(one) - rank(other));
}
