import { Controller } from "@hotwired/stimulus";

const PAUSE = 150;

export interface Suggestion {
  text: string;
  url?: string;
}

/** Event by which a page hands a question to the chat; `preventDefault` means "taken". */
export const ASK_EVENT = "portal:ask";

/** The search-and-ask field: suggestions while typing as an ARIA combobox, and the way to the chat. */
export class AskFieldController extends Controller<HTMLFormElement> {
  static override targets = ["input", "list", "template"];
  static override values = { suggestUrl: String };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLUListElement;
  declare readonly templateTarget: HTMLTemplateElement;
  declare readonly suggestUrlValue: string;
  private timer = 0;
  private request: AbortController | null = null;
  private suggestions: Suggestion[] = [];
  private active = -1;

  override connect(): void {
    this.inputTarget.setAttribute("role", "combobox");
    this.inputTarget.setAttribute("aria-expanded", "false");
    this.inputTarget.setAttribute("aria-autocomplete", "list");
    this.inputTarget.setAttribute("aria-controls", this.listTarget.id);
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
    this.request?.abort();
  }

  type(event: InputEvent): void {
    window.clearTimeout(this.timer);
    if (event.isComposing) return;
    this.timer = window.setTimeout(() => void this.suggest(), PAUSE);
  }

  async suggest(): Promise<void> {
    const query = this.inputTarget.value.trim();
    this.request?.abort();
    if (query.length < 2) return this.close();
    this.request = new AbortController();
    try {
      const address = `${this.suggestUrlValue}?q=${encodeURIComponent(query)}`;
      const response = await fetch(address, { signal: this.request.signal });
      if (!response.ok) return this.close();
      const found = (await response.json()) as { suggestions: Suggestion[] };
      this.show(found.suggestions);
    } catch {
      this.close();
    }
  }

  key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.suggestions.length) {
      event.preventDefault();
      this.move(step);
    } else if (event.key === "Escape" && this.suggestions.length) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    }
  }

  pick(event: Event): void {
    const option = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
    if (!option) return;
    event.preventDefault();
    this.choose([...this.listTarget.children].indexOf(option));
  }

  leave(): void {
    this.close();
  }

  ask(event: Event): void {
    this.close();
    if (this.handOver(this.inputTarget.value.trim())) event.preventDefault();
  }

  /** Offer a question to whoever shows the conversation; true when it was taken. */
  private handOver(question: string): boolean {
    return !window.dispatchEvent(new CustomEvent(ASK_EVENT, { detail: { question }, cancelable: true }));
  }

  private isChat(address: string): boolean {
    const chat = this.element.querySelector<HTMLButtonElement>("button[formaction]")?.formAction;
    return chat !== undefined && new URL(address, location.href).pathname === new URL(chat).pathname;
  }

  private choose(index: number): void {
    const suggestion = this.suggestions[index];
    if (!suggestion) return;
    this.inputTarget.value = suggestion.text;
    this.close();
    if (!suggestion.url) this.element.requestSubmit();
    else if (!this.isChat(suggestion.url) || !this.handOver(suggestion.text)) {
      window.location.assign(suggestion.url);
    }
  }

  private move(step: number): void {
    const count = this.suggestions.length;
    const next = this.active + step;
    this.active = next < 0 ? count - 1 : next % count;
    const options = [...this.listTarget.children];
    for (const [index, option] of options.entries()) {
      option.setAttribute("aria-selected", String(index === this.active));
    }
    const current = options[this.active]!;
    this.inputTarget.setAttribute("aria-activedescendant", current.id);
    current.scrollIntoView({ block: "nearest" });
  }

  private show(suggestions: Suggestion[]): void {
    this.suggestions = suggestions;
    this.active = -1;
    this.inputTarget.removeAttribute("aria-activedescendant");
    this.listTarget.replaceChildren(
      ...suggestions.map((suggestion, index) => this.option(suggestion, index)),
    );
    this.listTarget.hidden = suggestions.length === 0;
    this.inputTarget.setAttribute("aria-expanded", String(suggestions.length > 0));
  }

  private option(suggestion: Suggestion, index: number): Element {
    const option = this.templateTarget.content.firstElementChild!.cloneNode(true) as HTMLElement;
    option.id = `${this.listTarget.id}-${index}`;
    option.querySelector("[data-text]")!.textContent = suggestion.text;
    return option;
  }

  private close(): void {
    this.show([]);
  }
}
