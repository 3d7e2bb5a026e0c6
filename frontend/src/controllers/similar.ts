import { Controller } from "@hotwired/stimulus";

const PAUSE = 500;
const SHORTEST = 4;

/** Shows below a title, while it is written, what is published on the matter; silent where nothing is. */
export class SimilarController extends Controller<HTMLFormElement> {
  static override targets = ["text", "status", "region"];
  static override values = { url: String };
  declare readonly textTarget: HTMLInputElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly regionTarget: HTMLElement;
  declare readonly urlValue: string;
  private timer = 0;
  private request: AbortController | null = null;
  private asked = "";

  override disconnect(): void {
    window.clearTimeout(this.timer);
    this.request?.abort();
  }

  type(event: InputEvent): void {
    window.clearTimeout(this.timer);
    if (event.isComposing) return;
    this.timer = window.setTimeout(() => void this.look(), PAUSE);
  }

  async look(): Promise<void> {
    const text = this.textTarget.value.trim();
    if (text === this.asked) return;
    this.asked = text;
    this.request?.abort();
    if (text.length < SHORTEST) return this.show("");
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      // Posted, so that no word of a letter stands in an address.
      const response = await fetch(this.urlValue, { method: "POST", body: this.question(text), signal });
      if (response.ok) this.show(await response.text());
    } catch {
      // Help that does not come must not disturb who writes.
    }
  }

  private question(text: string): FormData {
    const data = new FormData();
    const token = this.element.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
    data.set("csrfmiddlewaretoken", token?.value ?? "");
    data.set("text", text);
    return data;
  }

  private show(html: string): void {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.regionTarget.replaceChildren(...page.body.children);
    // Who listens hears that something was found, and walks there when they like.
    this.statusTarget.textContent = this.regionTarget.querySelector("h3")?.textContent ?? "";
  }
}
