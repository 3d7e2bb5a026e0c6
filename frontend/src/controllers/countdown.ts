import { Controller } from "@hotwired/stimulus";

const MINUTE = 60_000;

/**
 * Counts down to `until` by the server's clock: `now` is the server's time when it wrote the page.
 * Without script the words that the server wrote stand there instead.
 */
export class CountdownController extends Controller<HTMLElement> {
  static override targets = ["words", "figures", "days", "hours", "minutes"];
  static override values = { until: String, now: String, done: String };
  declare readonly wordsTarget: HTMLElement;
  declare readonly figuresTarget: HTMLElement;
  declare readonly daysTarget: HTMLElement;
  declare readonly hoursTarget: HTMLElement;
  declare readonly minutesTarget: HTMLElement;
  declare readonly untilValue: string;
  declare readonly nowValue: string;
  declare readonly doneValue: string;
  private ahead = 0;
  private timer = 0;

  override connect(): void {
    // How far the server's clock is ahead of this one; the time that the page took to come is little.
    this.ahead = Date.parse(this.nowValue) - Date.now();
    this.show();
    this.timer = window.setInterval(() => this.show(), 1000);
  }

  override disconnect(): void {
    window.clearInterval(this.timer);
  }

  private show(): void {
    const left = Date.parse(this.untilValue) - (Date.now() + this.ahead);
    const minutes = Math.max(Math.ceil(left / MINUTE), 0);
    const isDone = minutes === 0;
    this.figuresTarget.hidden = isDone;
    this.wordsTarget.hidden = !isDone;
    if (isDone) {
      write(this.wordsTarget, this.doneValue);
      window.clearInterval(this.timer);
      return;
    }
    write(this.daysTarget, String(Math.floor(minutes / 1440)));
    write(this.hoursTarget, String(Math.floor(minutes / 60) % 24));
    write(this.minutesTarget, String(minutes % 60));
  }
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
