import { describe, expect, test } from "vitest";
import { aQuestion } from "./fixtures";
import type { QuestionState } from "./model";
import { countTabs, keepOrder, listTab, mergeTargets, type Tab, tabOf } from "./queue-order";

describe("tabs", () => {
  const cases: [QuestionState, object, Tab][] = [
    ["pending", {}, "waiting"],
    ["pending", { shortlisted: true }, "waiting"],
    ["needs_detail", {}, "detail"],
    ["approved", {}, "shown"],
    ["approved", { shortlisted: true }, "shortlisted"],
    ["approved", { shortlisted: true, answered_at: "2026-11-22T02:00:00Z" }, "decided"],
    ["merged", {}, "decided"],
    ["rejected", {}, "decided"],
    ["withdrawn", {}, "decided"],
  ];
  test.each(cases)("%s %j stands in %s", (state, values, tab) => {
    expect(tabOf(aQuestion(1, { state, ...values }))).toBe(tab);
  });

  test("every question is counted once", () => {
    const questions = cases.map(([state, values], place) => aQuestion(place, { state, ...values }));
    const counts = countTabs(questions);
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(cases.length);
    expect(counts.waiting).toBe(2);
  });
});

describe("order", () => {
  const questions = [
    aQuestion(1, { votes: 2 }),
    aQuestion(2, { votes: 5, text: "津贴多少钱" }),
    aQuestion(3, { votes: 2 }),
    aQuestion(4, { votes: 9, state: "approved" }),
  ];
  const ids = (list: { id: number }[]) => list.map(({ id }) => id);

  test("by votes, the older first among equals; or by time", () => {
    expect(ids(listTab(questions, "waiting", "votes"))).toEqual([2, 1, 3]);
    expect(ids(listTab(questions, "waiting", "time"))).toEqual([1, 2, 3]);
  });

  test("found by words or by the number", () => {
    expect(ids(listTab(questions, "waiting", "votes", "多少钱"))).toEqual([2]);
    expect(ids(listTab(questions, "waiting", "votes", "#3"))).toEqual([3]);
    expect(ids(listTab(questions, "waiting", "votes", "没有"))).toEqual([]);
  });

  test("what was decided last comes first", () => {
    const decided = [
      aQuestion(1, { state: "rejected", moderated_at: "2026-11-22T02:00:00Z" }),
      aQuestion(2, { state: "approved", answered_at: "2026-11-22T02:09:00Z" }),
    ];
    expect(ids(listTab(decided, "decided", "votes"))).toEqual([2, 1]);
  });

  test("nothing moves under a reader: what is new comes last, what left is gone", () => {
    expect(ids(keepOrder([3, 4, 1], listTab(questions, "waiting", "votes")))).toEqual([3, 1, 2]);
  });
});

test("the most alike question is offered first to be merged with", () => {
  const merged = aQuestion(1, { text: "几岁可以领高龄津贴" });
  const targets = mergeTargets(
    [
      merged,
      aQuestion(2, { text: "停车位怎么申请", votes: 50, state: "approved" }),
      aQuestion(3, { text: "高龄津贴从几岁开始领？", state: "approved" }),
      aQuestion(4, { text: "几岁可以领高龄津贴", state: "rejected" }),
    ],
    merged,
  );
  expect(targets.map(({ id }) => id)).toEqual([3, 2]);
});
