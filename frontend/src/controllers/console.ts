import { Controller } from "@hotwired/stimulus";
import { Autosave } from "../console/autosave";
import { Bar } from "../console/bar";
import { Deeds } from "../console/deeds";
import type { Desk, Fields, Words } from "../console/desk";
import { ask } from "../console/dialogs";
import { show } from "../console/dom";
import { Editor } from "../console/editor";
import { Feed } from "../console/feed";
import { keyDeeds } from "../console/key-deeds";
import { Keys } from "../console/keys";
import type { Draft, Model, Question, Snapshot } from "../console/model";
import { Notices } from "../console/notices";
import { OnScreen } from "../console/on-screen";
import { PictureForm } from "../console/picture";
import { read, Unread } from "../console/post";
import { Queue } from "../console/queue";
import { countTabs } from "../console/queue-order";
import { RunSheet } from "../console/run-sheet";
import { Stream } from "../console/stream";
import { pageStorage } from "../live/kept-texts";
import { type Answer, type Kept, Outbox, type Refusal } from "../live/outbox";

const TYPING_EVERY = 2000;
const TYPING_SHOWN = 5000;

/** The host console: opens the parts of the screen around one model of the interview. */
export class ConsoleController extends Controller<HTMLElement> implements Desk {
  static override targets = [
    ...["token", "bar", "alert", "alertText", "status", "loading", "switch", "panes"],
    ...["queue", "onScreen", "editor", "stream", "sheet"],
  ];
  static override values = {
    stateUrl: String,
    draftsUrl: String,
    doUrl: String,
    room: Number,
    interview: Number,
    zone: String,
  };
  declare readonly tokenTarget: HTMLFormElement;
  declare readonly barTarget: HTMLElement;
  declare readonly alertTarget: HTMLElement;
  declare readonly alertTextTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly loadingTarget: HTMLElement;
  declare readonly switchTarget: HTMLElement;
  declare readonly panesTarget: HTMLElement;
  declare readonly queueTarget: HTMLElement;
  declare readonly onScreenTarget: HTMLElement;
  declare readonly editorTarget: HTMLElement;
  declare readonly streamTarget: HTMLElement;
  declare readonly sheetTarget: HTMLElement;
  declare readonly stateUrlValue: string;
  declare readonly draftsUrlValue: string;
  declare readonly doUrlValue: string;
  declare readonly roomValue: number;
  declare readonly interviewValue: number;
  declare readonly zoneValue: string;

  words: Words = {};
  private feed: Feed | null = null;
  private notices!: Notices;
  private outbox: Outbox | null = null;
  private deeds!: Deeds;
  private autosave: Autosave | null = null;
  private bar!: Bar;
  private queue!: Queue;
  private editor: Editor | null = null;
  private parts: { render(): void }[] = [];
  private keys: Keys | null = null;
  private openTimer: ReturnType<typeof setTimeout> | undefined;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private tickTimer: ReturnType<typeof setInterval> | undefined;
  private toldTypingAt = Number.NEGATIVE_INFINITY;
  private isRendering = false;

  override connect(): void {
    this.words = JSON.parse(document.getElementById("console-words")?.textContent ?? "{}") as Words;
    this.notices = new Notices(this.alertTarget, this.alertTextTarget, this.statusTarget, this.words);
    document.addEventListener("keydown", this.pressed);
    document.addEventListener("visibilitychange", this.left);
    void this.open();
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.pressed);
    document.removeEventListener("visibilitychange", this.left);
    this.feed?.stop();
    this.feed = null;
    this.outbox?.stop();
    clearInterval(this.tickTimer);
    clearTimeout(this.openTimer);
    clearTimeout(this.typingTimer);
  }

  get model(): Model {
    return this.feed!.model;
  }

  get zone(): string {
    return this.zoneValue;
  }

  now(): Date {
    return this.feed!.now();
  }

  seenSeq(): number {
    return this.feed!.seenSeq();
  }

  async act(verb: string, fields: Fields | FormData, { isQuiet = false } = {}): Promise<Answer> {
    this.dismiss();
    const answer = await this.deeds.send(verb, fields);
    this.feed?.takeChanged(answer);
    if (!answer.ok && !isQuiet) this.notices.warn(answer);
    // At once: who acted goes on from what has become of it.
    this.renderNow();
    return answer;
  }

  write(question: Question | null, text = ""): void {
    this.choosePane("stage");
    this.editor?.write(question, text);
  }

  say(message: string): void {
    this.notices.say(message);
  }

  dismiss(): void {
    this.notices.dismiss();
  }

  /** Show one part of the screen where there is no room for all. */
  showPane(event: Event): void {
    this.choosePane((event.currentTarget as HTMLElement).dataset.pane ?? "stage");
  }

  async showKeys(): Promise<void> {
    const box = document.querySelector<HTMLInputElement>('#keys-dialog [data-slot="keys-on"]');
    if (!box || !this.keys) return;
    await ask("keys-dialog", () => {
      box.checked = this.keys!.isOn;
    });
    this.keys.isOn = box.checked;
  }

  /** Read the state until it is there: the server may be starting anew at this very moment. */
  private async open(failures = 0): Promise<void> {
    try {
      const snapshot = await read<Snapshot>(this.stateUrlValue);
      if (this.element.isConnected && !this.feed) this.begin(snapshot);
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      this.notices.warn({ code: error.isFinal ? "login" : "unreached", message: "" });
      if (error.isFinal) return;
      this.openTimer = setTimeout(() => void this.open(failures + 1), Math.min(10_000, 1000 * 2 ** failures));
    }
  }

  private begin(snapshot: Snapshot): void {
    this.dismiss();
    this.openFeed(snapshot);
    const { outbox, autosave } = this.openSending(snapshot);
    this.makeParts(autosave);
    autosave.open(snapshot.drafts.filter((draft) => draft.author === snapshot.me.id));
    this.editor?.draftArrived(this.model.run.on_screen);
    this.loadingTarget.hidden = true;
    this.panesTarget.hidden = false;
    this.switchTarget.hidden = false;
    this.bar.showReaders(snapshot.room.readers);
    this.feed?.start();
    this.tickTimer = setInterval(() => this.bar.tick(), 1000);
    outbox.start();
    this.render();
  }

  private openFeed(snapshot: Snapshot): void {
    this.feed = new Feed(snapshot, {
      stateUrl: this.stateUrlValue,
      draftsUrl: this.draftsUrlValue,
      room: this.roomValue,
      ownVersion: (question) => this.autosave?.versionOf(question) ?? 0,
      changed: () => this.render(),
      drafts: (drafts) => this.takeOwnDrafts(drafts),
      status: (status) => this.bar.showLink(status),
      readers: (count) => this.bar.showReaders(count),
      typing: (names) => this.showTyping(names),
      refused: () => this.notices.warn({ code: "login", message: "" }),
    });
  }

  private openSending({ me }: Snapshot): { outbox: Outbox; autosave: Autosave } {
    const name = `console.${this.interviewValue}.${me.id}`;
    const outbox = new Outbox({ storageKey: `${name}.outbox` });
    outbox.on("accepted", ({ kept }) => this.sentBefore(kept));
    outbox.on("refused", ({ kept, answer }) => this.refusedBefore(kept, answer));
    const urlOf = (verb: string): string => this.doUrlValue.replace(/verb\/$/, `${verb}/`);
    this.deeds = new Deeds(urlOf, this.tokenTarget, outbox);
    const autosave = new Autosave({
      storage: pageStorage(),
      storageKey: `${name}.drafts`,
      save: (question, text, version) => this.deeds.saveDraft(question, text, version),
      changed: (question, state) => this.editor?.draftChanged(question, state),
    });
    this.outbox = outbox;
    this.autosave = autosave;
    return { outbox, autosave };
  }

  private makeParts(autosave: Autosave): void {
    this.bar = new Bar(this.barTarget, this);
    this.queue = new Queue(this.queueTarget, this);
    this.editor = new Editor(this.editorTarget, this, autosave, () => this.tellTyping());
    new PictureForm(this.editorTarget, this);
    const onScreen = new OnScreen(this.onScreenTarget, this);
    const stream = new Stream(this.streamTarget, this);
    const sheet = new RunSheet(this.sheetTarget, this);
    this.parts = [this.bar, this.queue, onScreen, this.editor, stream, sheet];
    this.keys = new Keys(
      keyDeeds({
        queue: this.queue,
        pause: () => this.bar.pause(),
        write: (kind) => this.toEditor(kind),
        find: () => this.queueTarget.querySelector<HTMLElement>("[type=search]")?.focus(),
        showKeys: () => void this.showKeys(),
      }),
      pageStorage(),
    );
  }

  private toEditor(kind: "answer" | "remark"): void {
    this.choosePane("stage");
    this.editor?.focus(kind);
  }

  private takeOwnDrafts(drafts: Draft[]): void {
    for (const draft of drafts) {
      const isOwn = draft.author === this.model.me.id;
      if (isOwn && this.autosave?.adopt(draft)) this.editor?.draftArrived(draft.question);
    }
  }

  /** A text that an earlier page had left has gone out now. */
  private sentBefore(kept: Kept): void {
    const { question, text } = readKept(kept);
    if (this.autosave?.textOf(question).trim() === text.trim()) this.autosave.forget(question);
    this.editor?.draftArrived(question);
    this.say(this.words.sent_before ?? "");
  }

  /** It was refused: its words go back into the editor, they are never lost. */
  private refusedBefore(kept: Kept, answer: Refusal): void {
    const { question, text } = readKept(kept);
    const written = this.autosave?.textOf(question) ?? "";
    if (text && !written.includes(text))
      this.autosave?.write(question, written ? `${written}\n${text}` : text);
    this.editor?.draftArrived(question);
    this.notices.warn(answer);
  }

  private tellTyping(): void {
    const now = performance.now();
    if (now - this.toldTypingAt < TYPING_EVERY) return;
    this.toldTypingAt = now;
    this.feed?.sendTyping();
  }

  private showTyping(names: string[]): void {
    this.editor?.showTyping(names);
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.editor?.showTyping([]), TYPING_SHOWN);
  }

  /** However much comes, the screen is drawn once a frame. */
  private render(): void {
    if (this.isRendering) return;
    this.isRendering = true;
    requestAnimationFrame(() => {
      this.isRendering = false;
      this.renderNow();
    });
  }

  private renderNow(): void {
    for (const part of this.parts) part.render();
    this.renderSwitch();
  }

  private choosePane(pane: string): void {
    this.element.dataset.pane = pane;
    this.renderSwitch();
  }

  private renderSwitch(): void {
    const { pane } = this.element.dataset;
    for (const button of this.switchTarget.querySelectorAll<HTMLElement>("[data-pane]")) {
      button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
    }
    if (this.feed)
      show(this.switchTarget, "waiting", String(countTabs(this.model.questions.values()).waiting));
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    this.keys?.press(event);
  };

  private readonly left = (): void => {
    if (document.visibilityState === "hidden") this.autosave?.flush();
  };
}

function readKept({ fields }: Kept): { question: number | null; text: string } {
  const values = Object.fromEntries(fields);
  return { question: values.question ? Number(values.question) : null, text: values.text ?? "" };
}
