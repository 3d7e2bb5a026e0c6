import { Controller } from "@hotwired/stimulus";
import { type Entry, isTold } from "../live/entries";
import { type Answer, Outbox } from "../live/outbox";
import { fill } from "./interview-slots";

const PAUSE = 500;
const SHORTEST = 4;
const SAY_WAITING_AFTER = 1500;
const FEW_LEFT = 30;
const TAKING = new Set(["collecting", "live"]);

/** The question that is being written: counted, compared with others', and sent until it has arrived. */
export class InterviewAskController extends Controller<HTMLElement> {
  static override targets = [
    "bar",
    "panel",
    "close",
    "closed",
    "form",
    "text",
    "counter",
    "left",
    "similar",
    "slow",
    "status",
    "waiting",
    "account",
  ];
  static override values = {
    similarUrl: String,
    max: Number,
    key: String,
    state: String,
    stopped: Boolean,
    closed: Object,
    sent: String,
    waiting: String,
    failed: String,
    empty: String,
  };
  declare readonly barTarget: HTMLButtonElement;
  declare readonly panelTarget: HTMLElement;
  declare readonly closeTarget: HTMLButtonElement;
  declare readonly closedTarget: HTMLElement;
  declare readonly formTarget: HTMLFormElement;
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly counterTarget: HTMLElement;
  declare readonly leftTarget: HTMLElement;
  declare readonly similarTarget: HTMLElement;
  declare readonly slowTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly waitingTarget: HTMLUListElement;
  declare readonly accountTarget: HTMLButtonElement;
  declare readonly similarUrlValue: string;
  declare readonly maxValue: number;
  declare readonly keyValue: string;
  declare readonly stateValue: string;
  declare readonly stoppedValue: boolean;
  declare readonly closedValue: Record<string, string>;
  declare readonly sentValue: string;
  declare readonly waitingValue: string;
  declare readonly failedValue: string;
  declare readonly emptyValue: string;
  private outbox: Outbox | null = null;
  private state = "";
  private isStopped = false;
  private timer = 0;
  private looked = "";
  private request: AbortController | null = null;

  override connect(): void {
    this.state = this.stateValue;
    this.isStopped = this.stoppedValue;
    this.barTarget.hidden = false;
    this.closeTarget.hidden = false;
    this.element.dataset.script = "";
    this.textTarget.addEventListener("input", this.typed);
    const outbox = new Outbox({ storageKey: this.keyValue });
    outbox.on("accepted", () => this.arrived());
    outbox.on("refused", ({ kept, answer }) => this.giveBack(read(kept.fields, "text"), answer.message));
    outbox.start();
    this.outbox = outbox;
    this.countLeft();
  }

  override disconnect(): void {
    this.outbox?.stop();
    this.request?.abort();
    window.clearTimeout(this.timer);
    this.textTarget.removeEventListener("input", this.typed);
  }

  /** The reader begins to ask: their device needs its cookie before the question goes out. */
  prepare(): void {
    this.dispatch("prepare");
  }

  async send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const text = this.textTarget.value.trim();
    if (!text) {
      this.say(this.emptyValue, true);
      return this.textTarget.focus();
    }
    const body = new FormData(this.formTarget);
    const email = String(body.get("notice_email") ?? "");
    if (email && !body.get("consent_to_contact")) return this.formTarget.submit();
    this.clear();
    const shown = this.showWaiting(text);
    const late = window.setTimeout(() => this.say(this.waitingValue), SAY_WAITING_AFTER);
    const answer = await this.outbox?.send(this.formTarget.action, body);
    window.clearTimeout(late);
    shown.remove();
    this.waitingTarget.hidden = this.waitingTarget.childElementCount === 0;
    if (answer) this.told(text, answer);
  }

  /** A vote for what was asked already, in the place of a question of one's own. */
  async vote(event: Event): Promise<void> {
    event.preventDefault();
    const button = event.currentTarget as HTMLButtonElement;
    const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
    try {
      const body = new URLSearchParams({ vote: "1" });
      const response = await fetch(button.formAction, { method: "POST", body, headers });
      const answer = (await response.json()) as { message?: string };
      if (!response.ok) return this.say(answer.message || this.failedValue, true);
      this.clear();
      this.say(button.dataset.done ?? "");
      this.dispatch("sent");
    } catch {
      this.say(this.failedValue, true);
    }
  }

  rules({ detail: entries }: CustomEvent<Entry[]>): void {
    for (const entry of entries) {
      if (isTold(entry, "state")) this.state = entry.body.state;
      if (!isTold(entry, "rules")) continue;
      this.isStopped = entry.body.questions_stopped;
      this.slowTarget.hidden = entry.body.slow_mode_seconds === 0;
      fill(this.slowTarget, "value", String(entry.body.slow_mode_seconds));
    }
    if (entries.some((entry) => isTold(entry, "state") || isTold(entry, "rules"))) this.showOpen();
  }

  /** The name of the visitor's account has become known, if they are signed in. */
  name({ detail }: CustomEvent<{ account: string }>): void {
    this.accountTarget.hidden = !detail.account;
    fill(this.accountTarget, "name", detail.account);
  }

  useAccount(): void {
    const name = this.accountTarget.querySelector("[data-slot=name]")?.textContent ?? "";
    const field = this.formTarget.elements.namedItem("author_name");
    if (field instanceof HTMLInputElement) field.value = name;
  }

  /** On a phone the form is a sheet that the bar opens. */
  open(): void {
    this.element.dataset.open = "";
    this.barTarget.setAttribute("aria-expanded", "true");
    if (this.formTarget.hidden) this.closeTarget.focus();
    else this.textTarget.focus();
  }

  close(): void {
    if (this.element.dataset.open === undefined) return;
    delete this.element.dataset.open;
    this.barTarget.setAttribute("aria-expanded", "false");
    this.barTarget.focus();
  }

  private readonly typed = (event: Event): void => {
    this.countLeft();
    window.clearTimeout(this.timer);
    if (event instanceof InputEvent && event.isComposing) return;
    this.timer = window.setTimeout(() => void this.lookForSimilar(), PAUSE);
  };

  private countLeft(): void {
    // As the server counts: characters, not halves of them.
    const left = this.maxValue - [...this.textTarget.value].length;
    this.counterTarget.textContent = `${this.maxValue - left} / ${this.maxValue}`;
    this.counterTarget.classList.toggle("is-few", left <= FEW_LEFT);
    if (left <= FEW_LEFT) this.leftTarget.textContent = this.counterTarget.textContent;
  }

  private async lookForSimilar(): Promise<void> {
    const text = this.textTarget.value.trim();
    if (text === this.looked) return;
    this.looked = text;
    this.request?.abort();
    if (text.length < SHORTEST) return this.similarTarget.replaceChildren();
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      const body = new URLSearchParams({ text });
      const headers = { "X-Requested-With": "XMLHttpRequest" };
      const response = await fetch(this.similarUrlValue, { method: "POST", body, headers, signal });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      this.similarTarget.replaceChildren(...page.body.children);
    } catch {
      // Help that does not come must not disturb who writes.
    }
  }

  private told(text: string, answer: Answer): void {
    if (answer.ok) this.arrived();
    else this.giveBack(text, answer.message);
  }

  private arrived(): void {
    this.say(this.sentValue);
    this.dispatch("sent");
  }

  private giveBack(text: string, message: string): void {
    if (!this.textTarget.value.trim()) this.textTarget.value = text;
    this.countLeft();
    this.say(message || this.failedValue, true);
  }

  private clear(): void {
    window.clearTimeout(this.timer);
    this.textTarget.value = "";
    this.looked = "";
    this.similarTarget.replaceChildren();
    this.countLeft();
    this.say("");
  }

  private showWaiting(text: string): HTMLElement {
    const item = document.createElement("li");
    item.textContent = text;
    this.waitingTarget.append(item);
    this.waitingTarget.hidden = false;
    return item;
  }

  private showOpen(): void {
    const isOpen = TAKING.has(this.state) && !this.isStopped;
    this.formTarget.hidden = !isOpen;
    this.closedTarget.hidden = isOpen;
    const reason = TAKING.has(this.state) ? "stopped" : this.state;
    if (!isOpen) fill(this.closedTarget, "words", this.closedValue[reason] ?? "");
  }

  private say(words: string, isWrong = false): void {
    this.statusTarget.textContent = words;
    this.statusTarget.classList.toggle("is-wrong", isWrong);
  }
}

function read(fields: [string, string][], wanted: string): string {
  return fields.find(([name]) => name === wanted)?.[1] ?? "";
}
