import type { Queue } from "./queue";

interface Reach {
  queue: Queue;
  pause: () => void;
  write: (kind: "answer" | "remark") => void;
  find: () => void;
  showKeys: () => void;
}

/** What each single key does; the page lists the same keys (`words.py`). */
export function keyDeeds({ queue, pause, write, find, showKeys }: Reach): Record<string, () => void> {
  const tabs = [1, 2, 3, 4, 5].map((place) => [String(place), () => queue.chooseByNumber(place)] as const);
  return {
    ...Object.fromEntries(tabs),
    "?": showKeys,
    "/": find,
    j: () => queue.step(1),
    k: () => queue.step(-1),
    a: () => queue.do("approve"),
    e: () => queue.do("edit"),
    x: () => queue.do("reject"),
    m: () => queue.do("merge"),
    d: () => queue.do("detail"),
    s: () => queue.do("shortlist"),
    v: () => queue.do("screen"),
    w: () => queue.do("write"),
    i: () => write("answer"),
    r: () => write("remark"),
    p: pause,
  };
}
