/**
 * Lets the first lines of a kind through and counts the rest of a window, so that what repeats a
 * thousand times a second does not bury the log, and is still told with its number. Bounded by the
 * number of kinds, which are event names.
 */
type Window = { lines: number; suppressed: number };

export type Repeats<Kind> = {
  /** Whether this line is to be written. */
  readonly admit: (kind: Kind) => boolean;
  /** Tells what is still untold; for the end of a process. */
  readonly flush: () => void;
};

export function createRepeats<Kind extends string>(
  options: { readonly linesMax: number; readonly windowMs: number },
  tell: (kind: Kind, suppressed: number) => void,
): Repeats<Kind> {
  const windows = new Map<Kind, Window>();
  const end = (kind: Kind) => {
    const window = windows.get(kind);
    windows.delete(kind);
    if (window !== undefined && window.suppressed > 0) tell(kind, window.suppressed);
  };
  return {
    admit(kind) {
      let window = windows.get(kind);
      if (window === undefined) {
        window = { lines: 0, suppressed: 0 };
        windows.set(kind, window);
        setTimeout(end, options.windowMs, kind).unref();
      }
      window.lines += 1;
      if (window.lines <= options.linesMax) return true;
      window.suppressed += 1;
      return false;
    },
    flush() {
      for (const kind of [...windows.keys()]) end(kind);
    },
  };
}
