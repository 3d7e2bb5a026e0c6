import { type Answer, Outbox } from "../outbox";

// The network then comes to rest, so that a test ends.
const ROUGH_TRIES = 3;

/** Somebody without a cookie yet who asks one question, over a network that loses requests and answers. */
export class Citizen {
  answer: Answer | null = null;
  private cookie = "";
  private tries = 0;
  private readonly outbox: Outbox;

  constructor(
    private readonly text: string,
    /** As the proxy in front of the servers tells it. */
    private readonly address: string,
    private readonly random: () => number,
  ) {
    const send: typeof fetch = (input, init) => this.send(input, init);
    this.outbox = new Outbox({ storageKey: text, storage: null, locks: null, random, fetch: send });
  }

  /** Some press twice; the second time is the same question. */
  async ask(url: string): Promise<void> {
    const question = { text: this.text, client_id: crypto.randomUUID() };
    if (this.random() < 0.2) this.press(url, question);
    this.answer = await this.outbox.send(url, question);
  }

  private press(url: string, question: Record<string, string>): void {
    const headers = { Accept: "application/json" };
    this.send(url, { method: "POST", body: new URLSearchParams(question), headers }).catch(() => undefined);
  }

  private async send(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    this.tries += 1;
    const chance = this.tries > ROUGH_TRIES ? 1 : this.random();
    const headers = { ...(init?.headers as Record<string, string>), "X-Forwarded-For": this.address };
    if (chance < 0.1) throw new TypeError("the request was lost");
    const response = await fetch(input, { ...init, headers: { ...headers, cookie: this.cookie } });
    if (chance < 0.4) throw new TypeError("the answer was lost, and its cookie with it");
    this.cookie = response.headers.getSetCookie().find((one) => one.startsWith("device=")) ?? this.cookie;
    this.cookie = this.cookie.split(";")[0] ?? "";
    return response;
  }
}
