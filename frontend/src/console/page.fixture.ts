import dialogs from "../../../interaction/interviews/templates/interviews/console/_dialogs.html?raw";
import queue from "../../../interaction/interviews/templates/interviews/console/_queue.html?raw";
import side from "../../../interaction/interviews/templates/interviews/console/_side.html?raw";
import stage from "../../../interaction/interviews/templates/interviews/console/_stage.html?raw";
import templates from "../../../interaction/interviews/templates/interviews/console/_templates.html?raw";
import type { Answer } from "../live/outbox";
import type { Desk, Fields } from "./desk";
import { type Model, openModel, type Question, type Snapshot } from "./model";

/** A template of the server as a browser gets it, in English and without what the server fills in. */
function asHtml(template: string): string {
  return template
    .replace(/\{% translate "([^"]*)"[^%]*%\}/g, "$1")
    .replace(/\{%[^%]*%\}|\{\{[^}]*\}\}|\{#[^#]*#\}/g, "");
}

/** Put the parts of the real page into the document. */
export function putPage(): void {
  document.body.innerHTML = [queue, stage, side, dialogs, templates].map(asHtml).join("");
}

/** A console around one model; what is done is noted, and answered as told. */
export class TestDesk implements Desk {
  model: Model;
  readonly words: Record<string, string>;
  readonly zone = "Asia/Shanghai";
  readonly done: [verb: string, fields: Fields][] = [];
  readonly said: string[] = [];
  readonly written: [question: Question | null, text: string][] = [];
  answers: Answer[] = [];
  seen = 10;

  constructor(snapshot: Snapshot, words: Record<string, string> = {}) {
    this.model = openModel(snapshot);
    this.words = words;
  }

  now(): Date {
    return new Date("2026-11-22T02:10:00Z");
  }

  seenSeq(): number {
    return this.seen;
  }

  async act(verb: string, fields: Fields | FormData): Promise<Answer> {
    this.done.push([verb, fields as Fields]);
    return this.answers.shift() ?? { ok: true, status: 200 };
  }

  write(question: Question | null, text = ""): void {
    this.written.push([question, text]);
  }

  say(message: string): void {
    this.said.push(message);
  }
}

/** Fill in a dialog and leave it by its first button, or by another one. */
export function leaveDialog(id: string, fields: Record<string, string> = {}, value = "ok"): void {
  const dialog = document.getElementById(id) as HTMLDialogElement;
  for (const [name, text] of Object.entries(fields)) {
    dialog.querySelector<HTMLInputElement>(`[name="${name}"]`)!.value = text;
  }
  dialog.close(value);
}
