import { type Entry, isTold } from "../live/entries";

export type QuestionState = "pending" | "needs_detail" | "approved" | "merged" | "rejected" | "withdrawn";
export type SpokenKind = "remark" | "answer" | "picture";

/** How far the interview is, as the server tells it. */
export interface Run {
  id: number;
  title: string;
  state: string;
  starts_at: string;
  ends_at: string;
  started_at: string | null;
  ended_at: string | null;
  questions_stopped: boolean;
  slow_mode_seconds: number;
  on_screen: number | null;
  pinned_seq: number | null;
}

/** A question with all that those behind the interview may know of it. */
export interface Question {
  id: number;
  number: number;
  state: QuestionState;
  text: string;
  original: string | null;
  by: string;
  asked_at: string;
  votes: number;
  shortlisted: boolean;
  masked: boolean;
  detail_wanted: string;
  merged_into: number | null;
  merged: number[];
  code: string;
  note: string;
  moderated_by: string;
  moderated_at: string | null;
  answered_at: string | null;
}

/** What one person is writing; `question` null: a remark. */
export interface Draft {
  question: number | null;
  author: number;
  author_name: string;
  text: string;
  version: number;
  saved_at: string;
}

/** A line of the run sheet. */
export interface Line {
  id: number;
  order: number;
  text: string;
  answer: string;
  minutes: number;
  used_at: string | null;
}

export interface Guest {
  id: number;
  name: string;
  title: string;
  user: number | null;
}

export interface Me {
  id: number;
  name: string;
  duties: string[];
  audience: string;
  guest: number | null;
}

/** A reason for not showing a question. */
export interface Code {
  code: string;
  name: string;
  explanation: string;
}

/** The answer of `state/`: all that the screen needs at its start. */
export interface Snapshot {
  now: string;
  interview: Run;
  room: { id: number; epoch: string; last_seq: number; mode: string; readers: number };
  me: Me;
  verbs: string[];
  guests: Guest[];
  questions: Question[];
  drafts: Draft[];
  run_sheet: Line[];
  codes: Code[];
}

/** Everything that the console shows. Only the functions of this file make a new one. */
export interface Model {
  run: Run;
  me: Me;
  verbs: ReadonlySet<string>;
  guests: Guest[];
  codes: Code[];
  questions: ReadonlyMap<number, Question>;
  drafts: ReadonlyMap<string, Draft>;
  lines: Line[];
  /** What was said and shown, in the order of the log. */
  spoken: Entry[];
  /** The snapshot holds what came up to here. */
  snapshotSeq: number;
  /** Entries newer than the snapshot, to be told again on top of the next one. */
  newer: Entry[];
}

const SPOKEN: ReadonlySet<string> = new Set<SpokenKind>(["remark", "answer", "picture"]);

/** Name a draft as the counts beside the log do. */
export function draftKey(question: number | null, author: number): string {
  return `draft:${question ?? 0}:${author}`;
}

/** Begin with what the server says. */
export function openModel(snapshot: Snapshot): Model {
  return {
    run: snapshot.interview,
    me: snapshot.me,
    verbs: new Set(snapshot.verbs),
    guests: snapshot.guests,
    codes: snapshot.codes,
    questions: new Map(snapshot.questions.map((question) => [question.id, question])),
    drafts: byKey(snapshot.drafts),
    lines: [...snapshot.run_sheet].sort((a, b) => a.order - b.order || a.id - b.id),
    spoken: [],
    snapshotSeq: snapshot.room.last_seq,
    newer: [],
  };
}

/** Take over a newer snapshot without losing what came while it was on its way. */
export function refresh(model: Model, snapshot: Snapshot): Model {
  const fresh = { ...openModel(snapshot), spoken: model.spoken };
  const newer = model.newer.filter((entry) => entry.seq > fresh.snapshotSeq);
  return { ...newer.reduce(tell, fresh), newer };
}

/** Forget the stream: the log began a new epoch and is told again from its start. */
export function forgetLog(model: Model): Model {
  return { ...model, spoken: [], newer: [] };
}

/** Take entries of the log, in their order and each once. */
export function takeEntries(model: Model, entries: Entry[]): Model {
  const said = entries.filter((entry) => SPOKEN.has(entry.kind));
  // What the snapshot holds already must not be told on top of it: older states would come back.
  const newer = entries.filter((entry) => entry.seq > model.snapshotSeq);
  const told = newer.reduce(tell, model);
  return { ...told, spoken: [...model.spoken, ...said], newer: [...model.newer, ...newer] };
}

/** Take counted votes. */
export function takeVotes(model: Model, counts: Record<string, number>): Model {
  const questions = new Map(model.questions);
  for (const [name, votes] of Object.entries(counts)) {
    const id = /^question:(\d+)$/.exec(name)?.[1];
    const question = id ? questions.get(Number(id)) : undefined;
    if (question) questions.set(question.id, { ...question, votes });
  }
  return { ...model, questions };
}

/** Take the answer to a deed: it may come before or after the log tells of it. */
export function takeQuestion(model: Model, question: Question): Model {
  return { ...model, questions: new Map(model.questions).set(question.id, question) };
}

/** Take the interview as a deed's answer tells it. */
export function takeRun(model: Model, run: Run): Model {
  return { ...model, run };
}

/** Take the run sheet as a deed's answer tells it. */
export function takeLines(model: Model, lines: Line[]): Model {
  return { ...model, lines };
}

/** Take all drafts as they are now. */
export function takeDrafts(model: Model, drafts: Draft[]): Model {
  return { ...model, drafts: byKey(drafts) };
}

/** Whether counts tell of a draft that is newer than the one known here. */
export function hasNewerDraft(model: Model, counts: Record<string, number>): boolean {
  return Object.entries(counts).some(
    ([name, version]) =>
      name.startsWith("draft:") &&
      !name.endsWith(`:${model.me.id}`) &&
      model.drafts.get(name)?.version !== version,
  );
}

/** What colleagues are writing for the same question, the newest first. */
export function draftsOfOthers(model: Model, question: number | null): Draft[] {
  return [...model.drafts.values()]
    .filter((draft) => draft.question === question && draft.author !== model.me.id && draft.text.trim())
    .sort((a, b) => b.saved_at.localeCompare(a.saved_at));
}

/** Whether an entry says less than the snapshot would: the console reads that again. */
export function needsSnapshot(model: Model, entry: Entry): boolean {
  if (entry.seq <= model.snapshotSeq || entry.redacted) return false;
  if (isTold(entry, "question.received")) return entry.body.masked;
  if (isTold(entry, "question.moderated")) return entry.body.state !== "approved";
  return isTold(entry, "question.gone");
}

function byKey(drafts: Draft[]): Map<string, Draft> {
  return new Map(drafts.map((draft) => [draftKey(draft.question, draft.author), draft]));
}

function tell(model: Model, entry: Entry): Model {
  if (isTold(entry, "state")) return withRun(model, stateOf(model.run, entry.body, entry.at));
  if (isTold(entry, "rules")) return withRun(model, entry.body);
  if (isTold(entry, "pinned")) return withRun(model, { pinned_seq: entry.body.seq });
  if (isTold(entry, "on_screen")) return withRun(model, { on_screen: entry.body.question?.id ?? null });
  if (isTold(entry, "question.received")) {
    const { id, number, text, by, asked_at, masked } = entry.body;
    return change(model, id, { number, text, by, asked_at, masked, state: "pending" });
  }
  if (isTold(entry, "question")) {
    const { id, answered, ...told } = entry.body;
    const answered_at = answered ? (model.questions.get(id)?.answered_at ?? entry.at) : null;
    return change(model, id, { ...told, state: "approved", answered_at });
  }
  if (isTold(entry, "question.gone")) {
    const { id, into } = entry.body;
    return change(model, id, { state: into ? "merged" : "rejected", merged_into: into });
  }
  if (isTold(entry, "question.moderated")) return moderated(model, entry);
  if (isTold(entry, "answer") && entry.body.question) {
    const { id } = entry.body.question;
    return change(model, id, { answered_at: model.questions.get(id)?.answered_at ?? entry.at });
  }
  const { lines } = entry.kind === "run_sheet.changed" ? (entry.body as { lines?: Line[] }) : {};
  return lines ? { ...model, lines } : model;
}

function withRun(model: Model, run: Partial<Run>): Model {
  return { ...model, run: { ...model.run, ...run } };
}

function stateOf(
  run: Run,
  told: { state: string; starts_at: string; ends_at: string },
  at: string,
): Partial<Run> {
  const { state, starts_at, ends_at } = told;
  const started_at = state === "live" ? (run.started_at ?? at) : run.started_at;
  return { state, starts_at, ends_at, started_at, ended_at: state === "ended" ? at : run.ended_at };
}

function moderated(model: Model, entry: Entry): Model {
  if (!isTold(entry, "question.moderated")) return model;
  const { id, number, state, shortlisted, by, code, into } = entry.body;
  return change(model, id, {
    number,
    state: state as QuestionState,
    shortlisted,
    moderated_by: by,
    moderated_at: entry.at,
    code: code ?? "",
    merged_into: into ?? null,
  });
}

function change(model: Model, id: number, values: Partial<Question>): Model {
  const known = model.questions.get(id) ?? unknown(id);
  return takeQuestion(model, { ...known, ...values });
}

function unknown(id: number): Question {
  return {
    id,
    number: 0,
    state: "pending",
    text: "",
    original: null,
    by: "",
    asked_at: "",
    votes: 0,
    shortlisted: false,
    masked: false,
    detail_wanted: "",
    merged_into: null,
    merged: [],
    code: "",
    note: "",
    moderated_by: "",
    moderated_at: null,
    answered_at: null,
  };
}
