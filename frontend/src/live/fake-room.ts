import { vi } from "vitest";
import type { Audience, Entry } from "./entries";
import type { EntriesFrame, Frame } from "./frames";
import type { SocketLike } from "./socket-line";

const RANKS: Audience[] = ["public", "staff", "host"];
export const WINDOW = 5;

/** One end of a socket that the fake room holds. */
export class FakeSocket implements SocketLike {
  readyState: SocketLike["readyState"] = 0;
  onopen: SocketLike["onopen"] = null;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  onerror: SocketLike["onerror"] = null;
  readonly said: string[] = [];
  hearing: (text: string) => void = () => undefined;

  open(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.onopen?.call(this as unknown as WebSocket, new Event("open"));
  }

  send(text: string): void {
    this.said.push(text);
    this.hearing(text);
  }

  close(): void {
    this.readyState = 3;
  }

  tell(frame: Frame | string): void {
    if (this.readyState !== 1) return;
    const data = typeof frame === "string" ? frame : JSON.stringify(frame);
    this.onmessage?.call(this as unknown as WebSocket, { data } as MessageEvent);
  }

  drop(code = 1006): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.call(this as unknown as WebSocket, { code } as CloseEvent);
  }
}

/** A room's server in memory: a log, sockets and windows, as the contract has them. */
export class FakeRoom {
  epoch = "e1";
  log: Entry[] = [];
  sockets: FakeSocket[] = [];
  requests: string[] = [];
  /** What the socket's way does to frames; deliver is at once unless a test says otherwise. */
  deliver = (socket: FakeSocket, frame: Frame): void => socket.tell(frame);
  hasSockets = true;
  hasHttp = true;
  private epochs = 1;

  constructor(readonly audience: Audience = "public") {}

  get lastSeq(): number {
    return this.log.length;
  }

  write(audience: Audience = "public", text = `entry ${this.lastSeq + 1}`): void {
    const seq = this.lastSeq + 1;
    const body = { text, by: "", title: "", duty: "host" };
    this.log.push({ seq, kind: "remark", author_kind: "host", audience, at: "", body });
    const frame = this.range(seq - 1, seq);
    for (const socket of this.sockets) if (socket.readyState === 1) this.deliver(socket, frame);
  }

  redact(seq: number): void {
    const entry = this.log[seq - 1];
    if (entry) this.log[seq - 1] = { ...entry, body: {}, redacted: true } as Entry;
    this.epochs += 1;
    this.epoch = `e${this.epochs}`;
    for (const socket of this.sockets) this.deliver(socket, { type: "reset", epoch: this.epoch });
    for (const socket of this.sockets) this.deliver(socket, this.range(0, this.lastSeq));
  }

  beat(now = "2026-07-01T08:00:00Z"): void {
    const { epoch, lastSeq: last_seq } = this;
    for (const socket of this.sockets)
      this.deliver(socket, { type: "heartbeat", epoch, last_seq, readers: 7, now });
  }

  visible(): Entry[] {
    return this.log.filter((entry) => this.sees(entry));
  }

  readonly openSocket = (): FakeSocket => {
    const socket = new FakeSocket();
    this.sockets = [...this.sockets.filter((one) => one.readyState !== 3), socket];
    socket.hearing = (text) => this.hear(socket, text);
    setTimeout(() => (this.hasSockets ? socket.open() : socket.drop()), 5);
    return socket;
  };

  readonly fetch: typeof fetch = vi.fn(async (input) => {
    const url = String(input);
    this.requests.push(url);
    if (!this.hasHttp) throw new TypeError("no network");
    const [, epoch, number] = /\/rooms\/1\/(?:(\w+)\/(\d+)\/)?/.exec(url) ?? [];
    if (!epoch) return json({ epoch: this.epoch, last_seq: this.lastSeq, mode: "open", window: WINDOW });
    if (epoch !== this.epoch) return json({ epoch: this.epoch }, 410);
    const after = Number(number) * WINDOW;
    const frame = this.range(after, Math.max(after, Math.min(this.lastSeq, after + WINDOW)));
    return json({ ...frame, last_seq: this.lastSeq });
  });

  private hear(socket: FakeSocket, text: string): void {
    const { type, epoch, after } = JSON.parse(text) as { type: string; epoch: string; after: number };
    if (type !== "resume") return;
    const isOld = epoch !== this.epoch || after > this.lastSeq;
    if (isOld) this.deliver(socket, { type: "reset", epoch: this.epoch });
    this.deliver(socket, this.range(isOld ? 0 : after, this.lastSeq));
  }

  private range(after: number, upto: number): EntriesFrame & { type: "entries" } {
    const entries = this.log
      .filter(({ seq }) => seq > after && seq <= upto)
      .filter((entry) => this.sees(entry));
    return { type: "entries", epoch: this.epoch, after, upto, entries };
  }

  private sees(entry: Entry): boolean {
    return RANKS.indexOf(entry.audience) <= RANKS.indexOf(this.audience);
  }
}

function json(data: object, status = 200): Response {
  const headers = { "Content-Type": "application/json", Date: "Wed, 01 Jul 2026 08:00:00 GMT" };
  return new Response(JSON.stringify(data), { status, headers });
}
