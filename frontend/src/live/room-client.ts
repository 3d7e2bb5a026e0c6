import { Emitter } from "./emitter";
import type { Entry } from "./entries";
import type { EntriesFrame, Frame } from "./frames";
import { LogCursor } from "./log-cursor";
import { ServerClock } from "./server-clock";
import { type SocketLike, SocketLine } from "./socket-line";
import { WindowPoller } from "./window-poller";

export type Status = "live" | "connecting" | "polling" | "offline";

const SILENT_HEARTBEATS = 2.5;
const RESUME_AGAIN_AFTER = 3000;

/** What a room tells its page. */
export interface RoomEvents {
  /** The next entries of the log, each once and in order; may be none (something that is not for us). */
  entries: Entry[];
  /** Forget everything that was shown: the log is told anew from its start. */
  reset: string;
  status: Status;
  readers: number;
  counts: Record<string, number>;
  typing: string[];
  clock: Date;
  /** There is no such room, or it is not for this visitor; nothing more will come. */
  refused: { code: string; message: string };
}

export interface RoomOptions {
  /** Path or address of the socket. */
  url: string;
  /** Path or address of the HTTP windows, ending in "/". */
  windowsUrl: string;
  /** What the page already shows: the server's `data-epoch` and `data-cursor`. */
  epoch: string;
  cursor: number;
  /** "mine" for staff and hosts: their windows hold what the public may not see. */
  audience?: "public" | "mine";
  windowSize?: number;
  pollEvery?: number;
  heartbeatEvery?: number;
  /** So long without a socket, then the windows are polled beside the tries for one. */
  patience?: number;
  openSocket?: ((url: string) => SocketLike) | null;
  fetch?: typeof fetch;
  random?: () => number;
}

/** Follows a room's log: by socket, by polling while there is none; survives whatever the network does. */
export class RoomClient {
  private readonly emitter = new Emitter<RoomEvents>();
  private readonly clock = new ServerClock();
  private readonly cursor: LogCursor;
  private readonly line: SocketLine | null;
  private readonly poller: WindowPoller;
  private readonly patience: number;
  private currentStatus: Status = "connecting";
  private isStarted = false;
  private resumedAt: number | null = null;
  private patienceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RoomOptions) {
    this.cursor = new LogCursor(options.epoch, options.cursor);
    this.patience = options.patience ?? 4000;
    this.line = this.makeLine(options);
    this.poller = this.makePoller(options);
  }

  /** Listen; the answer stops listening. */
  on<Name extends keyof RoomEvents>(name: Name, listener: (value: RoomEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  get status(): Status {
    return this.currentStatus;
  }

  /** The seq up to which everything that we may see was told; what an answer names as `seen_seq`. */
  get seenSeq(): number {
    return this.cursor.seq;
  }

  get epoch(): string {
    return this.cursor.epoch;
  }

  /** The server's time, for countdowns. */
  now(): Date {
    return this.clock.now();
  }

  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    globalThis.addEventListener?.("online", this.hurry);
    globalThis.addEventListener?.("offline", this.judge);
    globalThis.document?.addEventListener("visibilitychange", this.look);
    this.judge();
    if (this.line) {
      this.line.start();
      this.losePatience();
    } else {
      this.poller.start(true);
    }
  }

  /** Leave no timer, socket, request or listener; `start` goes on from the same place. */
  stop(): void {
    this.isStarted = false;
    globalThis.removeEventListener?.("online", this.hurry);
    globalThis.removeEventListener?.("offline", this.judge);
    globalThis.document?.removeEventListener("visibilitychange", this.look);
    clearTimeout(this.patienceTimer);
    this.patienceTimer = undefined;
    this.line?.stop();
    this.poller.stop();
  }

  /** Tell the others that this person writes (staff and hosts). */
  sendTyping(): void {
    this.line?.say(JSON.stringify({ type: "typing" }));
  }

  private makeLine(options: RoomOptions): SocketLine | null {
    const { openSocket = defaultSocket(), heartbeatEvery = 10_000, random = Math.random } = options;
    if (!openSocket) return null;
    const url = socketUrl(options.url);
    return new SocketLine({
      open: () => openSocket(url),
      silence: heartbeatEvery * SILENT_HEARTBEATS,
      random,
      hello: () => this.hello(),
      hear: (frame) => this.hear(frame),
      change: () => this.lineChanged(),
      refused: () => this.refuse("refused", ""),
    });
  }

  private makePoller(options: RoomOptions): WindowPoller {
    return new WindowPoller({
      url: options.windowsUrl,
      query: options.audience === "mine" ? "?audience=mine" : "",
      every: options.pollEvery ?? 10_000,
      size: options.windowSize ?? 50,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
      random: options.random ?? Math.random,
      cursor: this.cursor,
      take: (frame) => this.take(frame),
      reset: (epoch) => this.reset(epoch),
      tried: (isAnswered, date) => {
        if (isAnswered && date && this.clock.setAtLeast(date)) this.emitter.emit("clock", this.now());
        this.judge();
      },
    });
  }

  private hello(): string {
    this.resumedAt = performance.now();
    return JSON.stringify({ type: "resume", epoch: this.cursor.epoch, after: this.cursor.seq });
  }

  private hear(frame: Frame): void {
    switch (frame.type) {
      case "entries":
        this.take(frame);
        break;
      case "reset":
        this.reset(frame.epoch);
        break;
      case "heartbeat":
        this.heartbeat(frame);
        break;
      case "readers":
        this.emitter.emit("readers", frame.count);
        break;
      case "counts":
        this.emitter.emit("counts", frame.counts);
        break;
      case "typing":
        this.emitter.emit("typing", frame.who);
        break;
      case "error":
        this.refuse(frame.code, frame.message);
        break;
    }
  }

  private heartbeat(frame: Extract<Frame, { type: "heartbeat" }>): void {
    if (this.clock.set(frame.now)) this.emitter.emit("clock", this.now());
    this.emitter.emit("readers", frame.readers);
    if (frame.epoch !== this.cursor.epoch || frame.last_seq > this.cursor.seq) this.resume();
  }

  private take(frame: EntriesFrame): void {
    const taken = this.cursor.take(frame);
    if (taken === "gap") {
      this.resume();
      return;
    }
    this.resumedAt = null;
    if (taken !== "nothing") this.emitter.emit("entries", taken.entries);
  }

  private reset(epoch: string): void {
    this.resumedAt = null;
    this.cursor.reset(epoch);
    this.emitter.emit("reset", epoch);
  }

  /** Ask for what is missing, once for all the frames that show the same gap. */
  private resume(): void {
    if (this.resumedAt !== null && performance.now() - this.resumedAt < RESUME_AGAIN_AFTER) return;
    if (this.line?.isUp) this.line.say(this.hello());
  }

  private refuse(code: string, message: string): void {
    if (!this.isStarted) return;
    this.stop();
    this.setStatus("offline");
    this.emitter.emit("refused", { code, message });
  }

  private lineChanged(): void {
    if (!this.isStarted) return;
    if (this.line?.isUp) {
      clearTimeout(this.patienceTimer);
      this.patienceTimer = undefined;
      this.poller.stop();
    } else {
      this.losePatience();
    }
    this.judge();
  }

  /** A socket that stays away, or that opens and says nothing, must not keep anybody waiting. */
  private losePatience(): void {
    if (this.poller.isRunning || this.patienceTimer !== undefined) return;
    this.patienceTimer = setTimeout(() => {
      this.patienceTimer = undefined;
      if (!this.line?.isUp) this.poller.start();
    }, this.patience);
  }

  private readonly hurry = (): void => {
    this.line?.hurry();
    this.poller.hurry();
    this.judge();
  };

  private readonly look = (): void => {
    if (document.visibilityState === "visible") this.hurry();
  };

  private readonly judge = (): void => {
    if (this.line?.isUp) this.setStatus("live");
    else if (globalThis.navigator?.onLine === false || this.poller.isAnswered === false) {
      this.setStatus("offline");
    } else if (this.poller.isAnswered) this.setStatus("polling");
    else this.setStatus("connecting");
  };

  private setStatus(status: Status): void {
    if (status === this.currentStatus) return;
    this.currentStatus = status;
    this.emitter.emit("status", status);
  }
}

function defaultSocket(): ((url: string) => SocketLike) | null {
  return typeof WebSocket === "undefined" ? null : (url) => new WebSocket(url);
}

/** A path becomes an address at the page's host. */
function socketUrl(url: string): string {
  if (!url.startsWith("/")) return url;
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${url}`;
}
