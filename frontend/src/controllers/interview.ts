import { Controller } from "@hotwired/stimulus";
import { type Entry, isTold } from "../live/entries";
import { RoomClient, type Status } from "../live/room-client";
import { copyOf } from "./interview-slots";

const PARTS: Record<string, string> = {
  announced: "before",
  collecting: "before",
  live: "running",
  paused: "running",
};

/** The page's one line to the room: tells the other parts what comes, and the reader how the line is. */
export class InterviewController extends Controller<HTMLElement> {
  static override targets = ["dot", "status", "readers", "count", "change", "again", "badge"];
  static override values = {
    url: String,
    windowsUrl: String,
    epoch: String,
    cursor: Number,
    state: String,
    live: String,
    connecting: String,
    polling: String,
    offline: String,
    refused: String,
  };
  declare readonly dotTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly hasReadersTarget: boolean;
  declare readonly readersTarget: HTMLElement;
  declare readonly countTarget: HTMLElement;
  declare readonly changeTarget: HTMLElement;
  declare readonly againTarget: HTMLAnchorElement;
  declare readonly badgeTargets: HTMLTemplateElement[];
  declare readonly urlValue: string;
  declare readonly windowsUrlValue: string;
  declare readonly epochValue: string;
  declare readonly cursorValue: number;
  declare readonly stateValue: string;
  declare readonly liveValue: string;
  declare readonly connectingValue: string;
  declare readonly pollingValue: string;
  declare readonly offlineValue: string;
  declare readonly refusedValue: string;
  private client: RoomClient | null = null;

  override connect(): void {
    const client = new RoomClient({
      url: this.urlValue,
      windowsUrl: this.windowsUrlValue,
      epoch: this.epochValue,
      cursor: this.cursorValue,
    });
    client.on("entries", (entries) => this.take(entries));
    client.on("reset", () => this.dispatch("reset"));
    client.on("counts", (counts) => this.dispatch("counts", { detail: counts }));
    client.on("readers", (count) => this.showReaders(count));
    client.on("status", (status) => this.showStatus(status));
    client.on("refused", () => this.say("offline", this.refusedValue));
    this.client = client;
    this.showStatus(client.status);
    client.start();
  }

  override disconnect(): void {
    this.client?.stop();
    this.client = null;
  }

  private take(entries: Entry[]): void {
    this.dispatch("entries", { detail: entries });
    const states = entries.filter((entry) => isTold(entry, "state"));
    const last = states.at(-1);
    if (last) this.showState(last.body.state);
  }

  /** A pause changes a word; another part of the life is another page, which the reader opens. */
  private showState(state: string): void {
    if (partOf(state) !== partOf(this.stateValue)) {
      this.againTarget.href = location.pathname + location.search;
      this.changeTarget.hidden = false;
      return;
    }
    const badge = this.badgeTargets.find((one) => one.dataset.state === state);
    if (badge) document.querySelector("[data-live-part=state] .badge")?.replaceWith(copyOf(badge));
  }

  private showStatus(status: Status): void {
    const words = {
      live: this.liveValue,
      connecting: this.connectingValue,
      polling: this.pollingValue,
      offline: this.offlineValue,
    };
    this.say(status, words[status]);
  }

  private say(status: Status, words: string): void {
    this.dotTarget.dataset.status = status;
    if (this.statusTarget.textContent !== words) this.statusTarget.textContent = words;
  }

  private showReaders(count: number): void {
    if (!this.hasReadersTarget) return;
    this.countTarget.textContent = String(count);
    this.readersTarget.hidden = count < 1;
  }
}

function partOf(state: string): string {
  return PARTS[state] ?? "after";
}
