import { Controller } from "@hotwired/stimulus";

const ONE_YEAR = 31_536_000;

/** Switches large type at once; the form does the same with a round trip where scripts are off. */
export class ComfortController extends Controller<HTMLFormElement> {
  static override targets = ["button", "state"];
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly stateTarget: HTMLInputElement;

  toggle(event: Event): void {
    event.preventDefault();
    const root = document.documentElement;
    const isLarge = root.dataset.comfort === "large";
    if (isLarge) delete root.dataset.comfort;
    else root.dataset.comfort = "large";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    const cookie = isLarge ? "comfort=; Max-Age=0" : `comfort=large; Max-Age=${ONE_YEAR}`;
    // biome-ignore lint/suspicious/noDocumentCookie: the server reads this cookie; Cookie Store is not everywhere.
    document.cookie = `${cookie}; Path=/; SameSite=Lax${secure}`;
    this.buttonTarget.setAttribute("aria-pressed", String(!isLarge));
    this.stateTarget.value = isLarge ? "large" : "";
  }
}
