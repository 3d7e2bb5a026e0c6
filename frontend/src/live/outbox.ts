import { type Answer, isTryAgain, type Refusal, readAnswer, type TryAgain } from "./answer";
import { type Backoff, delayAfter } from "./backoff";
import { Emitter } from "./emitter";
import { type Fields, type Kept, KeptTexts, pageStorage } from "./kept-texts";

export type { Accepted, Answer, Refusal } from "./answer";
export type { Fields, Kept } from "./kept-texts";

const RETRY: Backoff = { least: 500, first: 2000, most: 30_000 };
const ANSWER_WITHIN = 15_000;
const KEEP_FOR = 24 * 3_600_000;
const ID = "client_id";
const TOKEN = "csrfmiddlewaretoken";
// Browsers send so much even after the page was closed.
const MOST_AFTER_CLOSING = 48_000;

/** What an outbox tells its page. */
export interface OutboxEvents {
  /** How much is on its way; more than none for a while: tell the visitor that it will be sent. */
  waiting: number;
  /** The server takes it later and said so, in so many milliseconds: tell the visitor why it waits. */
  delayed: { kept: Kept; after: number; message: string };
  /** A text that an earlier page had left unsent has arrived. */
  accepted: { kept: Kept; answer: Answer };
  /** A text of an earlier page was refused: give it back to the visitor. Kept until somebody listens. */
  refused: { kept: Kept; answer: Refusal };
}

export interface OutboxOptions {
  storageKey: string;
  storage?: Storage | null;
  fetch?: typeof fetch;
  random?: () => number;
  locks?: LockManager | null;
}

interface Sending {
  kept: Kept;
  /** Files cannot be stored: they live as long as the page. */
  files: [string, File][];
  /** Of this page: somebody waits for the answer. Others may be delivered by another tab meanwhile. */
  resolve: ((answer: Answer) => void) | null;
}

/** Sends forms until the server has them, one after the other; the same client id makes that once. */
export class Outbox {
  private readonly emitter = new Emitter<OutboxEvents>();
  private readonly texts: KeptTexts;
  private readonly queue: Sending[] = [];
  private isDraining = false;
  private isStopped = false;
  private pause: { timer: ReturnType<typeof setTimeout>; end: () => void; isAsked: boolean } | null = null;

  constructor(private readonly options: OutboxOptions) {
    this.texts = new KeptTexts(
      options.storageKey,
      options.storage === undefined ? pageStorage() : options.storage,
    );
  }

  on<Name extends keyof OutboxEvents>(name: Name, listener: (value: OutboxEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Send what earlier pages left, and go on whenever the network comes back. */
  start(): void {
    this.isStopped = false;
    globalThis.addEventListener?.("online", this.hurry);
    this.sendLeft();
    void this.drain();
  }

  /** Stop trying; what is unsent stays kept for the next page. */
  stop(): void {
    this.isStopped = true;
    globalThis.removeEventListener?.("online", this.hurry);
    this.endPause();
  }

  /** Send a form; the promise ends when the server has taken or refused it, and waits as long as it takes. */
  send(url: string, body: Record<string, string> | FormData): Promise<Answer> {
    const { kept, files } = makeKept(url, body);
    if (files.length === 0) this.texts.put(kept);
    return new Promise((resolve) => {
      this.queue.push({ kept, files, resolve });
      this.emitter.emit("waiting", this.waiting);
      void this.drain();
    });
  }

  private readonly hurry = (): void => {
    if (this.isStopped) return;
    this.sendLeft();
    if (this.pause && !this.pause.isAsked) this.endPause();
    void this.drain();
  };

  private sendLeft(): void {
    const known = new Set(this.queue.map(({ kept }) => kept.id));
    for (const kept of this.texts.all()) {
      if (known.has(kept.id)) continue;
      if (Date.now() - kept.at < KEEP_FOR) this.queue.push({ kept, files: [], resolve: null });
      else this.giveBack(kept, { ok: false, status: 0, code: "expired", message: "" });
    }
  }

  private async drain(): Promise<void> {
    if (this.isDraining) return;
    this.isDraining = true;
    while (!this.isStopped && this.queue[0]) {
      const sending = this.queue[0];
      const answer = await this.deliver(sending);
      if (answer === "stopped") break;
      this.queue.shift();
      this.tell(sending, answer);
      this.emitter.emit("waiting", this.waiting);
    }
    this.isDraining = false;
  }

  /** Try until there is an answer, or until another tab has brought it there. */
  private async deliver(sending: Sending): Promise<Answer | "elsewhere" | "stopped"> {
    for (let failures = 1; !this.isStopped; failures += 1) {
      const answer = await this.alone(sending.kept.id, () =>
        sending.resolve || this.texts.has(sending.kept.id) ? this.post(sending) : Promise.resolve(null),
      );
      if (answer === null) return "elsewhere";
      if (!isTryAgain(answer)) return answer;
      const { after, message } = answer;
      if (after > 0) this.emitter.emit("delayed", { kept: sending.kept, after, message });
      const random = this.options.random ?? Math.random;
      const backoff = delayAfter(failures, RETRY, random);
      await this.rest(Math.max(backoff, after + random() * 1000), after > 0);
    }
    return "stopped";
  }

  private async post({ kept, files }: Sending): Promise<Answer | TryAgain> {
    const send = this.options.fetch ?? ((input, init) => fetch(input, init));
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), ANSWER_WITHIN);
    const body = formBody(kept, files);
    try {
      const response = await send(kept.url, {
        method: "POST",
        body,
        headers: {
          Accept: "application/json",
          "X-Requested-With": "XMLHttpRequest",
          "X-CSRFToken": csrfToken(kept),
        },
        redirect: "manual",
        keepalive: body instanceof URLSearchParams && body.toString().length < MOST_AFTER_CLOSING,
        signal: abort.signal,
      });
      return await readAnswer(response);
    } catch {
      return { tryAgain: true, after: 0, message: "" };
    } finally {
      clearTimeout(limit);
    }
  }

  private tell({ kept, resolve }: Sending, answer: Answer | "elsewhere"): void {
    if (answer === "elsewhere") return;
    if (resolve || answer.ok) this.texts.remove(kept.id);
    if (resolve) resolve(answer);
    else if (answer.ok) this.emitter.emit("accepted", { kept, answer });
    else this.giveBack(kept, answer);
  }

  private giveBack(kept: Kept, answer: Refusal): void {
    if (!this.emitter.hasListener("refused")) return;
    this.texts.remove(kept.id);
    this.emitter.emit("refused", { kept, answer });
  }

  /** Two tabs with the same text take turns where the browser can lock; elsewhere its client id suffices. */
  private async alone<Result>(id: string, task: () => Promise<Result>): Promise<Result> {
    const locks = this.options.locks === undefined ? globalThis.navigator?.locks : this.options.locks;
    return locks ? await locks.request(`${this.options.storageKey}.${id}`, task) : task();
  }

  /** Wait; the network's return ends it, unless the server itself had asked us to wait. */
  private rest(milliseconds: number, isAsked: boolean): Promise<void> {
    if (this.isStopped) return Promise.resolve();
    return new Promise((end) => {
      this.pause = { timer: setTimeout(() => this.endPause(), milliseconds), end, isAsked };
    });
  }

  private endPause(): void {
    const pause = this.pause;
    this.pause = null;
    if (!pause) return;
    clearTimeout(pause.timer);
    pause.end();
  }
}

/** Take a form apart; a client id that its page has written into it is kept. */
function makeKept(
  url: string,
  body: Record<string, string> | FormData,
): { kept: Kept; files: [string, File][] } {
  const fields: Fields = [];
  const files: [string, File][] = [];
  for (const [name, value] of body instanceof FormData ? body.entries() : Object.entries(body)) {
    if (typeof value === "string") fields.push([name, value]);
    else files.push([name, value]);
  }
  const id = read(fields, ID) || newId();
  const token = read(fields, TOKEN);
  const others = fields.filter(([name]) => name !== ID && name !== TOKEN);
  return { kept: { id, url, fields: [...others, [ID, id]], token, at: Date.now() }, files };
}

function read(fields: Fields, wanted: string): string {
  return fields.find(([name]) => name === wanted)?.[1] ?? "";
}

function formBody(kept: Kept, files: [string, File][]): URLSearchParams | FormData {
  const body = files.length > 0 ? new FormData() : new URLSearchParams();
  for (const [name, value] of kept.fields) body.append(name, value);
  if (body instanceof FormData) for (const [name, file] of files) body.append(name, file);
  return body;
}

/** The form's token, or that of the page that now sends what an earlier one left. */
function csrfToken(kept: Kept): string {
  const onPage = globalThis.document?.querySelector<HTMLInputElement>(`[name=${TOKEN}]`)?.value;
  return onPage || kept.token;
}

/** `randomUUID` is missing on plain http. */
export function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
