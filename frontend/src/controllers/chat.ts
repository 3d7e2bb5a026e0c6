import { Controller } from "@hotwired/stimulus";

const PLAIN_POST = { "X-Requested-With": "XMLHttpRequest" };

/** The conversation: sends without leaving the page; every form in it also works without this script. */
export class ChatController extends Controller<HTMLElement> {
  static override targets = ["log", "form", "input", "status", "send", "welcome"];
  static override values = { waiting: String, failed: String };
  declare readonly logTarget: HTMLElement;
  declare readonly formTarget: HTMLFormElement;
  declare readonly inputTarget: HTMLTextAreaElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly sendTarget: HTMLButtonElement;
  declare readonly hasWelcomeTarget: boolean;
  declare readonly welcomeTarget: HTMLElement;
  declare readonly waitingValue: string;
  declare readonly failedValue: string;
  private isWaiting = false;

  override connect(): void {
    if (!location.hash) this.lastTurn()?.scrollIntoView({ block: "start" });
  }

  key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.formTarget.requestSubmit();
  }

  async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isWaiting) return;
    if (!this.inputTarget.value.trim()) return this.inputTarget.focus();
    const turn = await this.send(this.formTarget);
    if (!turn) return;
    if (this.hasWelcomeTarget) this.welcomeTarget.hidden = true;
    this.logTarget.append(turn);
    this.inputTarget.value = "";
    turn.scrollIntoView({ block: "start" });
  }

  example(event: Event): void {
    event.preventDefault();
    const question = (event.currentTarget as HTMLElement).dataset.question ?? "";
    this.ask(question);
  }

  /** A question handed over by another part of the page. */
  fromPage(event: CustomEvent<{ question: string }>): void {
    event.preventDefault();
    this.ask(event.detail.question);
  }

  async rate(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const id = form.closest<HTMLElement>(".turn")?.id ?? "";
    const turn = await this.send(form, event.submitter, id);
    if (!turn) return;
    document.getElementById(id)?.replaceWith(turn);
    turn.querySelector<HTMLElement>("[role=status]")?.focus();
  }

  private ask(question: string): void {
    this.inputTarget.focus();
    if (!question) return;
    this.inputTarget.value = question;
    this.formTarget.requestSubmit();
  }

  /** Post a form and read the turn from the answer, be it a fragment or a whole page. */
  private async send(
    form: HTMLFormElement,
    submitter?: HTMLElement | null,
    id = "",
  ): Promise<Element | null> {
    const body = new FormData(form, submitter ?? null);
    this.wait(true);
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: PLAIN_POST });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const turns = [...page.querySelectorAll(".turn")];
      const turn = id ? turns.find((one) => one.id === id) : turns.at(-1);
      if (turn) {
        this.wait(false);
        return document.importNode(turn, true);
      }
      this.fail(page.querySelector("[data-reason]")?.textContent?.trim());
    } catch {
      this.fail();
    }
    return null;
  }

  private wait(isWaiting: boolean): void {
    this.isWaiting = isWaiting;
    this.sendTarget.toggleAttribute("aria-disabled", isWaiting);
    this.element.setAttribute("aria-busy", String(isWaiting));
    delete this.statusTarget.dataset.wrong;
    this.statusTarget.textContent = isWaiting ? this.waitingValue : "";
  }

  private fail(reason?: string): void {
    this.wait(false);
    this.statusTarget.dataset.wrong = "";
    this.statusTarget.textContent = reason || this.failedValue;
  }

  private lastTurn(): Element | undefined {
    return [...this.logTarget.querySelectorAll(".turn")].at(-1);
  }
}
