import { Controller } from "@hotwired/stimulus";

const SHOWN_FOR = 2000;

/**
 * Copies a text and says so on the button.
 * The text is `data-copy-text-value`, the address of the anchor that `link` names, or a citation made from
 * the provision that `source` names.
 */
export class CopyController extends Controller<HTMLButtonElement> {
  static override targets = ["label"];
  static override values = { text: String, source: String, link: String, title: String, done: String };
  declare readonly labelTarget: HTMLElement;
  declare readonly textValue: string;
  declare readonly sourceValue: string;
  declare readonly linkValue: string;
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
    await navigator.clipboard.writeText(this.words());
    this.labelTarget.textContent = this.doneValue;
    this.element.dataset.copied = "";
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.labelTarget.textContent = this.label;
      delete this.element.dataset.copied;
    }, SHOWN_FOR);
  }

  private words(): string {
    if (this.linkValue) return this.address(this.linkValue);
    return this.sourceValue ? this.citation() : this.textValue;
  }

  private address(anchor: string): string {
    return `${location.origin}${location.pathname}#${anchor}`;
  }

  private citation(): string {
    const provision = document.getElementById(this.sourceValue);
    const words = [...(provision?.querySelectorAll("[data-citable]") ?? [])]
      .map((part) => (part.textContent ?? "").replace(/\s+/g, " ").trim())
      .filter(Boolean)
      .join("\n");
    return `${this.titleValue}\n${words}\n${this.address(this.sourceValue)}`;
  }
}
