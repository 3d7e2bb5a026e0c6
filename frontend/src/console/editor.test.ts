import { beforeEach, describe, expect, test } from "vitest";
import { one, until } from "../controllers/testing";
import type { Answer } from "../live/outbox";
import { Autosave } from "./autosave";
import { Editor } from "./editor";
import { aDraft, anEntry, aQuestion, aSnapshot } from "./fixtures";
import { takeDrafts } from "./model";
import { putPage, TestDesk } from "./page.fixture";

const approved = { state: "approved" as const };
const words = (text: string, more = {}) => ({ text, by: "沈清和", title: "副局长", duty: "guest", ...more });

beforeEach(() => {
  localStorage.clear();
  putPage();
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
