import type { Entry } from "./entries";
import type { EntriesFrame } from "./frames";

/** What became of a frame: its new entries, nothing new, or a gap before it. */
export type Taken = { entries: Entry[] } | "nothing" | "gap";

/** Where a reader stands in a log; lets each entry through once and in order, whichever way it comes. */
export class LogCursor {
  constructor(
    private currentEpoch: string,
    private currentSeq: number,
  ) {}

  get epoch(): string {
    return this.currentEpoch;
  }

  get seq(): number {
    return this.currentSeq;
  }

  /** The range counts, not the entries: those that this viewer may not see leave no gap. */
  take(frame: EntriesFrame): Taken {
    if (!this.currentEpoch) this.reset(frame.epoch);
    if (frame.epoch !== this.currentEpoch || frame.after > this.currentSeq) return "gap";
    if (frame.upto <= this.currentSeq) return "nothing";
    const entries = frame.entries.filter((entry) => entry.seq > this.currentSeq);
    this.currentSeq = frame.upto;
    return { entries };
  }

  /** Begin anew in another life of the room. */
  reset(epoch: string): void {
    this.currentEpoch = epoch;
    this.currentSeq = 0;
  }
}
