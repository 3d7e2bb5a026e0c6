import { type Entry, isTold, type QuestionBody } from "../live/entries";
import { readSaid, type Said } from "./said";

/** What the big screen shows. */
export interface ScreenModel {
  state: string;
  question: QuestionBody | null;
  spoken: Entry[];
}

// The server sets the first texts by the same steps (screen_views.py).
const LENGTHS: readonly [limit: number, name: string][] = [
  [24, "short"],
  [60, "medium"],
  [140, "long"],
];

export function openScreen(): ScreenModel {
  return { state: "", question: null, spoken: [] };
}

/** Take entries of the log, in their order. */
export function takeScreenEntries(model: ScreenModel, entries: Entry[]): ScreenModel {
  const next = { ...model, spoken: [...model.spoken] };
  for (const entry of entries) {
    if (isTold(entry, "state")) next.state = entry.body.state;
    else if (isTold(entry, "on_screen")) next.question = entry.body.question;
    else if (isTold(entry, "question") && entry.body.id === next.question?.id) next.question = entry.body;
    else if (entry.kind === "answer" || entry.kind === "remark") next.spoken.push(entry);
  }
  return next;
}

/** The latest answer to the question on the screen; without a question, the latest remark. */
export function latestWords(model: ScreenModel): Said | undefined {
  return readSaid(model.spoken)
    .reverse()
    .find((said) => {
      if (said.isGone || !said.text) return false;
      return model.question ? said.question?.id === model.question.id : said.kind === "remark";
    });
}

/** How long a text is, in the steps in which the screen sets it smaller. */
export function lengthOf(text: string): string {
  const letters = [...text].length;
  return LENGTHS.find(([limit]) => letters <= limit)?.[1] ?? "full";
}
