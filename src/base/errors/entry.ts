/** What is said of one operational error. */
export type ErrorEntry = {
  /** One sentence; `{name}` is replaced by the detail of that name. */
  readonly sentence: string;
  /** What the reader should do now. */
  readonly remedy: string;
  /** True where trying the same thing again later can succeed without anyone acting. */
  readonly isRetryable: boolean;
};
