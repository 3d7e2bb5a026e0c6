import { type Backoff, delayAfter } from "./backoff";
import { type Frame, readFrame } from "./frames";

const RETRY: Backoff = { least: 500, first: 2000, most: 20_000 };
const CONNECT_WITHIN = 10_000;
const PROBE_WITHIN = 5000;
// No such room or not for us; or the server does not understand this client.
const REFUSED = [4404, 4400];

/** The part of a WebSocket that is used here. */
export type SocketLike = Pick<
  WebSocket,
  "send" | "close" | "readyState" | "onopen" | "onmessage" | "onclose" | "onerror"
>;

interface LineOptions {
  open: () => SocketLike;
  /** No frame for so many milliseconds: the socket is dead, whatever it says. */
  silence: number;
  random: () => number;
  /** The first frame of every socket. */
  hello: () => string;
  hear: (frame: Frame) => void;
  change: () => void;
  refused: () => void;
}

/** Keeps one socket open: watches for silence, comes back with jittered backoff. */
export class SocketLine {
  private socket: SocketLike | null = null;
  private isWanted = false;
  private failures = 0;
  private heardAt = 0;
  private upSince: number | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private watchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LineOptions) {}

  /** Up is a line over which something was heard; proxies open sockets and then swallow all. */
  get isUp(): boolean {
    return this.upSince !== null;
  }

  start(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.failures = 0;
    this.connect();
  }

  stop(): void {
    this.isWanted = false;
    clearTimeout(this.retryTimer);
    this.letGo();
  }

  /** Say something if the line is up; frames are hints and are never kept for later. */
  say(frame: string): void {
    if (this.isUp && this.socket?.readyState === 1) this.socket.send(frame);
  }

  /** The network or the visitor is back: try at once, and make sure that a socket from before still lives. */
  hurry(): void {
    if (!this.isWanted) return;
    if (!this.socket || (this.isUp && performance.now() - this.heardAt > this.options.silence)) {
      this.connect();
    } else if (this.isUp) {
      this.say(this.options.hello());
      this.watch(PROBE_WITHIN);
    }
  }

  private connect(): void {
    clearTimeout(this.retryTimer);
    const wasUp = this.isUp;
    this.letGo();
    if (wasUp) this.options.change();
    try {
      this.socket = this.options.open();
    } catch {
      this.retry();
      return;
    }
    const socket = this.socket;
    this.watch(CONNECT_WITHIN);
    socket.onopen = () => socket.send(this.options.hello());
    socket.onmessage = (event) => this.heard(event.data);
    socket.onclose = (event) => this.lost(event.code);
    socket.onerror = () => undefined;
  }

  private heard(data: unknown): void {
    const frame = readFrame(data);
    if (!frame) return;
    this.heardAt = performance.now();
    this.watch(this.options.silence);
    if (!this.isUp && frame.type !== "error") {
      this.upSince = this.heardAt;
      this.options.change();
    }
    this.options.hear(frame);
  }

  private lost(code?: number): void {
    const isSteady = this.upSince !== null && performance.now() - this.upSince > this.options.silence;
    if (isSteady) this.failures = 0;
    this.letGo();
    if (code !== undefined && REFUSED.includes(code)) {
      this.stop();
      this.options.refused();
    } else {
      this.retry();
    }
    this.options.change();
  }

  private retry(): void {
    this.failures += 1;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.connect(), delayAfter(this.failures, RETRY, this.options.random));
  }

  private watch(milliseconds: number): void {
    clearTimeout(this.watchTimer);
    this.watchTimer = setTimeout(() => this.lost(), milliseconds);
  }

  /** Forget the socket: nothing that it still says or does is heard. */
  private letGo(): void {
    clearTimeout(this.watchTimer);
    this.upSince = null;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}
