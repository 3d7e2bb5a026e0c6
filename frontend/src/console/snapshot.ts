export type QuestionState = "pending" | "needs_detail" | "approved" | "merged" | "rejected" | "withdrawn";

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
