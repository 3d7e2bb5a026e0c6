import type { Answer } from "../live/outbox";
import type { Model, Question } from "./model";

export type Fields = Record<string, string>;
export type Words = Record<string, string>;

/** What the parts of the console may ask of it. */
export interface Desk {
  readonly model: Model;
  readonly words: Words;
  readonly zone: string;
  /** The server's time. */
  now(): Date;
  /** The seq up to which this person has had the time to read. */
  seenSeq(): number;
  /** Do something; a refusal is shown unless the caller says that it does so itself. */
  act(verb: string, fields: Fields | FormData, options?: { isQuiet?: boolean }): Promise<Answer>;
  /** Begin to answer a question, perhaps with words that were prepared. */
  write(question: Question | null, text?: string): void;
  /** Say what was done, also to screen readers. */
  say(message: string): void;
}

/** Whether this person's duties let them do something at all. */
export function may(desk: Desk, verb: string): boolean {
  return desk.model.verbs.has(verb);
}

/** Hide what this person may never do. */
export function hideForbidden(desk: Desk, part: ParentNode): void {
  for (const element of part.querySelectorAll<HTMLElement>("[data-verb]")) {
    if (!may(desk, element.dataset.verb!)) element.hidden = true;
  }
}
