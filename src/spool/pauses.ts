/** Waiting that can be ended, for readers at the end of what is written. */
export type Pauses = {
  readonly wait: (ms: number) => Promise<void>;
  /** Ends the wait at once, and every later one. */
  readonly end: () => void;
  readonly isOver: () => boolean;
};

export function createPauses(): Pauses {
  let isOver = false;
  let wake: (() => void) | null = null;
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (isOver) wake();
      }),
    end() {
      isOver = true;
      wake?.();
    },
    isOver: () => isOver,
  };
}
