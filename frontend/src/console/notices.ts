import type { Refusal } from "../live/outbox";
import type { Words } from "./desk";

const SHOWN_FOR = 6000;

/** Says what was done, and what was refused until it is dismissed. */
export class Notices {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly alert: HTMLElement,
    private readonly alertText: HTMLElement,
    private readonly status: HTMLElement,
    private readonly words: Words,
  ) {}

  say(message: string): void {
    this.status.textContent = message;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.status.textContent = "";
    }, SHOWN_FOR);
  }

  warn(refusal: Pick<Refusal, "code" | "message">): void {
    const { words } = this;
    this.alertText.textContent = refusal.message || words[`refused_${refusal.code}`] || words.refused || "";
    if (refusal.code === "login") this.alertText.append(" ", this.signIn());
    this.alert.hidden = false;
  }

  dismiss(): void {
    this.alert.hidden = true;
    this.alertText.textContent = "";
  }

  /** In a new window: nothing that is written here is lost. */
  private signIn(): HTMLElement {
    const link = document.createElement("a");
    link.href = location.href;
    link.target = "_blank";
    link.textContent = this.words.sign_in ?? "";
    return link;
  }
}
