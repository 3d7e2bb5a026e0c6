import { beforeEach, describe, expect, test } from "vitest";
import { one, settle, until } from "../controllers/testing";
import { aLine, anEntry, aQuestion, aSnapshot } from "./fixtures";
import { takeEntries, takeQuestion } from "./model";
import { leaveDialog, putPage, TestDesk } from "./page.fixture";
import { RunSheet } from "./run-sheet";
import { Stream } from "./stream";

const approved = { state: "approved" as const };
const words = (text: string, more = {}) => ({ text, by: "沈清和", title: "副局长", duty: "guest", ...more });

beforeEach(() => {
  localStorage.clear();
  putPage();
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
