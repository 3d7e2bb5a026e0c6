import { Controller } from "@hotwired/stimulus";
import { type Bodies, type Entry, isTold } from "../live/entries";
import { Clock, copyOf, fill, fillTime, show, slot } from "./interview-slots";

type Question = Bodies["question"];

/** The questions of all: votes are counted as they come, and nothing moves under the reader's finger. */
export class InterviewQuestionsController extends Controller<HTMLElement> {
  static override targets = ["list", "template", "total", "empty", "fresh", "said"];
  static override values = {
    voteUrl: String,
    cursor: Number,
    sort: String,
    whole: Boolean,
    anonymous: String,
    failed: String,
  };
  declare readonly listTarget: HTMLElement;
  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly totalTarget: HTMLElement;
  declare readonly emptyTarget: HTMLElement;
  declare readonly freshTarget: HTMLElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly voteUrlValue: string;
  declare readonly cursorValue: number;
  declare readonly sortValue: string;
  declare readonly wholeValue: boolean;
  declare readonly anonymousValue: string;
  declare readonly failedValue: string;
  private readonly clock = new Clock("Asia/Shanghai");
  private readonly fresh = new Set<number>();
  private newest = 0;
  private ownIds = new Set<string>();
  private voted = new Set<string>();

  override connect(): void {
    this.newest = this.cursorValue;
    for (const one of this.listTarget.children) this.showOwn(one as HTMLElement);
  }

  take({ detail: entries }: CustomEvent<Entry[]>): void {
    for (const entry of entries) {
      // After a reset the log is told anew: what was known then is not new.
      const isNews = entry.seq > this.newest;
      this.newest = Math.max(this.newest, entry.seq);
      if (isTold(entry, "question")) this.put(entry.body, isNews);
      else if (isTold(entry, "question.gone")) this.remove(entry.body.id);
    }
    this.emptyTarget.hidden = this.listTarget.childElementCount > 0;
  }

  count({ detail: counts }: CustomEvent<Record<string, number>>): void {
    for (const [name, votes] of Object.entries(counts)) {
      const one = this.one(name.replace("question:", ""));
      if (one) fill(one, "votes", String(votes));
    }
  }

  /** What this device asked and voted for has become known. */
  own({ detail }: CustomEvent<{ own: string[]; voted: string[] }>): void {
    this.ownIds = new Set(detail.own);
    this.voted = new Set(detail.voted);
    for (const one of this.listTarget.children) this.showOwn(one as HTMLElement);
  }

  async vote(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const one = form.closest<HTMLElement>("[data-id]");
    if (!one || form.ariaBusy === "true") return;
    const id = one.dataset.id ?? "";
    const wantsVote = !this.voted.has(id);
    form.ariaBusy = "true";
    try {
      const body = new URLSearchParams({ vote: wantsVote ? "1" : "0" });
      const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
      const response = await fetch(form.action, { method: "POST", body, headers });
      const answer = (await response.json()) as { votes?: number; voted?: boolean; message?: string };
      if (!response.ok) return this.say(answer.message || this.failedValue);
      if (answer.voted) this.voted.add(id);
      else this.voted.delete(id);
      fill(one, "votes", String(answer.votes ?? 0));
      this.showOwn(one);
      this.say("");
      this.dispatch("voted");
    } catch {
      this.say(this.failedValue);
    } finally {
      form.ariaBusy = null;
    }
  }

  private put(question: Question, isNews: boolean): void {
    const old = this.one(String(question.id));
    if (old) this.write(old, question);
    else if (this.wholeValue) this.add(question);
    else if (isNews) this.announceFresh(question.id);
  }

  private add(question: Question): void {
    const one = copyOf(this.templateTarget);
    // The votes of later are told as counts; those in an entry may be old when it is told again.
    fill(one, "votes", String(question.votes));
    this.write(one, question);
    if (this.sortValue === "newest") this.listTarget.prepend(one);
    else this.listTarget.insertBefore(one, this.firstAnswered());
    this.addToTotal(1);
  }

  private write(one: HTMLElement, question: Question): void {
    const id = String(question.id);
    one.id = `question-${id}`;
    one.dataset.id = id;
    fill(one, "text", question.text);
    fill(one, "number", String(question.number));
    fill(one, "by", question.by || this.anonymousValue);
    fillTime(one, "at", question.asked_at, this.clock.shortMoment(question.asked_at));
    show(one, "answered", question.answered);
    show(one, "form", !question.answered);
    const form = slot(one, "form") as HTMLFormElement | null;
    if (form) form.action = this.voteUrlValue.replace("/0/", `/${id}/`);
    this.showOwn(one);
  }

  private remove(id: number): void {
    const old = this.one(String(id));
    if (!old) return;
    old.remove();
    this.addToTotal(-1);
  }

  private announceFresh(id: number): void {
    this.fresh.add(id);
    fill(this.freshTarget, "count", String(this.fresh.size));
    this.freshTarget.hidden = false;
  }

  private showOwn(one: HTMLElement): void {
    const id = one.dataset.id ?? "";
    const isOwn = this.ownIds.has(id);
    show(one, "own", isOwn);
    const button = slot(one, "button") as HTMLButtonElement | null;
    if (!button) return;
    button.setAttribute("aria-pressed", String(this.voted.has(id)));
    button.disabled = isOwn;
  }

  private firstAnswered(): Element | null {
    const isAnswered = (one: Element): boolean => slot(one, "answered")?.hidden === false;
    return [...this.listTarget.children].find(isAnswered) ?? null;
  }

  private addToTotal(more: number): void {
    this.totalTarget.textContent = String(Number(this.totalTarget.textContent) + more);
  }

  private one(id: string): HTMLElement | null {
    return this.listTarget.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  }

  private say(words: string): void {
    this.saidTarget.textContent = words;
    this.saidTarget.classList.toggle("visually-hidden", !words);
  }
}
