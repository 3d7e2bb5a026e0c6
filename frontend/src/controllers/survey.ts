import { Controller } from "@hotwired/stimulus";
import { type Rule, shownKeys, type Value } from "./survey-rules";

const NUMBER_KINDS = new Set(["number", "rating"]);

/**
 * A section of a survey: questions come and go with the answers, characters are counted, what is ranked
 * can be moved. All of it works without a script too, only later: the server has the same rules.
 */
export class SurveyController extends Controller<HTMLFormElement> {
  static override targets = ["questions", "later", "status", "counted", "ranking"];
  declare readonly questionsTarget: HTMLElement;
  declare readonly laterTargets: HTMLTemplateElement[];
  declare readonly statusTarget: HTMLElement;
  declare readonly countedTargets: HTMLTextAreaElement[];
  private rules: Rule[] = [];

  override connect(): void {
    const script = this.element.querySelector("#survey-rules");
    this.rules = JSON.parse(script?.textContent || "[]") as Rule[];
    for (const template of this.laterTargets) template.replaceWith(template.content);
    this.show(false);
    this.count();
    this.showOthers();
  }

  change(): void {
    this.show(true);
    this.count();
    this.showOthers();
  }

  private get questions(): HTMLElement[] {
    return [...this.questionsTarget.querySelectorAll<HTMLElement>("[data-question]")];
  }

  private show(isTold: boolean): void {
    if (!this.rules.length) return;
    const questions = new Map(this.questions.map((element) => [element.dataset.question ?? "", element]));
    const shown = shownKeys([...questions.keys()], this.rules, (key) => read(questions.get(key)!));
    let said = "";
    for (const [key, element] of questions) {
      const isHidden = !shown.has(key);
      if (element.hidden !== isHidden)
        said = (isHidden ? this.statusTarget.dataset.hidden : this.statusTarget.dataset.shown) ?? "";
      element.hidden = isHidden;
      // What is hidden is not sent; the server drops it in any case.
      for (const control of element.querySelectorAll<HTMLInputElement>("input, select, textarea"))
        control.disabled = isHidden;
    }
    if (isTold && said) this.statusTarget.textContent = said;
  }

  /** The words beside "other" are asked for once it is chosen. */
  private showOthers(): void {
    for (const other of this.element.querySelectorAll<HTMLElement>("[data-survey-other]")) {
      const question = other.closest<HTMLElement>("[data-question]");
      other.hidden = !question?.querySelector('input[value="other"]:checked, option[value="other"]:checked');
    }
  }

  private count(): void {
    for (const area of this.countedTargets) {
      const note = document.getElementById(`${area.id}-count`);
      if (note && area.value) note.textContent = `${note.dataset.left} ${area.maxLength - area.value.length}`;
    }
  }
}

/** What was answered to a question, as far as conditions can ask. */
export function read(question: HTMLElement): Value {
  const kind = question.dataset.kind ?? "";
  if (kind === "ranking") return allOrNothing(question);
  if (kind === "multiple") {
    const chosen = [...question.querySelectorAll<HTMLInputElement>("input:checked")].map((one) => one.value);
    return chosen.length && isExplained(question, chosen) ? chosen : undefined;
  }
  const control = question.querySelector<HTMLInputElement>(
    "input:checked, select, textarea, input[type=text]:not([name$='-other']), input[type=date]",
  );
  const value = control?.value.trim() ?? "";
  if (!value || !isExplained(question, [value])) return undefined;
  if (!NUMBER_KINDS.has(kind)) return value;
  const number = Number(value.normalize("NFKC").replaceAll(",", ""));
  return Number.isFinite(number) ? number : undefined;
}

function allOrNothing(question: HTMLElement): Value {
  const places = [...question.querySelectorAll("select")].map((select) => select.value);
  return places.every(Boolean) && new Set(places).size === places.length ? places : undefined;
}

/** "Other" without its words is no answer yet. */
function isExplained(question: HTMLElement, chosen: readonly string[]): boolean {
  const words = question.querySelector<HTMLInputElement>("[data-survey-other] input");
  return !words || !chosen.includes("other") || words.value.trim() !== "";
}
