import type { Question } from "./model";

export type Tab = "waiting" | "shown" | "shortlisted" | "detail" | "decided";
export type Order = "votes" | "time";

export const TABS: readonly Tab[] = ["waiting", "shown", "shortlisted", "detail", "decided"];

/** Where in the queue a question stands. What is shortlisted is shown too, but stands by itself. */
export function tabOf(question: Question): Tab {
  if (question.state === "pending") return "waiting";
  if (question.state === "needs_detail") return "detail";
  if (question.state !== "approved" || question.answered_at) return "decided";
  return question.shortlisted ? "shortlisted" : "shown";
}

/** How many questions stand in each tab. */
export function countTabs(questions: Iterable<Question>): Record<Tab, number> {
  const counts = { waiting: 0, shown: 0, shortlisted: 0, detail: 0, decided: 0 };
  for (const question of questions) counts[tabOf(question)] += 1;
  return counts;
}

/** The questions of a tab in order; `words` keeps those that hold them, or whose number they are. */
export function listTab(questions: Iterable<Question>, tab: Tab, order: Order, words = ""): Question[] {
  const kept = [...questions].filter((question) => tabOf(question) === tab && fits(question, words));
  return kept.sort(tab === "decided" ? lastDecidedFirst : order === "votes" ? mostWantedFirst : oldestFirst);
}

/** Questions that another one can be merged with: still in play, the most alike first. */
export function mergeTargets(questions: Iterable<Question>, merged: Question, words = ""): Question[] {
  const likeness = new Map<number, number>();
  const kept = [...questions].filter(
    (question) =>
      question.id !== merged.id &&
      (question.state === "approved" || question.state === "pending") &&
      fits(question, words),
  );
  for (const question of kept) likeness.set(question.id, alike(question.text, merged.text));
  return kept.sort((a, b) => likeness.get(b.id)! - likeness.get(a.id)! || mostWantedFirst(a, b));
}

/** Keep an order that somebody is reading: what is new comes last, what left is gone. */
export function keepOrder(shown: readonly number[], wanted: Question[]): Question[] {
  const left = new Map(wanted.map((question) => [question.id, question]));
  const kept = shown.flatMap((id) => left.get(id) ?? []);
  for (const question of kept) left.delete(question.id);
  return [...kept, ...left.values()];
}

function fits(question: Question, words: string): boolean {
  const wanted = words.trim().toLowerCase().replace(/^#/, "");
  return !wanted || String(question.number) === wanted || question.text.toLowerCase().includes(wanted);
}

function mostWantedFirst(a: Question, b: Question): number {
  return b.votes - a.votes || a.number - b.number;
}

function oldestFirst(a: Question, b: Question): number {
  return a.number - b.number;
}

function lastDecidedFirst(a: Question, b: Question): number {
  return decidedAt(b).localeCompare(decidedAt(a)) || b.number - a.number;
}

function decidedAt(question: Question): string {
  return question.answered_at ?? question.moderated_at ?? "";
}

/** The share of pairs of neighbouring characters that two texts have in common (Dice). */
function alike(one: string, other: string): number {
  const [a, b] = [pairs(one), pairs(other)];
  if (!a.size || !b.size) return 0;
  return (2 * [...a].filter((pair) => b.has(pair)).length) / (a.size + b.size);
}

function pairs(text: string): Set<string> {
  const letters = [...text.toLowerCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  return new Set(letters.slice(1).map((letter, place) => `${letters[place]}${letter}`));
}
