/** How long it takes until something that appeared can count as seen. */
const READING_TIME = 1500;

/** What a person has had the time to see: an answer that came a moment ago must not pass as read. */
export class Seen {
  private readonly shown: { seq: number; at: number }[] = [];
  private seq = 0;

  /** The log was shown up to a place. */
  show(seq: number, at: number): void {
    this.shown.push({ seq, at });
    this.seqAt(at);
  }

  /** The place up to which it counts as seen. */
  seqAt(now: number): number {
    while (this.shown[0] && this.shown[0].at <= now - READING_TIME) {
      this.seq = Math.max(this.seq, this.shown.shift()!.seq);
    }
    return this.seq;
  }

  /** The log began anew. */
  forget(): void {
    this.shown.length = 0;
    this.seq = 0;
  }
}
