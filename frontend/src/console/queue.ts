import { timeOfDay } from "./clock";
import { type Desk, may } from "./desk";
import { copyOf, fillList, phrase, show, showIf, showMasked, slot } from "./dom";
import type { Question } from "./model";
import { decide, type QuestionDeed } from "./question-deeds";
import { countTabs, keepOrder, listTab, type Order, TABS, type Tab, tabOf } from "./queue-order";

/** What may be done with a question as it stands; the server has the last word. */
export function deedsFor(question: Question, desk: Desk): Set<QuestionDeed> {
  const deeds: QuestionDeed[] = [];
  const isShown = question.state === "approved";
  const isOpen = isShown || question.state === "pending" || question.state === "needs_detail";
  if (!isShown && (isOpen || question.state === "rejected")) deeds.push("approve");
  if (isOpen) deeds.push("edit");
  if (isOpen && !question.answered_at) deeds.push("merge", "reject");
  if (isOpen && !isShown) deeds.push("detail");
  if (isShown || question.state === "pending") deeds.push("shortlist");
  if (isShown) deeds.push("screen", "write");
  return new Set(deeds.filter((deed) => may(desk, VERB_OF[deed])));
}

const VERB_OF: Record<QuestionDeed, string> = {
  approve: "approve",
  edit: "approve",
  merge: "merge",
  reject: "reject",
  detail: "detail",
  shortlist: "shortlist",
  screen: "screen",
  write: "answer",
};

/** The queue of the citizens' questions: tabs, order, one open card, deeds by hand and by key. */
export class Queue {
  private tab: Tab = "waiting";
  private order: Order = "votes";
  private words = "";
  private openId: number | null = null;
  private readonly list: HTMLElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly desk: Desk,
  ) {
    this.list = slot(root, "list");
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.list.addEventListener("focusin", (event) => this.focused(event));
    this.root.addEventListener("click", (event) => this.tabClicked(event));
    this.root.querySelector("[role=tablist]")?.addEventListener("keydown", (event) => this.tabKey(event));
    slot(root, "find").addEventListener("input", (event) => {
      this.words = (event.target as HTMLInputElement).value;
      this.render();
    });
    slot(root, "order").addEventListener("change", (event) => {
      this.order = (event.target as HTMLSelectElement).value as Order;
      this.list.replaceChildren();
      this.render();
    });
    if (!may(desk, "approve")) this.tab = "shown";
  }

  render(): void {
    const questions = [...this.desk.model.questions.values()];
    this.renderTabs(countTabs(questions));
    const wanted = listTab(questions, this.tab, this.order, this.words);
    const shown = this.isBeingRead ? keepOrder(this.shownIds, wanted) : wanted;
    fillList(
      this.list,
      shown,
      (question) => String(question.id),
      () => copyOf("question-card"),
      (card, question) => this.fill(card, question),
    );
    const empty = slot(this.root, "empty");
    empty.hidden = shown.length > 0;
    empty.textContent = this.desk.words[this.words.trim() ? "nothing_found" : `empty_${this.tab}`] ?? "";
  }

  choose(tab: Tab): void {
    this.tab = tab;
    this.openId = null;
    this.list.replaceChildren();
    this.render();
  }

  chooseByNumber(place: number): void {
    const tab = TABS[place - 1];
    if (!tab) return;
    this.choose(tab);
    this.root.querySelector<HTMLElement>(`[data-tab="${tab}"]`)?.focus();
  }

  /** Go to the next or the one before, from the first or the last when none is open. */
  step(by: 1 | -1): void {
    const cards = [...this.list.children] as HTMLElement[];
    const here = cards.findIndex((card) => Number(card.dataset.key) === this.openId);
    const next = cards[here < 0 ? (by > 0 ? 0 : cards.length - 1) : here + by];
    if (next) this.open(Number(next.dataset.key), true);
  }

  /** Do something with the open question. */
  do(deed: QuestionDeed): void {
    const question = this.openId === null ? undefined : this.desk.model.questions.get(this.openId);
    if (question && tabOf(question) === this.tab && deedsFor(question, this.desk).has(deed)) {
      void this.decide(deed, question);
    }
  }

  private async decide(deed: QuestionDeed, question: Question): Promise<void> {
    const next = this.neighbourOf(question.id);
    const hadFocus = this.list.contains(document.activeElement);
    if (!(await decide(this.desk, deed, question))) return;
    const card = this.list.querySelector<HTMLElement>(`[data-key="${question.id}"]`);
    if (card || !hadFocus || deed === "write") return;
    // The card has left this tab: go on with the one that stood after it.
    if (next !== null && this.list.querySelector(`[data-key="${next}"]`)) this.open(next, true);
    else this.root.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
  }

  private neighbourOf(id: number): number | null {
    const ids = this.shownIds;
    const here = ids.indexOf(id);
    return ids[here + 1] ?? ids[here - 1] ?? null;
  }

  private get shownIds(): number[] {
    return ([...this.list.children] as HTMLElement[]).map((card) => Number(card.dataset.key));
  }

  /** Votes must not move a card away under somebody's finger. */
  private get isBeingRead(): boolean {
    return this.list.matches(":hover") || this.list.contains(document.activeElement);
  }

  private open(id: number, withFocus: boolean): void {
    this.openId = id;
    this.render();
    const card = this.list.querySelector<HTMLElement>(`[data-key="${id}"]`);
    if (withFocus) card?.querySelector<HTMLElement>("[data-deed=open]")?.focus();
    card?.scrollIntoView({ block: "nearest" });
  }

  private clicked(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-deed]");
    const card = (event.target as Element).closest<HTMLElement>("[data-key]");
    const question = card && this.desk.model.questions.get(Number(card.dataset.key));
    if (!button || !question) return;
    if (button.dataset.deed === "open") {
      this.openId = this.openId === question.id ? null : question.id;
      this.render();
    } else {
      void this.decide(button.dataset.deed as QuestionDeed, question);
    }
  }

  private focused(event: FocusEvent): void {
    const card = (event.target as Element).closest<HTMLElement>("[data-key]");
    for (const other of this.list.children) other.classList.toggle("q--here", other === card);
  }

  private tabClicked(event: Event): void {
    const tab = (event.target as Element).closest<HTMLElement>("[data-tab]");
    if (tab) this.choose(tab.dataset.tab as Tab);
  }

  private tabKey(event: Event): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[(event as KeyboardEvent).key];
    if (!by) return;
    event.preventDefault();
    this.chooseByNumber(((TABS.indexOf(this.tab) + by + TABS.length) % TABS.length) + 1);
  }

  private renderTabs(counts: Record<Tab, number>): void {
    for (const tab of TABS) {
      const button = this.root.querySelector<HTMLElement>(`[data-tab="${tab}"]`)!;
      const count = button.querySelector<HTMLElement>("[data-count]")!;
      if (count.textContent !== String(counts[tab])) count.textContent = String(counts[tab]);
      button.setAttribute("aria-selected", String(tab === this.tab));
      button.tabIndex = tab === this.tab ? 0 : -1;
    }
    slot(this.root, "panel").setAttribute("aria-labelledby", `tab-${this.tab}`);
  }

  private fill(card: HTMLElement, question: Question): void {
    const { words, zone, model } = this.desk;
    const isOpen = this.openId === question.id;
    show(card, "votes", String(question.votes));
    show(card, "number", `#${question.number}`);
    showMasked(slot(card, "text"), question.text);
    show(card, "by", question.by || words.anonymous || "");
    show(card, "time", timeOfDay(question.asked_at, zone));
    showIf(card, "on-screen", model.run.on_screen === question.id);
    showIf(card, "answered", question.answered_at !== null);
    showIf(card, "short", question.shortlisted && this.tab !== "shortlisted");
    showIf(card, "masked", question.masked);
    this.fillState(card, question);
    card.classList.toggle("q--open", isOpen);
    card.querySelector("[data-deed=open]")!.setAttribute("aria-expanded", String(isOpen));
    showIf(card, "more", isOpen);
    this.fillDeeds(card, question, isOpen);
    if (isOpen) this.fillFacts(card, question);
  }

  private fillState(card: HTMLElement, question: Question): void {
    const isDecided = this.tab === "decided" && question.state !== "approved";
    showIf(card, "state", isDecided);
    show(card, "state", isDecided ? (this.desk.words[`state_${question.state}`] ?? "") : "");
  }

  private fillDeeds(card: HTMLElement, question: Question, isOpen: boolean): void {
    const deeds = deedsFor(question, this.desk);
    for (const button of card.querySelectorAll<HTMLElement>("[data-deed]")) {
      const deed = button.dataset.deed as QuestionDeed | "open";
      if (deed !== "open") button.hidden = !deeds.has(deed);
    }
    // A card that is not open offers the one thing that comes next.
    const approve = card.querySelector<HTMLElement>("[data-deed=approve]")!;
    approve.hidden ||= question.state === "rejected" && !isOpen;
    const screen = card.querySelector<HTMLElement>("[data-deed=screen]")!;
    screen.hidden ||= this.desk.model.run.on_screen === question.id;
    const shortlist = card.querySelector<HTMLElement>("[data-deed=shortlist]")!;
    shortlist.setAttribute("aria-pressed", String(question.shortlisted));
  }

  private fillFacts(card: HTMLElement, question: Question): void {
    const { words, zone, model } = this.desk;
    showIf(card, "original-part", Boolean(question.original));
    show(card, "original", question.original ?? "");
    showIf(card, "detail-part", Boolean(question.detail_wanted));
    show(card, "detail", question.detail_wanted);
    const decided = [
      question.moderated_by,
      question.moderated_at ? timeOfDay(question.moderated_at, zone) : "",
      model.codes.find((one) => one.code === question.code)?.name ?? question.code,
      question.note,
      question.merged_into
        ? phrase(words.merged_into ?? "", { n: model.questions.get(question.merged_into)?.number ?? "?" })
        : "",
    ].filter(Boolean);
    showIf(card, "decided-part", question.moderated_at !== null);
    show(card, "decided", decided.join(" · "));
    const merged = [...model.questions.values()].filter((one) => one.merged_into === question.id);
    showIf(card, "merged-part", merged.length > 0);
    show(card, "merged", merged.map((one) => `#${one.number} ${one.text}`).join("　"));
  }
}
