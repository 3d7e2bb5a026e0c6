import { Controller } from "@hotwired/stimulus";
import { Autosave } from "../console/autosave";
import { Bar } from "../console/bar";
import { Deeds } from "../console/deeds";
import type { Desk, Fields, Words } from "../console/desk";
import { ask } from "../console/dialogs";
import { show } from "../console/dom";
import { Editor } from "../console/editor";
import { Keys } from "../console/keys";
import * as model from "../console/model";
import { OnScreen } from "../console/on-screen";
import { PictureForm } from "../console/picture";
import { read, Unread } from "../console/post";
import { Queue } from "../console/queue";
import { countTabs } from "../console/queue-order";
import { RunSheet } from "../console/run-sheet";
import { Seen } from "../console/seen";
import { Stream } from "../console/stream";
import type { Entry } from "../live/entries";
import { pageStorage } from "../live/kept-texts";
import { type Answer, type Kept, Outbox, type Refusal } from "../live/outbox";
import { RoomClient } from "../live/room-client";

const REFRESH_WAIT = 700;
const TYPING_EVERY = 2000;
const TYPING_SHOWN = 5000;

/** The host console: keeps one model of the interview and lets the parts of the screen show it. */
export class ConsoleController extends Controller<HTMLElement> implements Desk {
  static override targets = [
    "token",
    "bar",
    "alert",
    "alertText",
    "status",
    "loading",
    "switch",
    "panes",
    "queue",
    "onScreen",
    "editor",
    "stream",
    "sheet",
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

  model!: model.Model;
  words: Words = {};
  private readonly seen = new Seen();
  private room: RoomClient | null = null;
  private outbox!: Outbox;
  private deeds!: Deeds;
  private autosave!: Autosave;
  private bar!: Bar;
  private queue!: Queue;
  private editor!: Editor;
  private parts: { render(): void }[] = [];
  private keys!: Keys;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;
  private draftsTimer: ReturnType<typeof setTimeout> | undefined;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private statusTimer: ReturnType<typeof setTimeout> | undefined;
  private tickTimer: ReturnType<typeof setInterval> | undefined;
  private toldTypingAt = 0;
  private skew = 0;
  private hasClock = false;
  private isRendering = false;

  get zone(): string {
    return this.zoneValue;
  }

  override connect(): void {
    this.words = JSON.parse(document.getElementById("console-words")?.textContent ?? "{}") as Words;
    document.addEventListener("keydown", this.pressed);
    document.addEventListener("visibilitychange", this.left);
    void this.open();
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.pressed);
    document.removeEventListener("visibilitychange", this.left);
    this.room?.stop();
    this.room = null;
    this.outbox?.stop();
    clearInterval(this.tickTimer);
    for (const timer of [
      this.refreshTimer,
      this.draftsTimer,
      this.typingTimer,
      this.statusTimer,
      ...this.timers,
    ]) {
      clearTimeout(timer);
    }
  }

  /** Until the room tells the time, the page's first answer has told it. */
  now(): Date {
    return this.room && this.hasClock ? this.room.now() : new Date(Date.now() + this.skew);
  }

  seenSeq(): number {
    return this.seen.seqAt(performance.now());
  }

  async act(verb: string, fields: Fields | FormData, { isQuiet = false } = {}): Promise<Answer> {
    this.dismiss();
    const answer = await this.deeds.send(verb, fields);
    this.take(answer as Answer & Partial<Changed>);
    if (!answer.ok && !isQuiet) this.warn(answer);
    // At once: who acted goes on from what has become of it.
    this.renderNow();
    return answer;
  }

  write(question: model.Question | null, text = ""): void {
    this.element.dataset.pane = "stage";
    this.renderSwitch();
    this.editor.write(question, text);
  }

  say(message: string): void {
    this.statusTarget.textContent = message;
    clearTimeout(this.statusTimer);
    this.statusTimer = setTimeout(() => {
      this.statusTarget.textContent = "";
    }, 6000);
  }

  /** Show one part of the screen where there is no room for all. */
  showPane(event: Event): void {
    this.element.dataset.pane = (event.currentTarget as HTMLElement).dataset.pane ?? "stage";
    this.renderSwitch();
  }

  showKeys(): void {
    const box = document.querySelector<HTMLInputElement>('#keys-dialog [data-slot="keys-on"]');
    void ask("keys-dialog", () => {
      if (box) box.checked = this.keys.isOn;
    }).then(() => {
      if (box) this.keys.isOn = box.checked;
    });
  }

  dismiss(): void {
    this.alertTarget.hidden = true;
    this.alertTextTarget.textContent = "";
  }

  /** Read the state until it is there: the server may be starting anew at this very moment. */
  private async open(failures = 0): Promise<void> {
    try {
      const snapshot = await read<model.Snapshot>(this.stateUrlValue);
      if (this.element.isConnected && !this.room) this.begin(snapshot);
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      const code = error.isFinal ? "login" : "unreached";
      this.warn({ ok: false, status: error.status, code, message: "" });
      if (!error.isFinal)
        this.later(() => void this.open(failures + 1), Math.min(10_000, 1000 * 2 ** failures));
    }
  }

  private begin(snapshot: model.Snapshot): void {
    this.dismiss();
    this.model = model.openModel(snapshot);
    this.skew = Date.parse(snapshot.now) - Date.now();
    this.openSending(snapshot);
    this.makeParts();
    this.autosave.open(snapshot.drafts.filter((draft) => draft.author === snapshot.me.id));
    this.editor.draftArrived(this.model.run.on_screen);
    this.loadingTarget.hidden = true;
    this.panesTarget.hidden = false;
    this.switchTarget.hidden = false;
    this.bar.showReaders(snapshot.room.readers);
    this.follow(snapshot);
    this.tickTimer = setInterval(() => this.bar.tick(), 1000);
    this.outbox.start();
    this.render();
  }

  private openSending({ me }: model.Snapshot): void {
    const name = `console.${this.interviewValue}.${me.id}`;
    this.outbox = new Outbox({ storageKey: `${name}.outbox` });
    this.outbox.on("accepted", ({ kept }) => this.sentBefore(kept));
    this.outbox.on("refused", ({ kept, answer }) => this.refusedBefore(kept, answer));
    const urlOf = (verb: string): string => this.doUrlValue.replace(/verb\/$/, `${verb}/`);
    this.deeds = new Deeds(urlOf, this.tokenTarget, this.outbox);
    this.autosave = new Autosave({
      storage: pageStorage(),
      storageKey: `${name}.drafts`,
      save: (question, text, version) => this.deeds.saveDraft(question, text, version),
      changed: (question, state) => this.editor?.draftChanged(question, state),
    });
  }

  private makeParts(): void {
    this.bar = new Bar(this.barTarget, this);
    this.queue = new Queue(this.queueTarget, this);
    this.editor = new Editor(this.editorTarget, this, this.autosave, () => this.tellTyping());
    new PictureForm(this.editorTarget, this);
    const onScreen = new OnScreen(this.onScreenTarget, this);
    const stream = new Stream(this.streamTarget, this);
    const sheet = new RunSheet(this.sheetTarget, this);
    this.parts = [this.bar, this.queue, onScreen, this.editor, stream, sheet];
    this.keys = new Keys(this.keyDeeds(), pageStorage());
  }

  private keyDeeds(): Record<string, () => void> {
    const { queue, bar } = this;
    const tabs = [1, 2, 3, 4, 5].map((place) => [String(place), () => queue.chooseByNumber(place)] as const);
    return {
      ...Object.fromEntries(tabs),
      "?": () => this.showKeys(),
      j: () => queue.step(1),
      k: () => queue.step(-1),
      a: () => queue.do("approve"),
      e: () => queue.do("edit"),
      x: () => queue.do("reject"),
      m: () => queue.do("merge"),
      d: () => queue.do("detail"),
      s: () => queue.do("shortlist"),
      v: () => queue.do("screen"),
      w: () => queue.do("write"),
      "/": () => this.queueTarget.querySelector<HTMLElement>("[type=search]")?.focus(),
      i: () => this.toEditor("answer"),
      r: () => this.toEditor("remark"),
      p: () => bar.pause(),
    };
  }

  private toEditor(kind: "answer" | "remark"): void {
    this.element.dataset.pane = "stage";
    this.renderSwitch();
    this.editor.focus(kind);
  }

  private follow({ room }: model.Snapshot): void {
    const client = new RoomClient({
      url: `/ws/rooms/${this.roomValue}/`,
      windowsUrl: `/rooms/${this.roomValue}/`,
      epoch: room.epoch,
      cursor: 0,
      audience: "mine",
    });
    client.on("entries", (entries) => this.takeEntries(entries));
    client.on("reset", () => this.forget());
    client.on("status", (status) => {
      this.bar.showLink(status);
      // What changes beside the log (drafts, votes) was not told meanwhile.
      if (status === "live") this.refreshSoon();
    });
    client.on("clock", () => {
      this.hasClock = true;
    });
    client.on("readers", (count) => this.bar.showReaders(count));
    client.on("counts", (counts) => this.takeCounts(counts));
    client.on("typing", (names) => this.showTyping(names));
    client.on("refused", () => this.warn({ ok: false, status: 403, code: "login", message: "" }));
    this.room = client;
    client.start();
    this.bar.showLink(client.status);
  }

  private takeEntries(entries: Entry[]): void {
    if (entries.some((entry) => model.needsSnapshot(this.model, entry))) this.refreshSoon();
    const isSaid = entries.some(
      ({ kind, seq }) => seq > this.model.snapshotSeq && /^(answer|remark)$/.test(kind),
    );
    if (isSaid) this.readDraftsSoon();
    this.model = model.takeEntries(this.model, entries);
    if (this.room) this.seen.show(this.room.seenSeq, performance.now());
    this.render();
  }

  private takeCounts(counts: Record<string, number>): void {
    this.model = model.takeVotes(this.model, counts);
    if (model.hasNewerDraft(this.model, counts)) this.readDraftsSoon();
    this.render();
  }

  /** Words were taken back: the log is told anew, so that nobody keeps them on the screen. */
  private forget(): void {
    this.model = model.forgetLog(this.model);
    this.seen.forget();
    this.refreshSoon();
  }

  private refreshSoon(): void {
    clearTimeout(this.refreshTimer);
    this.refreshTimer = setTimeout(() => void this.refresh(), REFRESH_WAIT);
  }

  private async refresh(): Promise<void> {
    try {
      const snapshot = await read<model.Snapshot>(this.stateUrlValue);
      this.model = model.refresh(this.model, snapshot);
      this.takeOwnDrafts(snapshot.drafts);
      this.render();
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      if (error.isFinal) this.warn({ ok: false, status: error.status, code: "login", message: "" });
      // A silent network: the client tells when the line is up again, and that refreshes.
    }
  }

  private readDraftsSoon(): void {
    if (this.draftsTimer !== undefined || this.model.me.audience !== "host") return;
    this.draftsTimer = setTimeout(() => {
      this.draftsTimer = undefined;
      void this.readDrafts();
    }, 300);
  }

  private async readDrafts(): Promise<void> {
    try {
      const { drafts } = await read<{ drafts: model.Draft[] }>(this.draftsUrlValue);
      this.model = model.takeDrafts(this.model, drafts);
      this.takeOwnDrafts(drafts);
      this.render();
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
    }
  }

  private takeOwnDrafts(drafts: model.Draft[]): void {
    for (const draft of drafts) {
      if (draft.author === this.model.me.id && this.autosave.adopt(draft))
        this.editor.draftArrived(draft.question);
    }
  }

  private take(changed: Partial<Changed>): void {
    if (changed.question) this.model = model.takeQuestion(this.model, changed.question);
    if (changed.into) this.model = model.takeQuestion(this.model, changed.into);
    if (changed.interview) this.model = model.takeRun(this.model, changed.interview);
    if (changed.run_sheet) this.model = model.takeLines(this.model, changed.run_sheet);
  }

  private warn(refusal: Refusal): void {
    const words = this.words[`refused_${refusal.code}`];
    this.alertTextTarget.textContent = refusal.message || words || this.words.refused || "";
    if (refusal.code === "login") {
      const link = document.createElement("a");
      link.href = location.href;
      link.target = "_blank";
      link.textContent = this.words.sign_in ?? "";
      this.alertTextTarget.append(" ", link);
    }
    this.alertTarget.hidden = false;
  }

  /** A text that an earlier page had left has gone out now. */
  private sentBefore(kept: Kept): void {
    const { question, text } = readKept(kept);
    if (this.autosave.textOf(question).trim() === text.trim()) this.autosave.forget(question);
    this.editor.draftArrived(question);
    this.say(this.words.sent_before ?? "");
  }

  /** It was refused: its words go back into the editor, they are never lost. */
  private refusedBefore(kept: Kept, answer: Refusal): void {
    const { question, text } = readKept(kept);
    const written = this.autosave.textOf(question);
    if (text && !written.includes(text))
      this.autosave.write(question, written ? `${written}\n${text}` : text);
    this.editor.draftArrived(question);
    this.warn(answer);
  }

  private tellTyping(): void {
    const now = performance.now();
    if (now - this.toldTypingAt < TYPING_EVERY && this.toldTypingAt) return;
    this.toldTypingAt = now;
    this.room?.sendTyping();
  }

  private showTyping(names: string[]): void {
    this.editor.showTyping(names);
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.editor.showTyping([]), TYPING_SHOWN);
  }

  private render(): void {
    if (this.isRendering || this.parts.length === 0) return;
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

  private renderSwitch(): void {
    const { pane } = this.element.dataset;
    for (const button of this.switchTarget.querySelectorAll<HTMLElement>("[data-pane]")) {
      button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
    }
    if (this.model)
      show(this.switchTarget, "waiting", String(countTabs(this.model.questions.values()).waiting));
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    this.keys?.press(event);
  };

  private readonly left = (): void => {
    if (document.visibilityState === "hidden") this.autosave?.flush();
  };

  private later(task: () => void, milliseconds: number): void {
    this.timers.add(setTimeout(task, milliseconds));
  }
}

/** The rows that the answer to a deed brings. */
interface Changed {
  question: model.Question;
  into: model.Question;
  interview: model.Run;
  run_sheet: model.Line[];
}

function readKept({ fields }: Kept): { question: number | null; text: string } {
  const values = Object.fromEntries(fields);
  return { question: values.question ? Number(values.question) : null, text: values.text ?? "" };
}
