import type { Refusal } from "../live/outbox";
import { timeOfDay } from "./clock";
import { type Desk, type Fields, may } from "./desk";
import { ask, fieldsOf, setField } from "./dialogs";
import { copyOf, fillList, phrase, show, showIf, slot } from "./dom";
import { readSaid, type Said } from "./said";

/** What was said, newest first, with what can be done about each: correct, pin, take back. */
export class Stream {
  private said: Said[] = [];

  constructor(
    private readonly root: HTMLElement,
    private readonly desk: Desk,
  ) {
    slot(root, "list").addEventListener("click", (event) => this.clicked(event));
  }

  render(): void {
    this.said = readSaid(this.desk.model.spoken).reverse();
    showIf(this.root, "empty", this.said.length === 0);
    fillList(
      slot(this.root, "list"),
      this.said,
      (said) => String(said.seq),
      () => copyOf("stream-entry"),
      (row, said) => this.fill(row, said),
    );
  }

  private fill(row: HTMLElement, said: Said): void {
    const { desk } = this;
    const isPinned = desk.model.run.pinned_seq === said.seq || desk.model.run.pinned_seq === said.latest;
    show(row, "time", timeOfDay(said.at, desk.zone));
    show(row, "by", said.by || (said.isGone ? "" : (desk.words.as_host ?? "")));
    show(row, "title", said.title);
    show(row, "text", said.text);
    showIf(row, "text", said.text !== "");
    showIf(row, "gone", said.isGone);
    showIf(row, "corrected", said.isCorrected);
    showIf(row, "pinned", isPinned);
    const question = said.question
      ? phrase(desk.words.answer_to ?? "", { n: said.question.number, text: said.question.text })
      : "";
    show(row, "question", question);
    showIf(row, "question", question !== "");
    this.fillPicture(row, said);
    const hasWords = !said.isGone && said.kind !== "picture";
    this.offer(row, "correct", hasWords && may(desk, "correct") && this.isOwn(said));
    this.offer(row, "redact", !said.isGone && may(desk, "redact"));
    this.offer(row, "pin", !said.isGone && may(desk, "pin")).setAttribute("aria-pressed", String(isPinned));
  }

  /** Guests correct what stands under their own name, the crew corrects everything. */
  private isOwn(said: Said): boolean {
    const { me, guests } = this.desk.model;
    if (me.duties.includes("recorder") || me.duties.includes("host")) return true;
    return said.by === guests.find((guest) => guest.id === me.guest)?.name;
  }

  private offer(row: HTMLElement, deed: string, isOffered: boolean): HTMLElement {
    const button = row.querySelector<HTMLElement>(`[data-deed=${deed}]`)!;
    button.hidden = !isOffered;
    return button;
  }

  private fillPicture(row: HTMLElement, said: Said): void {
    const figure = slot(row, "picture");
    figure.hidden = said.picture === null;
    if (!said.picture) {
      figure.replaceChildren();
      return;
    }
    if (figure.querySelector("img")?.getAttribute("src") === said.picture.url) return;
    const image = new Image(said.picture.width, said.picture.height);
    image.src = said.picture.url;
    image.alt = said.picture.alt;
    const caption = document.createElement("figcaption");
    caption.textContent = said.picture.alt;
    figure.replaceChildren(image, caption);
  }

  private clicked(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-deed]");
    const key = button?.closest<HTMLElement>("[data-key]")?.dataset.key;
    const said = this.said.find((one) => String(one.seq) === key);
    if (!button || !said) return;
    if (button.dataset.deed === "correct") void this.correct(said);
    if (button.dataset.deed === "redact") void this.redact(said);
    if (button.dataset.deed === "pin") void this.pin(said);
  }

  private async correct(said: Said): Promise<void> {
    await this.askWords(said, said.text, "", {});
  }

  /** Ask until the server takes them: what was written is never lost, and why it was refused stands beside it. */
  private async askWords(said: Said, text: string, problem: string, more: Fields): Promise<void> {
    const data = await ask("correct-dialog", (dialog) => {
      setField(dialog, "text", text);
      show(dialog, "problem", problem);
      showIf(dialog, "problem", problem !== "");
    });
    if (!data) return;
    const fields: Fields = { seq: String(said.latest), ...fieldsOf(data), ...more };
    const answer = await this.desk.act("correct", fields, { isQuiet: true });
    if (answer.ok) return;
    const refusal = answer as Refusal;
    // What was corrected meanwhile is corrected again on top of that.
    const newest = this.said.find((one) => one.seq === said.seq) ?? said;
    const confirmed: Fields = refusal.code === "personal_data" ? { confirm_personal_data: "1" } : {};
    const message =
      refusal.message || (this.desk.words[`refused_${refusal.code}`] ?? this.desk.words.refused ?? "");
    await this.askWords(newest, fields.text ?? "", message, confirmed);
  }

  private async redact(said: Said): Promise<void> {
    const data = await ask("redact-dialog", (dialog) =>
      show(dialog, "about", said.text || said.picture?.alt || ""),
    );
    if (data) await this.desk.act("redact", { seq: String(said.latest), ...fieldsOf(data) });
  }

  private async pin(said: Said): Promise<void> {
    const { pinned_seq } = this.desk.model.run;
    const isPinned = pinned_seq === said.seq || pinned_seq === said.latest;
    await this.desk.act("pin", { seq: isPinned ? "" : String(said.latest) });
  }
}
