import type { Answer, Refusal } from "../live/outbox";
import type { Autosave, SaveState } from "./autosave";
import { timeOfDay } from "./clock";
import { type Desk, type Fields, hideForbidden, may } from "./desk";
import { copyOf, fillList, phrase, show, showIf, slot } from "./dom";
import { type Draft, draftsOfOthers, type Question } from "./model";
import { Problem } from "./problem";
import { Speaker } from "./speaker";

type Kind = "answer" | "remark" | "picture";

/** Where answers and remarks are written: saved while typing, colleagues' drafts beside, sent until it is there. */
export class Editor {
  private kind: Kind = "answer";
  private target: number | null = null;
  private readonly sending = new Set<number>();
  private readonly draft: HTMLTextAreaElement;
  private readonly speaker: Speaker;
  private readonly problem: Problem;

  constructor(
    private readonly root: HTMLElement,
    private readonly desk: Desk,
    private readonly autosave: Autosave,
    private readonly typing: () => void,
  ) {
    this.draft = slot(root, "draft") as HTMLTextAreaElement;
    this.speaker = new Speaker(root, desk);
    this.problem = new Problem(root, desk);
    root.hidden = !may(desk, "answer") && !may(desk, "remark");
    hideForbidden(desk, root);
    this.draft.addEventListener("input", () => this.typed());
    this.draft.addEventListener("keydown", (event) => this.key(event));
    slot(root, "send").addEventListener("click", () => void this.send());
    slot(root, "follow").addEventListener("click", () => this.aim(this.onScreen));
    slot(root, "others").addEventListener("click", (event) => this.take(event));
    for (const button of root.querySelectorAll<HTMLElement>("button[data-kind]")) {
      button.addEventListener("click", () => this.choose(button.dataset.kind as Kind));
    }
    this.target = this.onScreen;
    this.showText();
  }

  /** Answer a question, or say something (null); words that were prepared are added to what is written. */
  write(question: Question | null, text = ""): void {
    if (this.root.hidden) return;
    this.kind = question ? "answer" : "remark";
    if (question) this.target = question.id;
    if (text) this.add(text);
    this.showText();
    this.render();
    this.draft.focus();
  }

  /** Go to the text, or to that of a remark. */
  focus(kind: Kind = "answer"): void {
    if (this.root.hidden) return;
    if (kind !== this.kind) this.choose(kind);
    this.draft.focus();
  }

  /** A draft was saved, kept or outrun. */
  draftChanged(question: number | null, state: SaveState): void {
    if (question !== this.place) return;
    this.showState(state);
    if (state.kind === "outrun") {
      this.problem.showOutrunDraft(state.draft, (isOwnKept) => this.settle(question, state.draft, isOwnKept));
    }
  }

  /** The own draft was changed in another window. */
  draftArrived(question: number | null): void {
    if (question === this.place) this.showText();
  }

  showTyping(names: string[]): void {
    const others = names.filter((name) => name !== this.desk.model.me.name);
    const sentence = others.length ? phrase(this.desk.words.typing ?? "", { who: others.join("、") }) : "";
    show(this.root, "typing", sentence);
  }

  render(): void {
    if (this.root.hidden) return;
    this.followScreen();
    const question = this.question;
    for (const button of this.root.querySelectorAll<HTMLElement>("button[data-kind]")) {
      button.setAttribute("aria-pressed", String(button.dataset.kind === this.kind));
    }
    showIf(this.root, "words-part", this.kind !== "picture");
    showIf(this.root, "picture-part", this.kind === "picture");
    showIf(this.root, "target", this.kind === "answer");
    const { words } = this.desk;
    const heading = question
      ? phrase(words.answering ?? "", { n: question.number, text: question.text })
      : words.no_target;
    show(this.root, "target", heading ?? "");
    show(this.root, "text-label", (this.kind === "remark" ? words.remark_label : heading) ?? "");
    show(this.root, "send-label", (this.kind === "remark" ? words.send_remark : words.send_answer) ?? "");
    this.renderMoved();
    this.speaker.render(this.kind === "remark");
    this.renderOthers();
    this.renderSend();
  }

  private get onScreen(): number | null {
    return this.desk.model.run.on_screen;
  }

  private get question(): Question | undefined {
    return this.target === null ? undefined : this.desk.model.questions.get(this.target);
  }

  /** The draft that is open: of the question, or of the remark. */
  private get place(): number | null {
    return this.kind === "answer" ? this.target : null;
  }

  private get isSending(): boolean {
    return this.sending.has(this.place ?? 0);
  }

  /** The screen has moved on: so does the editor, unless somebody is in the middle of a sentence. */
  private followScreen(): void {
    if (this.onScreen === null || this.onScreen === this.target || this.kind !== "answer") return;
    const isBusy = this.autosave.textOf(this.target).trim() !== "" || this.isSending;
    if (this.target !== null && isBusy) return;
    if (this.target !== null && document.activeElement === this.draft) return;
    this.target = this.onScreen;
    this.showText();
  }

  private renderMoved(): void {
    const onScreen = this.onScreen === null ? undefined : this.desk.model.questions.get(this.onScreen);
    const isElsewhere = this.kind === "answer" && onScreen !== undefined && onScreen.id !== this.target;
    showIf(this.root, "moved", isElsewhere);
    const sentence = this.desk.words.screen_shows ?? "";
    show(this.root, "moved-text", isElsewhere ? phrase(sentence, { n: onScreen.number }) : "");
  }

  private renderOthers(): void {
    const drafts =
      this.kind === "answer" && this.target === null ? [] : draftsOfOthers(this.desk.model, this.place);
    showIf(this.root, "others-part", drafts.length > 0);
    fillList(
      slot(this.root, "others"),
      drafts,
      (draft) => String(draft.author),
      () => copyOf("colleague-draft"),
      (row, draft) => {
        show(row, "name", draft.author_name);
        show(row, "time", timeOfDay(draft.saved_at, this.desk.zone, true));
        show(row, "text", draft.text);
      },
    );
  }

  private renderSend(): void {
    const state = this.desk.model.run.state;
    const isOnAir = state === "live" || (state === "paused" && this.desk.model.me.duties.includes("host"));
    const hasTarget = this.kind !== "answer" || this.question !== undefined;
    const send = slot(this.root, "send") as HTMLButtonElement;
    send.disabled = !isOnAir || !hasTarget || this.isSending;
    showIf(this.root, "off-air", !isOnAir);
    show(this.root, "off-air", this.desk.words[`off_air_${state}`] ?? this.desk.words.off_air ?? "");
    this.draft.disabled = !hasTarget;
    this.draft.readOnly = this.isSending;
    this.showState(this.autosave.stateOf(this.place));
  }

  private choose(kind: Kind): void {
    this.kind = kind;
    this.problem.clear();
    this.showText();
    this.render();
  }

  private aim(question: number | null): void {
    this.target = question;
    this.choose("answer");
    this.draft.focus();
  }

  private add(text: string): void {
    const written = this.autosave.textOf(this.place).trimEnd();
    this.autosave.write(this.place, written ? `${written}\n${text}` : text);
  }

  private typed(): void {
    this.autosave.write(this.place, this.draft.value);
    this.typing();
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    void this.send();
  }

  private take(event: Event): void {
    const row = (event.target as Element).closest("[data-deed=take]")?.closest<HTMLElement>("[data-key]");
    const draft = draftsOfOthers(this.desk.model, this.place).find(
      (one) => String(one.author) === row?.dataset.key,
    );
    if (!draft) return;
    this.add(draft.text);
    this.showText();
    this.draft.focus();
  }

  private settle(question: number | null, theirs: Draft, isOwnKept: boolean): void {
    this.autosave.settle(question, theirs, isOwnKept);
    this.showText();
    this.draft.focus();
  }

  private showText(): void {
    const text = this.autosave.textOf(this.place);
    if (this.draft.value !== text) this.draft.value = text;
    this.problem.clear();
    this.showState(this.autosave.stateOf(this.place));
  }

  private showState(state: SaveState): void {
    const { words, zone } = this.desk;
    const at = state.kind === "saved" ? timeOfDay(state.at, zone, true) : "";
    const isWaiting = this.isSending;
    const sentence = isWaiting
      ? words.sending
      : state.kind === "refused"
        ? state.message
        : words[`draft_${state.kind}`];
    show(this.root, "saved", phrase(sentence ?? "", { at }));
    slot(this.root, "saved").dataset.kind = isWaiting ? "sending" : state.kind;
  }

  private async send(more: Fields = {}): Promise<void> {
    const place = this.place;
    const text = this.autosave.textOf(place).trim();
    const button = slot(this.root, "send") as HTMLButtonElement;
    if (button.disabled) return;
    if (!text) return this.draft.focus();
    const fields: Fields = { text, ...this.speaker.fields(this.kind === "remark"), ...more };
    if (place !== null) {
      fields.question = String(place);
      fields.seen_seq ??= String(this.desk.seenSeq());
    }
    this.problem.clear();
    this.sending.add(place ?? 0);
    this.renderSend();
    await this.autosave.quiet(place);
    const answer = await this.desk.act(place === null ? "remark" : "answer", fields, { isQuiet: true });
    this.sending.delete(place ?? 0);
    this.sent(place, answer, more);
    this.render();
  }

  private sent(place: number | null, answer: Answer, more: Fields): void {
    if (answer.ok) {
      this.autosave.forget(place);
      if (place === this.place) this.showText();
      this.desk.say(this.desk.words[place === null ? "remark_sent" : "answer_sent"] ?? "");
    } else {
      this.autosave.write(place, this.autosave.textOf(place));
      if (place === this.place)
        this.problem.show(answer as Refusal, (extra) => void this.send({ ...more, ...extra }));
    }
  }
}
