/**
 * How often something may be done: a bucket loses one each time, and fills again steadily. Pure;
 * time arrives in the calls, and may go back.
 */
export type BucketSize = {
  /** So many at once. */
  readonly max: number;
  /** An empty bucket is full after this. Unit: ms. */
  readonly fillMs: number;
};

export type Bucket = {
  /** 0: one may be taken now. Unit: ms. */
  readonly waitMs: (nowMs: number) => number;
  /** Takes one, or, where there is none, nothing. Returns what `waitMs` would have. */
  readonly take: (nowMs: number) => number;
};

export function createBucket({ max, fillMs }: BucketSize): Bucket {
  let left = max;
  let filledMs = 0;

  function waitMs(nowMs: number): number {
    left = Math.min(max, left + (Math.max(0, nowMs - filledMs) / fillMs) * max);
    filledMs = nowMs;
    return left >= 1 ? 0 : ((1 - left) / max) * fillMs;
  }
  return {
    waitMs,
    take(nowMs) {
      const ms = waitMs(nowMs);
      if (ms === 0) left -= 1;
      return ms;
    },
  };
}

/**
 * One for each key, at most `keysMax`: the one that was asked for longest ago is forgotten, which
 * makes it full again.
 */
export function createBuckets(
  size: BucketSize & { readonly keysMax: number },
): (key: string) => Bucket {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    const bucket = buckets.get(key) ?? createBucket(size);
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > size.keysMax && oldest !== undefined) buckets.delete(oldest);
    return bucket;
  };
}
