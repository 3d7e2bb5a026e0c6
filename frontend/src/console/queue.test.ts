import { beforeEach, describe, expect, test, vi } from "vitest";
import { one, settle, until } from "../controllers/testing";
import { aQuestion, aSnapshot } from "./fixtures";
import { takeQuestion } from "./model";
import { leaveDialog, putPage, TestDesk } from "./page.fixture";
import { deedsFor, Queue } from "./queue";

const approved = { state: "approved" as const };

beforeEach(() => {
  localStorage.clear();
  putPage();
});

describe("the queue", () => {
  function open(
    snapshot = aSnapshot({ questions: [aQuestion(1, { votes: 1 }), aQuestion(2, { votes: 9 })] }),
  ) {
    const desk = new TestDesk(snapshot, { done_approve: "#{n} shown" });
    const queue = new Queue(one("#queue"), desk);
    queue.render();
    return { desk, queue };
  }
  const ids = (): (string | undefined)[] =>
    [...document.querySelectorAll<HTMLElement>(".queue-list > li")].map((card) => card.dataset.key);

  test("what was decided is sent with the state that was seen", async () => {
    const { desk, queue } = open();
    expect(ids()).toEqual(["2", "1"]);
    queue.step(1);
    queue.do("approve");
    await until(() => desk.said, ["#2 shown"]);
    expect(desk.done).toEqual([["approve", { question: "2", seen_state: "pending" }]]);
  });

  test("the keys do nothing while no question is open", () => {
    const { desk, queue } = open();
    queue.do("approve");
    expect(desk.done).toEqual([]);
  });

  test("after a decision the focus is on the next question", async () => {
    const { desk, queue } = open();
    vi.spyOn(desk, "act").mockImplementation(async () => {
      desk.model = takeQuestion(desk.model, aQuestion(2, approved));
      queue.render();
      return { ok: true, status: 200 };
    });
    queue.step(1);
    queue.do("approve");
    await until(() => document.activeElement?.closest<HTMLElement>("[data-key]")?.dataset.key, "1");
    expect(document.activeElement?.getAttribute("aria-expanded")).toBe("true");
  });

  test("votes do not move the cards while somebody reads them", () => {
    const { desk, queue } = open();
    queue.step(1);
    desk.model = takeQuestion(desk.model, aQuestion(1, { votes: 99 }));
    queue.render();
    expect(ids()).toEqual(["2", "1"]);
    (document.activeElement as HTMLElement).blur();
    queue.render();
    expect(ids()).toEqual(["1", "2"]);
  });

  test("a refusal needs its reason", async () => {
    const { desk, queue } = open();
    queue.step(1);
    queue.do("reject");
    await settle();
    expect(one("#reject-dialog [data-slot=explanation]").textContent).toBe("请换一种说法。");
    leaveDialog("reject-dialog", { code: "off-topic", note: "请写信" });
    await until(() => desk.done.length, 1);
    expect(desk.done[0]?.[1]).toMatchObject({ code: "off-topic", note: "请写信", seen_state: "pending" });
  });

  test("a dialog that is left does nothing", async () => {
    const { desk, queue } = open();
    queue.step(1);
    queue.do("reject");
    await settle();
    leaveDialog("reject-dialog", {}, "");
    await settle();
    expect(desk.done).toEqual([]);
  });

  test("a shown question is merged with shown ones only", async () => {
    const questions = [aQuestion(1, approved), aQuestion(2, approved), aQuestion(3)];
    const { queue } = open(aSnapshot({ questions }));
    queue.choose("shown");
    queue.step(1);
    queue.do("merge");
    await settle();
    const offered = [...document.querySelectorAll<HTMLInputElement>("#merge-dialog [name=into]")];
    expect(offered.map((radio) => radio.value)).toEqual(["2"]);
  });

  test("recorders may put on the screen and answer, not judge", () => {
    const me = { id: 3, name: "记录员", duties: ["recorder"], audience: "host", guest: null };
    open(aSnapshot({ questions: [aQuestion(1, approved)], me, verbs: ["screen", "answer"] }));
    one("[data-deed=open]").click();
    const offered = [...document.querySelectorAll<HTMLElement>(".q [data-deed]:not([hidden])")];
    expect(offered.map((button) => button.dataset.deed)).toEqual(["open", "screen", "write"]);
  });

  test.each([
    ["collecting", "pending", ["approve", "edit", "shortlist", "merge", "detail", "reject"]],
    ["collecting", "approved", ["write", "edit", "shortlist", "merge", "reject"]],
    ["live", "approved", ["screen", "write", "edit", "shortlist", "merge", "reject"]],
    ["live", "rejected", ["approve"]],
    ["live", "withdrawn", []],
    ["ended", "pending", []],
    ["ended", "approved", ["edit"]],
  ] as const)("while %s, of a question that is %s can be done: %j", (run, state, deeds) => {
    const desk = new TestDesk(aSnapshot());
    desk.model = { ...desk.model, run: { ...desk.model.run, state: run } };
    expect(deedsFor(aQuestion(1, { state }), desk)).toEqual(new Set(deeds));
  });

  test("what citizens wrote is never read as HTML", () => {
    open(aSnapshot({ questions: [aQuestion(1, { text: "<img src=x onerror=alert(1)>", by: "<b>" })] }));
    expect(document.querySelector(".queue-list img, .queue-list b:not([data-slot])")).toBeNull();
  });
});
