import { beforeEach, describe, expect, test, vi } from "vitest";
import { one, settle, until } from "../controllers/testing";
import type { Answer } from "../live/outbox";
import { Autosave } from "./autosave";
import { Editor } from "./editor";
import { aDraft, aLine, anEntry, aQuestion, aSnapshot } from "./fixtures";
import { takeDrafts, takeEntries, takeQuestion } from "./model";
import { leaveDialog, putPage, TestDesk } from "./page.fixture";
import { Queue } from "./queue";
import { RunSheet } from "./run-sheet";
import { Stream } from "./stream";

const approved = { state: "approved" as const };
const words = (text: string, more = {}) => ({ text, by: "沈清和", title: "副局长", duty: "guest", ...more });

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

  test("what citizens wrote is never read as HTML", () => {
    open(aSnapshot({ questions: [aQuestion(1, { text: "<img src=x onerror=alert(1)>", by: "<b>" })] }));
    expect(document.querySelector(".queue-list img, .queue-list b:not([data-slot])")).toBeNull();
  });
});

describe("the editor", () => {
  const ASKED = [aQuestion(1, approved), aQuestion(2, approved)];

  function open(values: Parameters<typeof aSnapshot>[0] = {}, onScreen: number | null = 1) {
    const snapshot = aSnapshot({ questions: ASKED, ...values });
    snapshot.interview.on_screen = onScreen;
    const desk = new TestDesk(snapshot, { answering: "#{n}", no_target: "none", send_nevertheless: "still" });
    let editor: Editor | undefined;
    const autosave = new Autosave({
      storage: localStorage,
      storageKey: "drafts",
      save: async () => null,
      changed: (question, state) => editor?.draftChanged(question, state),
    });
    editor = new Editor(one("[data-console-target=editor]"), desk, autosave, () => undefined);
    editor.render();
    return { desk, editor, autosave };
  }
  const draft = (): HTMLTextAreaElement => one<HTMLTextAreaElement>("#answer-text");
  const type = (text: string): void => {
    draft().value = text;
    draft().dispatchEvent(new Event("input"));
  };
  const send = (): void => one("[data-slot=send]").click();
  const screen = (desk: TestDesk, question: number): void => {
    desk.model = { ...desk.model, run: { ...desk.model.run, on_screen: question } };
  };

  test("an answer names its question, the guest and what the writer has seen", async () => {
    const { desk } = open();
    desk.seen = 42;
    type("八十周岁。");
    send();
    await until(() => desk.done.length, 1);
    expect(desk.done[0]).toEqual([
      "answer",
      { text: "八十周岁。", guest: "4", question: "1", seen_seq: "42" },
    ]);
    await until(() => draft().value, "");
  });

  test("an outrun text stays, shows what came, and goes out when it is sent nevertheless", async () => {
    const { desk } = open();
    const missing = [anEntry(50, "answer", words("已经答了"))];
    desk.answers = [{ ok: false, status: 409, code: "outrun", message: "newer", missing } as Answer];
    type("我的答复");
    send();
    await until(() => one("[data-slot=problem]").hidden, false);
    expect(draft().value).toBe("我的答复");
    expect(one("[data-slot=missing]").textContent).toContain("已经答了");
    one("[data-slot=problem-deeds] button").click();
    await until(() => desk.done.length, 2);
    expect(desk.done[1]?.[1]).toMatchObject({ text: "我的答复", seen_seq: "50" });
  });

  test("follows the screen while nothing is written, and never in the middle of a sentence", () => {
    const { desk, editor } = open();
    screen(desk, 2);
    editor.render();
    expect(one("[data-slot=target]").textContent).toBe("#2");
    type("写到一半");
    screen(desk, 1);
    editor.render();
    expect(one("[data-slot=target]").textContent).toBe("#2");
    expect(draft().value).toBe("写到一半");
    expect(one("[data-slot=moved]").hidden).toBe(false);
    one("[data-slot=follow]").click();
    expect(one("[data-slot=target]").textContent).toBe("#1");
    expect(draft().value).toBe("");
  });

  test("each question and the remark keep a text of their own", () => {
    const { editor, desk } = open();
    type("回答一");
    editor.focus("remark");
    expect(draft().value).toBe("");
    type("各位好");
    editor.write(desk.model.questions.get(2)!);
    expect(draft().value).toBe("");
    editor.write(desk.model.questions.get(1)!);
    expect(draft().value).toBe("回答一");
    editor.focus("remark");
    expect(draft().value).toBe("各位好");
  });

  test("a colleague's draft stands beside one's own and can be added to it", () => {
    const { desk, editor } = open();
    type("我的");
    desk.model = takeDrafts(desk.model, [
      aDraft(2, 1, { text: "同事写的" }),
      aDraft(3, 2, { text: "别的题" }),
    ]);
    editor.render();
    expect(one("[data-slot=others]").textContent).toContain("同事写的");
    expect(one("[data-slot=others]").textContent).not.toContain("别的题");
    expect(draft().value).toBe("我的");
    one("[data-deed=take]").click();
    expect(draft().value).toBe("我的\n同事写的");
  });

  test("guests speak for themselves and show no pictures", async () => {
    const me = { id: 9, name: "沈清和", duties: ["guest"], audience: "host", guest: 4 };
    const { desk } = open({ me, verbs: ["answer", "remark", "draft"] });
    expect(one("[data-slot=speaker-field]").hidden).toBe(true);
    expect(one("[data-kind=picture]").hidden).toBe(true);
    type("我来答");
    send();
    await until(() => desk.done.length, 1);
    expect(desk.done[0]?.[1]).not.toHaveProperty("guest");
  });

  test.each([
    ["collecting", ["host"], true],
    ["live", ["guest"], false],
    ["paused", ["host"], false],
    ["paused", ["recorder"], true],
    ["ended", ["host"], true],
  ])("in state %s %j may not publish: %s", (state, duties, isOff) => {
    const { desk, editor } = open();
    desk.model = {
      ...desk.model,
      run: { ...desk.model.run, state },
      me: { ...desk.model.me, duties },
    };
    editor.render();
    expect(one<HTMLButtonElement>("[data-slot=send]").disabled).toBe(isOff);
    expect(one("[data-slot=off-air]").hidden).toBe(!isOff);
  });

  test("who may not speak has no editor", () => {
    open({ verbs: ["approve"] });
    expect(one("[data-console-target=editor]").hidden).toBe(true);
  });
});

describe("the stream", () => {
  function open(values: Parameters<typeof aSnapshot>[0] = {}) {
    const desk = new TestDesk(aSnapshot(values));
    desk.model = takeEntries(desk.model, [
      anEntry(1, "remark", words("各位好", { by: "主持人" })),
      anEntry(2, "answer", words("七十岁")),
      anEntry(3, "answer", words("八十岁", { corrects: 2 })),
    ]);
    const stream = new Stream(one("[data-console-target=stream]"), desk);
    stream.render();
    return { desk, stream };
  }
  const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".console-said")];
  const click = (row: number, deed: string): void =>
    rows()[row]!.querySelector<HTMLElement>(`[data-deed=${deed}]`)!.click();

  test("is told newest first, corrected words once", () => {
    open();
    expect(rows().map((row) => row.querySelector("[data-slot=text]")?.textContent)).toEqual([
      "八十岁",
      "各位好",
    ]);
  });

  test("a correction names the newest words", async () => {
    const { desk } = open();
    click(0, "correct");
    await settle();
    leaveDialog("correct-dialog", { text: "八十周岁" });
    await until(() => desk.done.length, 1);
    expect(desk.done[0]).toEqual(["correct", { seq: "3", text: "八十周岁" }]);
  });

  test("refused words come back with the reason; sent once more they are confirmed", async () => {
    const { desk } = open();
    desk.answers = [{ ok: false, status: 400, code: "personal_data", message: "电话？" }];
    click(0, "correct");
    await settle();
    leaveDialog("correct-dialog", { text: "请打 13900000000" });
    await until(() => one<HTMLDialogElement>("#correct-dialog").open, true);
    expect(one("#correct-dialog [data-slot=problem]").textContent).toBe("电话？");
    expect(one<HTMLTextAreaElement>("#correct-dialog textarea").value).toBe("请打 13900000000");
    leaveDialog("correct-dialog");
    await until(() => desk.done.length, 2);
    expect(desk.done[1]?.[1]).toMatchObject({ text: "请打 13900000000", confirm_personal_data: "1" });
  });

  test("guests correct only what stands under their own name", () => {
    const me = { id: 9, name: "账号", duties: ["guest"], audience: "host", guest: 4 };
    open({ me, verbs: ["correct"] });
    expect(rows().map((row) => row.querySelector<HTMLElement>("[data-deed=correct]")!.hidden)).toEqual([
      false,
      true,
    ]);
  });
});

describe("the run sheet", () => {
  function open() {
    const desk = new TestDesk(aSnapshot({ run_sheet: [aLine(1), aLine(2, { answer: "八十岁" }), aLine(3)] }));
    const sheet = new RunSheet(one("[data-console-target=sheet]"), desk);
    sheet.render();
    return { desk, sheet };
  }
  const click = (line: number, deed: string): void => one(`[data-key="${line}"] [data-deed=${deed}]`).click();

  test("lines are moved by buttons, by place", async () => {
    const { desk } = open();
    click(2, "up");
    click(2, "down");
    await until(() => desk.done.length, 2);
    expect(desk.done).toEqual([
      ["move", { line: "2", to: "0" }],
      ["move", { line: "2", to: "2" }],
    ]);
  });

  test("the ends have nowhere to go, and a used line is not said twice", () => {
    const { desk, sheet } = open();
    desk.model = { ...desk.model, lines: [aLine(1, { used_at: "2026-11-22T02:00:00Z" }), aLine(2)] };
    sheet.render();
    const isOff = (line: number, deed: string): boolean =>
      one<HTMLButtonElement>(`[data-key="${line}"] [data-deed=${deed}]`).disabled;
    expect([isOff(1, "up"), isOff(1, "down"), isOff(2, "down"), isOff(1, "use"), isOff(2, "use")]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  test("a prepared answer goes to the question on the screen, words to a remark", () => {
    const { desk } = open();
    desk.model = takeQuestion(desk.model, aQuestion(7, approved));
    desk.model = { ...desk.model, run: { ...desk.model.run, on_screen: 7 } };
    click(2, "fill");
    click(3, "fill");
    expect(desk.written.map(([question, text]) => [question?.id, text])).toEqual([
      [7, "八十岁"],
      [undefined, "第3句"],
    ]);
  });
});
