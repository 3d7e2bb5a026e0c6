/** How long to wait before the next try: anywhere between `least` and a bound that doubles up to `most`. */
export interface Backoff {
  least: number;
  first: number;
  most: number;
}

/** Milliseconds before try number `failures` + 1. The wide spread keeps a crowd from coming back at once. */
export function delayAfter(failures: number, { least, first, most }: Backoff, random: () => number): number {
  const bound = Math.min(most, first * 2 ** Math.max(0, failures - 1));
  return least + random() * (bound - least);
}
