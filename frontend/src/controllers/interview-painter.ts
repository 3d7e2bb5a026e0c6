import { type Bodies, type Entry, isTold } from "../live/entries";
import { type Before, Changes, told } from "./interview-log";
import { Clock, copyOf, fill, fillTime, show, slot } from "./interview-slots";

type Spoken = Bodies["answer"];

interface Paper {
  log: HTMLElement;
  templates: Map<string, HTMLTemplateElement>;
  anonymous: string;
  zone: string;
  /** Nothing: the log begins. */
  before: Before | null;
}

/** What became of an entry: a new piece, other words in an old one, or nothing to be seen. */
export type Painted = "added" | "corrected" | "";

/** Paints entries into the live text as the server writes them; painting one again changes nothing. */
export class Painter {
  private changes: Changes;
  private readonly clock: Clock;

  constructor(private readonly paper: Paper) {
    this.changes = new Changes(paper.before ?? undefined);
    this.clock = new Clock(paper.zone);
  }

  /** The log is told anew from its start: what stands is kept, and mended where it differs. */
  reset(): void {
    this.changes = new Changes();
  }

  paint(entry: Entry): Painted {
    if (entry.redacted) return this.isSpoken(entry) ? this.put(entry, this.redacted(entry)) : "";
    if (isTold(entry, "remark") || isTold(entry, "answer")) return this.paintSpoken(entry, entry.body);
    if (isTold(entry, "picture")) return this.put(entry, this.picture(entry, entry.body));
    const change = this.changes.of(entry);
    return change ? this.put(entry, this.line(change, entry)) : "";
  }

  piece(seq: number): HTMLElement | null {
    return this.paper.log.querySelector<HTMLElement>(`#entry-${seq}`);
  }

  private isSpoken(entry: Entry): boolean {
    return entry.kind === "remark" || entry.kind === "answer" || entry.kind === "picture";
  }

  private paintSpoken(entry: Entry, body: Spoken): Painted {
    const target = body.corrects ? this.corrected(body.corrects) : null;
    if (target) return this.correct(target, entry, body);
    const old = this.piece(entry.seq);
    // Told anew: what corrects it comes again after it.
    const isMine = old && slot(old, "text") && !old.dataset.corrections;
    return isMine ? "" : this.put(entry, this.spoken(entry, body, old));
  }

  /** The piece in whose place a correction stands, also where it corrects a correction. */
  private corrected(seq: number): HTMLElement | null {
    return this.piece(seq) ?? this.paper.log.querySelector<HTMLElement>(`[data-corrections~="${seq}"]`);
  }

  private correct(target: HTMLElement, entry: Entry, body: Spoken): Painted {
    const known = (target.dataset.corrections ?? "").split(" ").filter(Boolean);
    if (known.includes(String(entry.seq))) return "";
    const text = slot(target, "text");
    if (!text) {
      // The older words were taken back: these stand for themselves.
      const fresh = this.spoken(entry, body, target);
      fresh.id = target.id;
      fresh.dataset.corrections = [...known, entry.seq].join(" ");
      target.replaceWith(fresh);
      return "corrected";
    }
    const earlier = document.createElement("li");
    const gone = document.createElement("del");
    gone.textContent = text.textContent;
    gone.lang = text.lang;
    earlier.append(gone);
    slot(target, "earlier-list")?.append(earlier);
    show(target, "earlier", true);
    text.textContent = body.text;
    if (body.question) fill(target, "question-text", body.question.text);
    this.mark(target, entry, known);
    return "corrected";
  }

  private mark(target: HTMLElement, entry: Entry, known: string[]): void {
    target.dataset.corrections = [...known, entry.seq].join(" ");
    fillTime(target, "corrected-at", entry.at, this.clock.hour(entry.at));
    show(target, "corrected", true);
  }

  private spoken(entry: Entry, body: Spoken, place: HTMLElement | null): HTMLElement {
    const piece = this.copy("spoken");
    fill(piece, "by", body.by);
    fill(piece, "title", body.title);
    fill(piece, "text", body.text);
    fillTime(piece, "at", entry.at, this.clock.hour(entry.at));
    const { question } = body;
    if (!question) return piece;
    const above = place ? place.previousElementSibling : this.paper.log.lastElementChild;
    const goesOn = above instanceof HTMLElement && above.dataset.question === String(question.id);
    piece.dataset.question = String(question.id);
    fill(piece, "question-number", String(question.number));
    fill(piece, "question-by", question.by || this.paper.anonymous);
    fill(piece, "question-text", question.text);
    show(piece, "question", !goesOn);
    show(piece, "goes-on", goesOn);
    return piece;
  }

  private picture(entry: Entry, body: Bodies["picture"]): HTMLElement {
    const piece = this.copy("picture");
    const image = slot(piece, "image") as HTMLImageElement;
    image.width = body.width;
    image.height = body.height;
    image.alt = body.alt;
    image.src = body.url;
    fill(piece, "by", body.by);
    fillTime(piece, "at", entry.at, this.clock.hour(entry.at));
    return piece;
  }

  private line(change: string, entry: Entry): HTMLElement {
    const piece = this.copy(change);
    fill(piece, "value", told(change, entry, this.clock.moment));
    fill(piece, "reason", isTold(entry, "state") ? (entry.body.reason ?? "") : "");
    fillTime(piece, "at", entry.at, this.clock.hour(entry.at));
    return piece;
  }

  private redacted(entry: Entry): HTMLElement {
    const piece = this.copy("redacted");
    fillTime(piece, "at", entry.at, this.clock.hour(entry.at));
    return piece;
  }

  /** Put a piece where it belongs; one of the same kind that stands there already stays. */
  private put(entry: Entry, piece: HTMLElement): Painted {
    piece.id = `entry-${entry.seq}`;
    const old = this.piece(entry.seq);
    if (!old) {
      this.paper.log.append(piece);
      return "added";
    }
    const isOther = old.className.trim() !== piece.className.trim() || Boolean(old.dataset.corrections);
    if (isOther) old.replaceWith(piece);
    return "";
  }

  private copy(kind: string): HTMLElement {
    const template = this.paper.templates.get(kind);
    if (!template) throw new Error(`no template for ${kind}`);
    return copyOf(template);
  }
}
