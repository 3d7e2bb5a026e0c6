/** The log of a live room as screens see it; mirrors interaction/interviews/entries.py. Times are ISO 8601. */

export type Audience = "public" | "staff" | "host";
export type AuthorKind = "citizen" | "guest" | "host" | "staff" | "bot" | "system";

export interface QuestionBody {
  id: number;
  number: number;
  text: string;
  by: string;
  asked_at: string;
  votes: number;
  answered: boolean;
}

export interface StateBody {
  state: string;
  starts_at: string;
  ends_at: string;
  reason?: string;
}

/** A remark or an answer; `corrects` is the seq of the entry in whose place it stands. */
export interface SpokenBody {
  text: string;
  by: string;
  title: string;
  duty: string;
  question?: QuestionBody;
  corrects?: number;
}

export interface PictureBody {
  url: string;
  width: number;
  height: number;
  alt: string;
  by: string;
}

export interface ReceivedBody {
  id: number;
  number: number;
  text: string;
  by: string;
  asked_at: string;
  masked: boolean;
}

export interface ModeratedBody {
  id: number;
  number: number;
  state: string;
  shortlisted: boolean;
  by: string;
  code?: string;
  into?: number;
}

/** The body of each kind of entry. */
export interface Bodies {
  mode: { mode: "open" | "paused" | "closed" };
  redaction: { seq: number };
  state: StateBody;
  question: QuestionBody;
  "question.gone": { id: number; into: number | null };
  on_screen: { question: QuestionBody | null };
  remark: SpokenBody;
  answer: SpokenBody;
  picture: PictureBody;
  pinned: { seq: number | null };
  rules: { questions_stopped: boolean; slow_mode_seconds: number };
  "question.received": ReceivedBody;
  "question.moderated": ModeratedBody;
  "run_sheet.changed": Record<string, unknown>;
}

export type Kind = keyof Bodies;

interface Head {
  seq: number;
  author_kind: AuthorKind;
  audience: Audience;
  at: string;
  /** Told to staff and hosts only. */
  client_id?: string;
}

/** An entry of one kind whose words stand. */
export type Told<K extends Kind> = Head & { kind: K; body: Bodies[K]; redacted?: never };

/** An entry whose words were taken back: its place stays, its body is empty. */
export type Redacted = Head & { kind: Kind; body: Record<string, never>; redacted: true };

export type Entry = { [K in Kind]: Told<K> }[Kind] | Redacted;

/** Whether an entry is of a kind and has its words; narrows the type of the body. */
export function isTold<K extends Kind>(entry: Entry, kind: K): entry is Extract<Entry, Told<K>> {
  return entry.kind === kind && !entry.redacted;
}
