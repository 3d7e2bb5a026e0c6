import { Controller } from "@hotwired/stimulus";
import { type Entry, isTold } from "../live/entries";
import type { Before } from "./interview-log";
import { Painter } from "./interview-painter";
import { fill, slot } from "./interview-slots";

// As near to the end as this, a reader follows what is said.
const NEAR = 80;

/** The live text: adds what is said at its end and never moves who reads further up. */
export class InterviewStreamController extends Controller<HTMLElement> {
  static override targets = ["log", "template", "screen", "pinned", "empty", "said", "end", "more"];
  static override values = { anonymous: String, corrected: String, zone: String };
  declare readonly logTarget: HTMLElement;
  declare readonly templateTargets: HTMLTemplateElement[];
  declare readonly screenTarget: HTMLElement;
  declare readonly pinnedTarget: HTMLElement;
  declare readonly emptyTarget: HTMLElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly endTarget: HTMLElement;
  declare readonly moreTarget: HTMLElement;
  declare readonly anonymousValue: string;
  declare readonly correctedValue: string;
  declare readonly zoneValue: string;
  private painter!: Painter;
  private unseen = 0;
  private screenId = "";

  override connect(): void {
    const templates = this.templateTargets.map((one) => [one.dataset.kind ?? "", one] as const);
    this.painter = new Painter({
      log: this.logTarget,
      templates: new Map(templates),
      anonymous: this.anonymousValue,
      zone: this.zoneValue || "Asia/Shanghai",
      before: JSON.parse(this.logTarget.dataset.before ?? "null") as Before | null,
    });
  }

  take({ detail: entries }: CustomEvent<Entry[]>): void {
    const wasAtEnd = this.isAtEnd();
    let added = 0;
    for (const entry of entries) {
      const painted = this.painter.paint(entry);
      if (painted === "added") added += 1;
      if (painted === "corrected" && isTold(entry, entry.kind)) this.sayCorrection(entry);
      if (isTold(entry, "on_screen")) this.showOnScreen(entry.body.question);
      if (isTold(entry, "pinned")) this.pin(entry.body.seq);
    }
    this.emptyTarget.hidden ||= this.logTarget.querySelector('[data-slot="text"], img') !== null;
    if (added > 0) this.follow(added, wasAtEnd);
  }

  reset(): void {
    this.painter.reset();
    this.showOnScreen(null);
    this.pin(null);
  }

  look(): void {
    if (this.unseen > 0 && this.isAtEnd()) this.seen();
  }

  toEnd(event: Event): void {
    event.preventDefault();
    this.seen();
    const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.endTarget.scrollIntoView({ block: "end", behavior: isCalm ? "auto" : "smooth" });
    this.endTarget.focus({ preventScroll: true });
  }

  private follow(added: number, wasAtEnd: boolean): void {
    if (wasAtEnd && !window.getSelection()?.toString()) {
      this.endTarget.scrollIntoView({ block: "nearest" });
      return;
    }
    this.unseen += added;
    fill(this.moreTarget, "count", String(this.unseen));
    this.moreTarget.hidden = false;
  }

  private seen(): void {
    this.unseen = 0;
    this.moreTarget.hidden = true;
  }

  private isAtEnd(): boolean {
    const { top } = this.endTarget.getBoundingClientRect();
    return top >= 0 && top <= window.innerHeight + NEAR;
  }

  private showOnScreen(question: { id: number; number: number; text: string } | null): void {
    this.screenTarget.hidden = !question;
    fill(this.screenTarget, "number", question ? String(question.number) : "");
    fill(this.screenTarget, "text", question?.text ?? "");
    const id = String(question?.id ?? "");
    if (id && id !== this.screenId) this.say(this.screenTarget.textContent ?? "");
    this.screenId = id;
  }

  private pin(seq: number | null): void {
    const piece = seq === null ? null : this.painter.piece(seq);
    const image = piece?.querySelector("img");
    const text = (piece && slot(piece, "text")?.textContent) || image?.alt || "";
    this.pinnedTarget.hidden = !text;
    fill(this.pinnedTarget, "text", text);
    slot(this.pinnedTarget, "link")?.setAttribute("href", `#entry-${seq ?? ""}`);
  }

  /** New pieces are read out by the log itself; other words in an old one are not. */
  private sayCorrection(entry: Entry): void {
    if (isTold(entry, "answer") || isTold(entry, "remark"))
      this.say(`${this.correctedValue}: ${entry.body.text}`);
  }

  private say(words: string): void {
    this.saidTarget.textContent = words.replace(/\s+/g, " ").trim();
  }
}
