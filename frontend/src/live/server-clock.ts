/** The server's time, counted on from the last time it told it: the visitor's own clock may be wrong. */
export class ServerClock {
  private base: number | null = null;

  /** `ticks` are milliseconds that only ever go forward. */
  constructor(private readonly ticks: () => number = () => performance.now()) {}

  /** Set the clock by what the server has just said. */
  set(now: string): boolean {
    const time = Date.parse(now);
    if (Number.isNaN(time)) return false;
    this.base = time - this.ticks();
    return true;
  }

  /** Set it forward by a time that may be old already, such as a cached answer's. */
  setAtLeast(now: string): boolean {
    const time = Date.parse(now);
    if (Number.isNaN(time) || (this.base !== null && time <= this.base + this.ticks())) return false;
    return this.set(now);
  }

  /** Until the server has spoken, the visitor's own time. */
  now(): Date {
    return this.base === null ? new Date() : new Date(this.base + this.ticks());
  }
}
