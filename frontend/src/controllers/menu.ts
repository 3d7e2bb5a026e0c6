import { Controller } from "@hotwired/stimulus";

/** On a phone the menu is folded behind a button; without this script it simply stands open. */
export class MenuController extends Controller<HTMLElement> {
  static override targets = ["button"];
  declare readonly buttonTarget: HTMLButtonElement;

  override connect(): void {
    this.buttonTarget.hidden = false;
    this.show(false);
  }

  toggle(): void {
    this.show(this.element.dataset.menu === "closed");
  }

  close(event: KeyboardEvent): void {
    if (event.key !== "Escape" || this.element.dataset.menu === "closed") return;
    this.show(false);
    this.buttonTarget.focus();
  }

  private show(isOpen: boolean): void {
    this.element.dataset.menu = isOpen ? "open" : "closed";
    this.buttonTarget.setAttribute("aria-expanded", String(isOpen));
  }
}
