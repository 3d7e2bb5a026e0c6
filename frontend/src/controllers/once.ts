import { Controller } from "@hotwired/stimulus";

const HELD_FOR = 10_000;

/**
 * A form that is sent once: a double click does nothing.
 * It opens again for whoever goes back to it, and after ten seconds for whoever stopped the loading.
 */
export class OnceController extends Controller<HTMLFormElement> {
  private isSent = false;
  private timer = 0;

  override connect(): void {
    window.addEventListener("pageshow", this.reopen);
  }

  override disconnect(): void {
    window.removeEventListener("pageshow", this.reopen);
    window.clearTimeout(this.timer);
  }

  send(event: SubmitEvent): void {
    if (this.isSent) {
      event.preventDefault();
      return;
    }
    this.mark(true);
    this.timer = window.setTimeout(() => this.mark(false), HELD_FOR);
  }

  private readonly reopen = (event: PageTransitionEvent): void => {
    if (event.persisted) this.mark(false);
  };

  // A button that is disabled would not say which one was pressed.
  private mark(isSent: boolean): void {
    this.isSent = isSent;
    for (const button of this.element.querySelectorAll("button[type=submit]"))
      button.setAttribute("aria-disabled", String(isSent));
  }
}
