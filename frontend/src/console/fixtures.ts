import type { Entry } from "../live/entries";
import type { Draft, Line, Question, Snapshot } from "./model";

/** A question for tests. */
export function aQuestion(id: number, values: Partial<Question> = {}): Question {
  return {
    id,
    number: id,
    state: "pending",
    text: `第${id}个问题`,
    original: null,
    by: "",
    asked_at: "2026-11-22T02:00:00+00:00",
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
    ...values,
  };
}

export function aLine(id: number, values: Partial<Line> = {}): Line {
  return { id, order: id, text: `第${id}句`, answer: "", minutes: 5, used_at: null, ...values };
}

export function aDraft(author: number, question: number | null, values: Partial<Draft> = {}): Draft {
  return {
    question,
    author,
    author_name: `同事${author}`,
    text: "正在写",
    version: 1,
    saved_at: "2026-11-22T02:02:31+00:00",
    ...values,
  };
}

/** What the server says at the start of a live interview; person 1 hosts. */
export function aSnapshot(values: Partial<Snapshot> = {}, seq = 10): Snapshot {
  return {
    now: "2026-11-22T02:02:00+00:00",
    interview: {
      id: 5,
      title: "高龄津贴怎么领",
      state: "live",
      starts_at: "2026-11-22T02:00:00+00:00",
      ends_at: "2026-11-22T03:00:00+00:00",
      started_at: "2026-11-22T02:00:00+00:00",
      ended_at: null,
      questions_stopped: false,
      slow_mode_seconds: 0,
      on_screen: null,
      pinned_seq: null,
    },
    room: { id: 3, epoch: "e1", last_seq: seq, mode: "open", readers: 12 },
    me: { id: 1, name: "主持人", duties: ["host", "moderator", "recorder"], audience: "host", guest: null },
    verbs: [
      "start",
      "pause",
      "resume",
      "delay",
      "extend",
      "end",
      "cancel",
      "rules",
      "approve",
      "reject",
      "merge",
      "detail",
      "shortlist",
      "screen",
      "answer",
      "remark",
      "picture",
      "correct",
      "redact",
      "pin",
      "draft",
      "prepare",
      "move",
      "use",
      "drop",
    ],
    guests: [
      { id: 4, name: "沈清和", title: "副局长", user: 9 },
      { id: 6, name: "何守义", title: "主任", user: null },
    ],
    questions: [],
    drafts: [],
    run_sheet: [],
    codes: [
      { code: "insult", name: "辱骂", explanation: "请换一种说法。" },
      { code: "off-topic", name: "与主题无关", explanation: "请写信给部门。" },
    ],
    ...values,
  };
}

/** An entry of the log. */
export function anEntry(seq: number, kind: Entry["kind"], body: object, values: object = {}): Entry {
  return {
    seq,
    kind,
    body,
    author_kind: "system",
    audience: "public",
    at: `2026-11-22T02:${String(seq % 60).padStart(2, "0")}:00+00:00`,
    ...values,
  } as unknown as Entry;
}
