import { Controller } from "@hotwired/stimulus";
import { ASK_EVENT } from "./ask-field";

const WHOLE_SCREEN = "(max-width: 44rem), (max-height: 30rem)";

/** The chat on every page: opens the conversation of the chat page in a sheet. */
export class WidgetController extends Controller<HTMLElement> {
  static override targets = ["button", "dialog", "body", "status"];
  static override values = { url: String, failed: String };
  declare readonly buttonTarget: HTMLAnchorElement;
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly bodyTarget: HTMLElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly failedValue: string;

  async open(event: Event): Promise<void> {
    event.preventDefault();
    await this.show();
  }

  close(): void {
    this.dialogTarget.close();
  }

  /** The sheet was closed, by whatever means. */
  closed(): void {
    this.buttonTarget.hidden = false;
    this.buttonTarget.focus();
  }

  key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    this.close();
  }

  /** A question from the page's field or an example: open, then hand it on to the conversation. */
  async ask(event: CustomEvent<{ question: string }>): Promise<void> {
    if (event.defaultPrevented || this.panel()) return;
    event.preventDefault();
    const { question } = event.detail;
    if (await this.show()) {
      window.dispatchEvent(new CustomEvent(ASK_EVENT, { detail: { question }, cancelable: true }));
    }
  }

  /** A link to the chat page with a question in it opens the sheet instead. */
  follow(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-question]");
    if (!link || link.closest("[data-controller~=chat]")) return;
    event.preventDefault();
    const detail = { question: link.dataset.question ?? "" };
    window.dispatchEvent(new CustomEvent(ASK_EVENT, { detail, cancelable: true }));
  }

  private async show(): Promise<boolean> {
    if (!this.dialogTarget.open) {
      if (window.matchMedia(WHOLE_SCREEN).matches) this.dialogTarget.showModal();
      else this.dialogTarget.show();
      this.buttonTarget.hidden = true;
    }
    if (!this.panel()) await this.load();
    const panel = this.panel();
    panel?.querySelector<HTMLElement>("textarea")?.focus();
    return panel !== null;
  }

  private async load(): Promise<void> {
    try {
      const response = await fetch(this.urlValue);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const panel = page.querySelector("[data-controller~=chat]");
      if (!response.ok || !panel) throw new Error("no conversation");
      this.bodyTarget.append(document.importNode(panel, true));
      this.statusTarget.textContent = "";
      // Stimulus connects what was added in the next microtasks.
      await new Promise((resolve) => setTimeout(resolve));
    } catch {
      this.statusTarget.dataset.wrong = "";
      this.statusTarget.textContent = this.failedValue;
    }
  }

  private panel(): HTMLElement | null {
    return this.bodyTarget.querySelector("[data-controller~=chat]");
  }
}
