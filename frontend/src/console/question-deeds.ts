import type { Desk, Fields } from "./desk";
import { ask, fieldsOf, setField } from "./dialogs";
import { copyOf, option, phrase, show, showIf, slot } from "./dom";
import type { Question } from "./model";
import { mergeTargets } from "./queue-order";

export type QuestionDeed =
  | "approve"
  | "edit"
  | "reject"
  | "merge"
  | "detail"
  | "shortlist"
  | "screen"
  | "write";

const MOST_TARGETS = 30;

/** Do something with a question, after what must be known was asked; tells whether it was done. */
export async function decide(desk: Desk, deed: QuestionDeed, question: Question): Promise<boolean> {
  if (deed === "write") {
    desk.write(question);
    return true;
  }
  const verb = deed === "edit" ? "approve" : deed;
  const fields = await fieldsFor(desk, deed, question);
  if (!fields) return false;
  const told = await desk.act(verb, { question: String(question.id), ...fields });
  if (told.ok) desk.say(phrase(desk.words[`done_${deed}`] ?? "", { n: question.number }));
  return told.ok;
}

async function fieldsFor(desk: Desk, deed: QuestionDeed, question: Question): Promise<Fields | null> {
  const seen = { seen_state: question.state };
  if (deed === "approve") return seen;
  if (deed === "screen") return {};
  if (deed === "shortlist") return { on: question.shortlisted ? "0" : "1" };
  const dialogs = { edit: askText, reject: askCode, merge: askMain, detail: askDetail };
  const data = await dialogs[deed as keyof typeof dialogs](desk, question);
  return data && { ...fieldsOf(data), ...seen };
}

function about(dialog: HTMLElement, question: Question): void {
  show(dialog, "about", `#${question.number} ${question.text}`);
}

function askText(_desk: Desk, question: Question): Promise<FormData | null> {
  return ask("approve-dialog", (dialog) => {
    showIf(dialog, "original-part", Boolean(question.original));
    show(dialog, "original", question.original ?? "");
    setField(dialog, "text", question.text);
  });
}

function askDetail(_desk: Desk, question: Question): Promise<FormData | null> {
  return ask("detail-dialog", (dialog) => about(dialog, question));
}

function askCode(desk: Desk, question: Question): Promise<FormData | null> {
  return ask("reject-dialog", (dialog) => {
    about(dialog, question);
    const codes = slot(dialog, "codes") as HTMLSelectElement;
    codes.replaceChildren(...desk.model.codes.map((code) => option(code.name, code.code)));
    const explain = (): void =>
      show(dialog, "explanation", desk.model.codes[codes.selectedIndex]?.explanation ?? "");
    codes.onchange = explain;
    explain();
  });
}

function askMain(desk: Desk, question: Question): Promise<FormData | null> {
  return ask("merge-dialog", (dialog) => {
    about(dialog, question);
    const find = slot(dialog, "find") as HTMLInputElement;
    const list = (): void => listTargets(desk, dialog, question, find.value);
    find.oninput = list;
    // Enter in the search field must not merge.
    find.onkeydown = (event) => {
      if (event.key === "Enter") event.preventDefault();
    };
    list();
  });
}

function listTargets(desk: Desk, dialog: HTMLElement, question: Question, words: string): void {
  const targets = mergeTargets(desk.model.questions.values(), question, words)
    .filter((target) => question.state !== "approved" || target.state === "approved")
    .slice(0, MOST_TARGETS);
  const chosen = dialog.querySelector<HTMLInputElement>("[name=into]:checked")?.value;
  slot(dialog, "targets").replaceChildren(
    ...targets.map((target) => {
      const row = copyOf("merge-target");
      const radio = row.querySelector("input")!;
      radio.value = String(target.id);
      radio.checked = radio.value === chosen;
      show(row, "number", `#${target.number}`);
      show(row, "text", target.text);
      show(row, "votes", phrase(desk.words.votes ?? "", { n: target.votes }));
      return row;
    }),
  );
  showIf(dialog, "empty", targets.length === 0);
}
