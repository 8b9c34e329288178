/** Habits of the model of a 1.6 station. */
export type Habits = {
  /** What is sent again keeps its message id. */
  readonly keepsIds: boolean;
  /** Ids count from 1 again after a reboot. */
  readonly restartsIds: boolean;
  /** The number in messages of sessions that began offline; null: the one it was given. */
  readonly placeholder: number | null;
  readonly bootsOnReconnect: boolean;
  /** Of a status being sent at all. */
  readonly statusShare: number;
  readonly clock: "right" | "1970" | "ahead" | "no zone";
  readonly hasCommas: boolean;
  /** Of a meter value that is told after the stop. */
  readonly lateShare: number;
  /** Of a start or stop being sent once more although it was answered. */
  readonly repeatShare: number;
  readonly isHasty: boolean;
  /** An hour. */
  readonly drops: number;
  readonly reboots: number;
  /** Of a reboot that loses the session instead of telling its end. */
  readonly forgetShare: number;
};

/** It does all as the standard has it, on a network that stays. */
export const tidy: Habits = {
  ...{ keepsIds: true, restartsIds: false, placeholder: null, bootsOnReconnect: true },
  ...{ statusShare: 1, clock: "right", hasCommas: false, lateShare: 0, repeatShare: 0 },
  ...{ isHasty: false, drops: 0, reboots: 0, forgetShare: 0 },
};
