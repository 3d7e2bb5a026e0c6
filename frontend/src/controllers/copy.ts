import { Controller } from "@hotwired/stimulus";

const SHOWN_FOR = 2000;

/**
 * Copies a text and says so on the button.
 * The text is `data-copy-text-value`, or a citation made from the provision that `source` names.
 */
export class CopyController extends Controller<HTMLButtonElement> {
  static override targets = ["label"];
  static override values = { text: String, source: String, title: String, done: String };
  declare readonly labelTarget: HTMLElement;
  declare readonly textValue: string;
  declare readonly sourceValue: string;
  declare readonly titleValue: string;
  declare readonly doneValue: string;
  private timer = 0;
  private label = "";

  override connect(): void {
    this.label = this.labelTarget.textContent ?? "";
    this.element.hidden = !navigator.clipboard;
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
  }

  async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.sourceValue ? this.citation() : this.textValue);
    this.labelTarget.textContent = this.doneValue;
    this.element.dataset.copied = "";
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.labelTarget.textContent = this.label;
      delete this.element.dataset.copied;
    }, SHOWN_FOR);
  }

  private citation(): string {
    const provision = document.getElementById(this.sourceValue);
    const words = [...(provision?.querySelectorAll("[data-citable]") ?? [])]
      .map((part) => (part.textContent ?? "").replace(/\s+/g, " ").trim())
      .filter(Boolean)
      .join("\n");
    const address = `${location.origin}${location.pathname}#${this.sourceValue}`;
    return `${this.titleValue}\n${words}\n${address}`;
  }
}
