import { Controller } from "@hotwired/stimulus";
import { timeOfDay } from "../console/clock";
import { latestWords, lengthOf, openScreen, takeScreenEntries } from "../console/screen-model";
import type { Entry } from "../live/entries";
import { RoomClient } from "../live/room-client";

// A projector is not told about every stumble of the network.
const OFFLINE_AFTER = 15_000;

/** The big screen in the room: follows the log, survives whatever the network does, needs no hand. */
export class ScreenController extends Controller<HTMLElement> {
  static override targets = [
    "clock",
    "question",
    "text",
    "number",
    "by",
    "said",
    "speaker",
    "words",
    "welcome",
    "offline",
  ];
  static override values = { room: Number, cursor: Number, zone: String };
  declare readonly clockTarget: HTMLElement;
  declare readonly questionTarget: HTMLElement;
  declare readonly textTarget: HTMLElement;
  declare readonly numberTarget: HTMLElement;
  declare readonly byTarget: HTMLElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly speakerTarget: HTMLElement;
  declare readonly wordsTarget: HTMLElement;
  declare readonly welcomeTarget: HTMLElement;
  declare readonly offlineTarget: HTMLElement;
  declare readonly roomValue: number;
  declare readonly cursorValue: number;
  declare readonly zoneValue: string;

  private model = openScreen();
  private room: RoomClient | null = null;
  private clockTimer: ReturnType<typeof setInterval> | undefined;
  private offlineTimer: ReturnType<typeof setTimeout> | undefined;
  /** What the server has drawn stays until the log was told up to there. */
  private shownUpTo = 0;

  override connect(): void {
    this.shownUpTo = this.cursorValue;
    this.clockTimer = setInterval(() => this.tick(), 1000);
    if (!this.roomValue) return;
    const url = `/rooms/${this.roomValue}/`;
    this.room = new RoomClient({ url: `/ws${url}`, windowsUrl: url, epoch: "", cursor: 0 });
    this.room.on("entries", (entries) => this.take(entries));
    this.room.on("reset", () => {
      this.model = openScreen();
    });
    this.room.on("status", (status) => this.showLink(status === "offline"));
    this.room.start();
  }

  override disconnect(): void {
    this.room?.stop();
    clearInterval(this.clockTimer);
    clearTimeout(this.offlineTimer);
  }

  private take(entries: Entry[]): void {
    this.model = takeScreenEntries(this.model, entries);
    if (this.room && this.room.seenSeq >= this.shownUpTo) this.render();
  }

  private render(): void {
    this.shownUpTo = 0;
    const { question, state } = this.model;
    if (state) this.showState(state);
    const said = latestWords(this.model);
    this.questionTarget.hidden = !question;
    this.saidTarget.hidden = !said;
    this.welcomeTarget.hidden = Boolean(question || said);
    if (question) {
      setText(this.textTarget, question.text);
      setText(this.numberTarget, `#${question.number}`);
      setText(this.byTarget, question.by);
    }
    if (said) {
      setText(this.speakerTarget, [said.by, said.title].filter(Boolean).join(" "));
      setText(this.wordsTarget, said.text);
    }
  }

  private showState(state: string): void {
    this.element.dataset.state = state;
    for (const word of this.element.querySelectorAll<HTMLElement>("[data-word]")) {
      word.hidden = word.dataset.word !== state;
    }
  }

  private tick(): void {
    const now = this.room?.now() ?? new Date();
    const time = timeOfDay(now, this.zoneValue);
    if (this.clockTarget.textContent !== time) this.clockTarget.textContent = time;
  }

  private showLink(isOffline: boolean): void {
    clearTimeout(this.offlineTimer);
    if (!isOffline) this.offlineTarget.hidden = true;
    else {
      this.offlineTimer = setTimeout(() => {
        this.offlineTarget.hidden = false;
      }, OFFLINE_AFTER);
    }
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent === text) return;
  element.textContent = text;
  element.dataset.length = lengthOf(text);
}
