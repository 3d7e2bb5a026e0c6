import type { Status } from "../live/room-client";
import { timeOfDay, timing } from "./clock";
import { type Desk, may } from "./desk";
import { ask, fieldsOf } from "./dialogs";
import { option, phrase, show, slot } from "./dom";

/** The top bar: how the interview stands, and what its host can do with it. */
export class Bar {
  private readonly slow: HTMLSelectElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly desk: Desk,
  ) {
    this.slow = slot(root, "slow") as HTMLSelectElement;
    this.slow.addEventListener("change", () => void this.rules(this.desk.model.run.questions_stopped));
    slot(root, "stop").addEventListener(
      "click",
      () => void this.rules(!this.desk.model.run.questions_stopped),
    );
    for (const button of root.querySelectorAll<HTMLElement>("[data-dialog]")) {
      button.addEventListener("click", () => void this.open(button.dataset.verb!, button.dataset.dialog!));
    }
  }

  render(): void {
    const { run } = this.desk.model;
    const state = slot(this.root, "state");
    state.dataset.state = run.state;
    show(this.root, "state", this.desk.words[`run_${run.state}`] ?? run.state);
    let offered = 0;
    for (const element of this.root.querySelectorAll<HTMLElement>("[data-states]")) {
      const isNow = element.dataset.states!.split(" ").includes(run.state);
      element.hidden = !isNow || !may(this.desk, element.dataset.verb!);
      if (!element.hidden) offered += 1;
    }
    slot(this.root, "deeds").hidden = offered === 0;
    this.renderRules();
    this.tick();
  }

  /** Move the clocks on; called every second. */
  tick(): void {
    const { words, zone, model } = this.desk;
    const now = this.desk.now();
    const time = timing(model.run, now);
    show(this.root, "clock", timeOfDay(now, zone, true));
    show(this.root, "elapsed", time.elapsed || "–");
    show(this.root, "remaining-label", words[`time_${time.phase}`] ?? "");
    show(this.root, "remaining", time.remaining || "–");
    slot(this.root, "remaining").classList.toggle("is-over", time.phase === "over_time");
  }

  showReaders(count: number): void {
    show(this.root, "readers", String(count));
  }

  showLink(status: Status): void {
    slot(this.root, "link").dataset.link = status;
    show(this.root, "link", this.desk.words[`link_${status}`] ?? status);
  }

  /** Pause by the key. */
  pause(): void {
    const button = this.root.querySelector<HTMLElement>("[data-verb=pause]");
    if (button && !button.hidden) button.click();
  }

  private renderRules(): void {
    const { run } = this.desk.model;
    const { words } = this.desk;
    const stop = slot(this.root, "stop");
    stop.setAttribute("aria-pressed", String(run.questions_stopped));
    show(this.root, "stop", (run.questions_stopped ? words.take_questions : words.stop_questions) ?? "");
    const seconds = String(run.slow_mode_seconds);
    if (![...this.slow.options].some((one) => one.value === seconds)) {
      this.slow.add(option(phrase(words.seconds ?? "", { n: seconds }), seconds));
    }
    if (document.activeElement !== this.slow) this.slow.value = seconds;
  }

  private async rules(isStopped: boolean): Promise<void> {
    await this.desk.act("rules", { stopped: isStopped ? "1" : "0", slow_mode_seconds: this.slow.value });
    this.slow.blur();
    this.renderRules();
  }

  private async open(verb: string, dialogId: string): Promise<void> {
    const data = await ask(dialogId, (dialog) => this.prepare(verb, dialog));
    if (!data) return;
    const answer = await this.desk.act(verb, fieldsOf(data));
    if (answer.ok) this.desk.say(this.desk.words[`done_${verb}`] ?? "");
  }

  private prepare(verb: string, dialog: HTMLElement): void {
    if (verb !== "end") return;
    const questions = [...this.desk.model.questions.values()];
    const owed = questions.filter(
      (question) => !question.answered_at && ["pending", "needs_detail", "approved"].includes(question.state),
    );
    show(dialog, "owed", phrase(this.desk.words.owed ?? "", { n: owed.length }));
  }
}
