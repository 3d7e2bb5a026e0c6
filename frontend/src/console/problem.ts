import { isTold } from "../live/entries";
import type { Refusal } from "../live/outbox";
import { timeOfDay } from "./clock";
import type { Desk, Fields } from "./desk";
import { show, slot } from "./dom";
import type { Draft } from "./model";

/** Why a text did not go out, what came meanwhile, and what can be done: the text itself always stays. */
export class Problem {
  constructor(
    private readonly root: HTMLElement,
    private readonly desk: Desk,
  ) {}

  clear(): void {
    slot(this.root, "problem").hidden = true;
    slot(this.root, "missing").replaceChildren();
    slot(this.root, "problem-deeds").replaceChildren();
    show(this.root, "problem-text", "");
  }

  /** `again` sends the same text with what makes it pass. */
  show(refusal: Refusal, again: (extra: Fields) => void): void {
    const { words } = this.desk;
    this.open(refusal.message || words[`refused_${refusal.code}`] || words.refused || "");
    if (refusal.code === "outrun" && refusal.missing?.length) {
      const last = Math.max(...refusal.missing.map((entry) => entry.seq));
      slot(this.root, "missing").replaceChildren(...refusal.missing.map((entry) => this.line(entry)));
      this.offer(words.send_nevertheless, () => again({ seen_seq: String(last) }));
    }
    if (refusal.code === "personal_data") {
      this.offer(words.send_with_personal_data, () => again({ confirm_personal_data: "1" }));
    }
  }

  /** Another window of the same person has saved a newer text. */
  showOutrunDraft(draft: Draft, settle: (isOwnKept: boolean) => void): void {
    const { words, zone } = this.desk;
    this.open(words.draft_outrun ?? "");
    const line = document.createElement("li");
    line.textContent = `${timeOfDay(draft.saved_at, zone, true)} ${draft.text}`;
    slot(this.root, "missing").replaceChildren(line);
    this.offer(words.take_theirs, () => settle(false));
    this.offer(words.keep_mine, () => settle(true));
  }

  private open(message: string): void {
    this.clear();
    slot(this.root, "problem").hidden = false;
    show(this.root, "problem-text", message);
  }

  private line(entry: NonNullable<Refusal["missing"]>[number]): HTMLElement {
    const line = document.createElement("li");
    const body = isTold(entry, "answer") || isTold(entry, "remark") ? entry.body : null;
    line.textContent = [timeOfDay(entry.at, this.desk.zone), body?.by, body?.text].filter(Boolean).join(" ");
    return line;
  }

  private offer(label: string | undefined, act: () => void): void {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small button--quiet";
    button.textContent = label ?? "";
    button.addEventListener("click", () => {
      this.clear();
      act();
    });
    slot(this.root, "problem-deeds").append(button);
  }
}
