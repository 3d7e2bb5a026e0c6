import { Controller } from "@hotwired/stimulus";
import { type Entry, isTold } from "../live/entries";

const KNOWN = "interview-device";
const SCRIPT = { "X-Requested-With": "XMLHttpRequest" };
// What moderators decide is not told to everybody: whoever waits asks now and then.
const LOOK_EVERY = 30_000;
const SPREAD = 10_000;

/** One's own questions and what became of them; only a device that has asked or voted fetches them. */
export class InterviewOwnController extends Controller<HTMLElement> {
  static override targets = ["title", "status", "list"];
  static override values = { url: String, failed: String };
  declare readonly titleTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly listTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly failedValue: string;
  private own = new Set<string>();
  private isPrepared = false;
  private timer = 0;

  override connect(): void {
    if (wasHere()) void this.load();
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
  }

  /** Fetch the device's cookie before it is needed, once. */
  prepare(): void {
    if (!this.isPrepared) void this.load();
  }

  async load(): Promise<void> {
    this.isPrepared = true;
    window.clearTimeout(this.timer);
    try {
      const response = await fetch(this.urlValue, { headers: SCRIPT });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      this.put(page.body.firstElementChild);
      remember();
    } catch {
      // Offline: what is shown stays; the next event asks again.
      this.isPrepared = false;
    }
  }

  /** Something was said about a question of mine. */
  look({ detail: entries }: CustomEvent<Entry[]>): void {
    const isMine = entries.some(
      (entry) =>
        (isTold(entry, "question") || isTold(entry, "question.gone")) && this.own.has(String(entry.body.id)),
    );
    if (isMine) void this.load();
  }

  /** Add, withdraw or take a vote back without leaving the page. */
  async change(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    const headers = { ...SCRIPT, Accept: "application/json" };
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    try {
      const response = await fetch(form.action, { method: "POST", body, headers });
      const answer = (await response.json()) as { message?: string };
      this.statusTarget.textContent = response.ok ? "" : answer.message || this.failedValue;
      if (!response.ok) return;
      form.reset();
      await this.load();
    } catch {
      this.statusTarget.textContent = this.failedValue;
    }
  }

  private put(list: Element | null): void {
    if (!(list instanceof HTMLElement) || list.dataset.own === undefined) return;
    const own = ids(list.dataset.own);
    const voted = ids(list.dataset.voted);
    this.own = new Set(own);
    this.titleTarget.hidden = own.length === 0 && voted.length === 0;
    // What is being written must not be taken away under the writer's hands.
    if (!this.isBeingWritten()) this.listTarget.replaceChildren(document.importNode(list, true));
    this.dispatch("known", { detail: { own, voted, account: list.dataset.account ?? "" } });
    if (list.dataset.waiting === "true") {
      this.timer = window.setTimeout(() => void this.load(), LOOK_EVERY + Math.random() * SPREAD);
    }
  }

  private isBeingWritten(): boolean {
    return [...this.listTarget.querySelectorAll("textarea")].some((field) => field.value !== "");
  }
}

function ids(list: string | undefined): string[] {
  return (list ?? "").split(",").filter(Boolean);
}

function wasHere(): boolean {
  try {
    return localStorage.getItem(KNOWN) !== null;
  } catch {
    return true;
  }
}

function remember(): void {
  try {
    localStorage.setItem(KNOWN, "1");
  } catch {
    // Without a storage every page asks for itself.
  }
}
