import { timeOfDay } from "./clock";
import { type Desk, may } from "./desk";
import { fillList, phrase, show, showIf, slot } from "./dom";
import { readSaid, type Said } from "./said";

/** The question that everybody looks at, with what was answered to it. */
export class OnScreen {
  constructor(
    private readonly root: HTMLElement,
    private readonly desk: Desk,
  ) {
    slot(root, "clear").addEventListener("click", () => void desk.act("screen", { question: "" }));
  }

  render(): void {
    const { model, words } = this.desk;
    const question = model.run.on_screen === null ? undefined : model.questions.get(model.run.on_screen);
    showIf(this.root, "empty", question === undefined);
    showIf(this.root, "question", question !== undefined);
    showIf(this.root, "clear", question !== undefined && may(this.desk, "screen"));
    if (!question) return;
    show(this.root, "number", `#${question.number}`);
    show(this.root, "text", question.text);
    const votes = phrase(words.votes ?? "", { n: question.votes });
    show(this.root, "meta", [question.by || words.anonymous, votes].filter(Boolean).join(" · "));
    const answers = readSaid(model.spoken).filter(
      (said) => said.question?.id === question.id && !said.isGone,
    );
    fillList(
      slot(this.root, "answers"),
      answers,
      (said) => String(said.seq),
      () => document.createElement("li"),
      (row, said) => this.fill(row, said),
    );
  }

  private fill(row: HTMLElement, said: Said): void {
    const words = `${timeOfDay(said.at, this.desk.zone)} ${said.by}：${said.text}`;
    if (row.textContent !== words) row.textContent = words;
  }
}
