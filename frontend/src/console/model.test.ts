import { describe, expect, test } from "vitest";
import { aDraft, aLine, anEntry, aQuestion, aSnapshot } from "./fixtures";
import {
  draftsOfOthers,
  forgetLog,
  hasNewerDraft,
  needsSnapshot,
  openModel,
  refresh,
  takeEntries,
  takeVotes,
} from "./model";

const shown = (id: number) => ({
  id,
  number: id,
  text: "几岁开始领？",
  by: "",
  asked_at: "",
  votes: 3,
  answered: false,
});
const said = (text: string, more = {}) => ({ text, by: "沈清和", title: "副局长", duty: "guest", ...more });

describe("the log on top of the snapshot", () => {
  test("what the snapshot holds already does not bring old states back", () => {
    const model = openModel(aSnapshot({ questions: [aQuestion(1, { state: "approved" })] }, 10));
    const received = anEntry(3, "question.received", {
      id: 1,
      number: 1,
      text: "旧",
      by: "",
      asked_at: "",
      masked: false,
    });
    expect(takeEntries(model, [received]).questions.get(1)).toMatchObject({
      state: "approved",
      text: "第1个问题",
    });
  });

  test("older entries still make the stream", () => {
    const model = takeEntries(openModel(aSnapshot()), [anEntry(2, "remark", said("各位好"))]);
    expect(model.spoken).toHaveLength(1);
  });

  test("a question is received, shown, merged and gone", () => {
    let model = openModel(aSnapshot());
    model = takeEntries(model, [
      anEntry(11, "question.received", {
        id: 7,
        number: 7,
        text: "新问题",
        by: "李女士",
        asked_at: "",
        masked: false,
      }),
    ]);
    expect(model.questions.get(7)).toMatchObject({ state: "pending", text: "新问题", by: "李女士" });
    model = takeEntries(model, [anEntry(12, "question", shown(7))]);
    expect(model.questions.get(7)).toMatchObject({ state: "approved", votes: 3, answered_at: null });
    const moderated = { id: 7, number: 7, state: "merged", shortlisted: false, by: "审核员", into: 2 };
    model = takeEntries(model, [
      anEntry(13, "question.gone", { id: 7, into: 2 }),
      anEntry(14, "question.moderated", moderated, { audience: "staff" }),
    ]);
    expect(model.questions.get(7)).toMatchObject({ state: "merged", merged_into: 2, moderated_by: "审核员" });
  });

  test("state, rules, screen and pin follow the log", () => {
    const times = { starts_at: "a", ends_at: "b" };
    const model = takeEntries(openModel(aSnapshot({ questions: [aQuestion(1)] })), [
      anEntry(11, "state", { state: "paused", reason: "设备故障", ...times }),
      anEntry(12, "rules", { questions_stopped: true, slow_mode_seconds: 60 }),
      anEntry(13, "on_screen", { question: shown(1) }),
      anEntry(14, "pinned", { seq: 2 }),
    ]);
    expect(model.run).toMatchObject({
      state: "paused",
      ends_at: "b",
      questions_stopped: true,
      slow_mode_seconds: 60,
      on_screen: 1,
      pinned_seq: 2,
    });
  });

  test("an answer answers its question, and a taken-back one opens it again", () => {
    const start = openModel(aSnapshot({ questions: [aQuestion(1, { state: "approved" })] }));
    const answered = takeEntries(start, [anEntry(11, "answer", said("八十岁", { question: shown(1) }))]);
    expect(answered.questions.get(1)?.answered_at).not.toBeNull();
    const reopened = takeEntries(answered, [anEntry(12, "question", shown(1))]);
    expect(reopened.questions.get(1)?.answered_at).toBeNull();
  });

  test("a correction keeps the time of the first answer", () => {
    const first = "2026-11-22T02:01:00+00:00";
    const start = openModel(
      aSnapshot({ questions: [aQuestion(1, { state: "approved", answered_at: first })] }),
    );
    const body = said("八十周岁", { question: shown(1), corrects: 5 });
    expect(takeEntries(start, [anEntry(20, "answer", body)]).questions.get(1)?.answered_at).toBe(first);
  });

  test("the run sheet is replaced", () => {
    const model = takeEntries(openModel(aSnapshot({ run_sheet: [aLine(1)] })), [
      anEntry(11, "run_sheet.changed", { lines: [aLine(2), aLine(1)] }),
    ]);
    expect(model.lines.map((line) => line.id)).toEqual([2, 1]);
  });
});

describe("a newer snapshot", () => {
  test("keeps what came while it was on its way", () => {
    const model = takeEntries(openModel(aSnapshot({}, 10)), [
      anEntry(11, "question", shown(1)),
      anEntry(12, "question", shown(2)),
    ]);
    // It was read after entry 11 and before 12.
    const fresh = refresh(
      model,
      aSnapshot({ questions: [aQuestion(1, { state: "rejected", code: "insult" })] }, 11),
    );
    expect(fresh.questions.get(1)).toMatchObject({ state: "rejected", code: "insult" });
    expect(fresh.questions.get(2)?.state).toBe("approved");
    expect(fresh.newer.map((entry) => entry.seq)).toEqual([12]);
  });

  test("keeps the stream; a new epoch forgets it", () => {
    const model = takeEntries(openModel(aSnapshot()), [anEntry(2, "remark", said("各位好"))]);
    expect(refresh(model, aSnapshot()).spoken).toHaveLength(1);
    expect(forgetLog(model).spoken).toEqual([]);
  });

  test("is asked for where an entry says less than it", () => {
    const model = openModel(aSnapshot());
    const received = (masked: boolean) =>
      anEntry(11, "question.received", { id: 1, number: 1, text: "", by: "", asked_at: "", masked });
    expect(needsSnapshot(model, received(true))).toBe(true);
    expect(needsSnapshot(model, received(false))).toBe(false);
    expect(needsSnapshot(model, anEntry(4, "question.gone", { id: 1, into: null }))).toBe(false);
    expect(needsSnapshot(model, anEntry(12, "question.gone", { id: 1, into: null }))).toBe(true);
  });
});

describe("beside the log", () => {
  test("votes are counted for questions that are known", () => {
    const model = openModel(aSnapshot({ questions: [aQuestion(12)] }));
    const counted = takeVotes(model, { "question:12": 5, "question:99": 1, "draft:12:3": 2 });
    expect(counted.questions.get(12)?.votes).toBe(5);
    expect(counted.questions.has(99)).toBe(false);
  });

  test("a colleague's newer draft is noticed, one's own is not", () => {
    const model = openModel(aSnapshot({ drafts: [aDraft(2, 7, { version: 3 })] }));
    expect(hasNewerDraft(model, { "draft:7:2": 3 })).toBe(false);
    expect(hasNewerDraft(model, { "draft:7:2": 4 })).toBe(true);
    expect(hasNewerDraft(model, { "draft:0:2": 1 })).toBe(true);
    expect(hasNewerDraft(model, { "draft:7:1": 9 })).toBe(false);
  });

  test("drafts of colleagues are those for the same question", () => {
    const drafts = [aDraft(1, 7), aDraft(2, 7), aDraft(3, null), aDraft(4, 7, { text: " " })];
    const model = openModel(aSnapshot({ drafts }));
    expect(draftsOfOthers(model, 7).map((draft) => draft.author)).toEqual([2]);
    expect(draftsOfOthers(model, null).map((draft) => draft.author)).toEqual([3]);
  });
});
