import { type Answer, newId, type Outbox } from "../live/outbox";
import type { Fields } from "./desk";
import { post } from "./post";

// What was written must arrive, however long it takes; what was decided must arrive now or not at all.
const WORDS = new Set(["answer", "remark", "correct", "picture", "use"]);
const TRIES = 2;

/** Sends what is done on the console, words by the outbox and decisions at once. */
export class Deeds {
  constructor(
    private readonly urlOf: (verb: string) => string,
    private readonly form: HTMLFormElement,
    private readonly outbox: Outbox,
  ) {}

  async send(verb: string, fields: Fields | FormData): Promise<Answer> {
    const token = this.token();
    if (WORDS.has(verb) || fields instanceof FormData) return this.outbox.send(this.urlOf(verb), fields);
    // The same id at both tries: what the first one did is not done twice.
    const body = { client_id: newId(), ...fields };
    for (let tried = 0; tried < TRIES; tried += 1) {
      const answer = await post(this.urlOf(verb), body, token);
      if (answer) return answer;
    }
    return { ok: false, status: 0, code: "unreached", message: "" };
  }

  /** Save a draft once; nothing if the server was not reached. */
  saveDraft(question: number | null, text: string, version: number): Promise<Answer | null> {
    const fields = { question: question === null ? "" : String(question), text, version: String(version) };
    return post(this.urlOf("draft"), fields, this.token());
  }

  /** Whoever signs in again in another window gets a new token: the page's own form takes it over. */
  private token(): string {
    const input = this.form.elements.namedItem("csrfmiddlewaretoken") as HTMLInputElement;
    const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
    if (cookie) input.value = cookie;
    return input.value;
  }
}
