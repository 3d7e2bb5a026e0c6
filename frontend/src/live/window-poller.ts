import type { LogWindow } from "./frames";
import type { LogCursor } from "./log-cursor";

const JITTER = 1000;
const FIRST_WITHIN = 3000;
const ANSWER_WITHIN = 8000;
const GONE = 410;

interface PollerOptions {
  /** Address of the room's windows, with what is to be asked for. */
  url: string;
  query: string;
  every: number;
  size: number;
  fetch: typeof fetch;
  random: () => number;
  cursor: LogCursor;
  take: (frame: LogWindow) => void;
  reset: (epoch: string) => void;
  /** After each try: whether the server answered, and its date if it told one. */
  tried: (isAnswered: boolean, date: string | null) => void;
}

/** Reads the window of the log that its cursor is in; all readers at the end ask for the same address. */
export class WindowPoller {
  private size: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private request: AbortController | null = null;
  private isWanted = false;
  private answered: boolean | null = null;

  constructor(private readonly options: PollerOptions) {
    this.size = options.size;
  }

  get isRunning(): boolean {
    return this.isWanted;
  }

  /** Whether the last try was answered; unknown before the first. */
  get isAnswered(): boolean | null {
    return this.isWanted ? this.answered : null;
  }

  /** The first tries of a crowd that lost its sockets at once are spread too. */
  start(isAlone = false): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.answered = null;
    this.wait(isAlone ? 0 : this.options.random() * FIRST_WITHIN);
  }

  stop(): void {
    this.isWanted = false;
    clearTimeout(this.timer);
    this.request?.abort();
    this.request = null;
  }

  hurry(): void {
    if (this.isWanted && !this.request) this.wait(0);
  }

  private wait(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.poll(), milliseconds);
  }

  private async poll(): Promise<void> {
    const request = new AbortController();
    this.request = request;
    const limit = setTimeout(() => request.abort(), ANSWER_WITHIN);
    let isUnfinished = false;
    let date: string | null = null;
    let isAnswered = false;
    try {
      const response = await this.options.fetch(this.address(), { signal: request.signal });
      isUnfinished = await this.read(response, request);
      date = response.headers.get("Date");
      isAnswered = response.ok || response.status === GONE;
    } catch {
      // No network, no answer in time, or no JSON: the next try tells.
    }
    clearTimeout(limit);
    if (this.request !== request) return;
    this.request = null;
    this.answered = isAnswered;
    this.options.tried(isAnswered, date);
    if (!this.isWanted) return;
    this.wait(isUnfinished ? 0 : this.options.every + (this.options.random() * 2 - 1) * JITTER);
  }

  private address(): string {
    const { cursor, url, query } = this.options;
    return cursor.epoch
      ? `${url}${cursor.epoch}/${Math.floor(cursor.seq / this.size)}/${query}`
      : url + query;
  }

  /** Take an answer; tells whether it brought us on and there is more to read at once. */
  private async read(response: Response, request: AbortController): Promise<boolean> {
    const { epoch: asked, seq } = this.options.cursor;
    if (!response.ok && response.status !== GONE) return false;
    const answer = (await response.json()) as Partial<LogWindow> & { epoch: string; window?: number };
    const isLate = this.request !== request || this.options.cursor.epoch !== asked;
    if (isLate) return false;
    this.size = answer.window ?? this.size;
    if (response.status === GONE || !asked) {
      this.options.reset(answer.epoch);
      return answer.epoch !== asked;
    }
    this.options.take(answer as LogWindow);
    const reached = this.options.cursor.seq;
    // A complete window may come from a cache: what it says of the log's end is as old as the copy.
    return reached > seq && ((answer.last_seq ?? 0) > reached || reached % this.size === 0);
  }
}
