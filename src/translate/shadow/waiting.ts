/**
 * What was observed of one station and is not yet translated. In: messages and the ends of links,
 * with their sizes. Out: the same in their order. Promised: bounded; where it is full the oldest
 * that is not about a transaction's beginning or end goes, never such a one.
 */
export type Waiting<T> = {
  /** `full`: it holds nothing that may be dropped, and this was not taken. */
  readonly push: (item: T) => "kept" | "dropped" | "full";
  readonly shift: () => T | null;
  readonly size: () => number;
  readonly clear: () => void;
};

export type Weighed = { readonly bytes: number; readonly isDroppable: boolean };

export function createWaiting<T extends Weighed>(max: {
  readonly items: number;
  readonly bytes: number;
}): Waiting<T> {
  let items: T[] = [];
  let bytes = 0;

  const isFull = () => items.length > max.items || bytes > max.bytes;
  const removeAt = (index: number) => {
    const [gone] = items.splice(index, 1);
    bytes -= gone?.bytes ?? 0;
  };

  return {
    push(item) {
      items.push(item);
      bytes += item.bytes;
      let isDropped = false;
      while (isFull()) {
        const index = items.findIndex(({ isDroppable }) => isDroppable);
        if (index < 0) {
          removeAt(items.length - 1);
          return "full";
        }
        removeAt(index);
        isDropped = true;
      }
      return isDropped ? "dropped" : "kept";
    },
    shift() {
      const item = items.shift();
      if (item === undefined) return null;
      bytes -= item.bytes;
      return item;
    },
    size: () => items.length,
    clear() {
      items = [];
      bytes = 0;
    },
  };
}
