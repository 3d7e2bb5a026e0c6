import { beforeEach, describe, expect, test, vi } from "vitest";
import { fillList, phrase, showMasked } from "./dom";
import { anEntry } from "./fixtures";
import { Keys } from "./keys";
import { readSaid } from "./said";
import { latestWords, lengthOf, openScreen, takeScreenEntries } from "./screen-model";
import { Seen } from "./seen";

const said = (text: string, more = {}) => ({ text, by: "沈清和", title: "副局长", duty: "guest", ...more });
const question = { id: 1, number: 1, text: "几岁领？", by: "", asked_at: "", votes: 0, answered: false };

describe("what was said", () => {
  test("corrected words stand in the place of the first ones, however often", () => {
    const lines = readSaid([
      anEntry(1, "answer", said("七十岁", { question })),
      anEntry(2, "remark", said("下一题")),
      anEntry(3, "answer", said("八十岁", { question, corrects: 1 })),
      anEntry(4, "answer", said("八十周岁", { question, corrects: 1 })),
    ]);
    expect(lines.map(({ seq, latest, text }) => [seq, latest, text])).toEqual([
      [1, 4, "八十周岁"],
      [2, 2, "下一题"],
    ]);
    expect(lines[0]?.isCorrected).toBe(true);
  });

  test("a correction stands also where the first words were taken back", () => {
    const lines = readSaid([
      anEntry(1, "remark", {}, { redacted: true }),
      anEntry(2, "remark", said("改过的话", { corrects: 1 })),
    ]);
    expect(lines.map(({ text, isGone }) => [text, isGone])).toEqual([["改过的话", false]]);
  });

  test("what was taken back keeps its place and none of its words", () => {
    const [line] = readSaid([anEntry(1, "answer", {}, { redacted: true })]);
    expect(line).toMatchObject({ seq: 1, isGone: true, text: "" });
  });
});

describe("the big screen", () => {
  test("shows the latest answer to the question on the screen, corrected", () => {
    const model = takeScreenEntries(openScreen(), [
      anEntry(1, "remark", said("各位好")),
      anEntry(2, "on_screen", { question }),
      anEntry(3, "answer", said("七十", { question })),
      anEntry(4, "answer", said("八十", { question, corrects: 3 })),
      anEntry(5, "answer", said("别的", { question: { ...question, id: 2 } })),
    ]);
    expect(model.question?.id).toBe(1);
    expect(latestWords(model)?.text).toBe("八十");
  });

  test("between two questions shows the latest remark", () => {
    const model = takeScreenEntries(openScreen(), [
      anEntry(1, "on_screen", { question }),
      anEntry(2, "answer", said("八十", { question })),
      anEntry(3, "on_screen", { question: null }),
      anEntry(4, "remark", said("休息一下")),
    ]);
    expect(latestWords(model)?.text).toBe("休息一下");
  });

  test("follows new words of its question and the state", () => {
    const model = takeScreenEntries(openScreen(), [
      anEntry(1, "on_screen", { question }),
      anEntry(2, "question", { ...question, text: "从几岁开始领？" }),
      anEntry(3, "state", { state: "paused", starts_at: "", ends_at: "" }),
    ]);
    expect(model.question?.text).toBe("从几岁开始领？");
    expect(model.state).toBe("paused");
  });

  test.each([
    [24, "short"],
    [25, "medium"],
    [61, "long"],
    [141, "full"],
  ])("%d characters are %s", (count, name) => expect(lengthOf("字".repeat(count))).toBe(name));
});

describe("what counts as seen", () => {
  test("an answer that appeared a moment ago does not", () => {
    const seen = new Seen();
    seen.show(5, 1000);
    seen.show(6, 2000);
    expect(seen.seqAt(2400)).toBe(0);
    expect(seen.seqAt(2600)).toBe(5);
    expect(seen.seqAt(3600)).toBe(6);
    seen.forget();
    expect(seen.seqAt(9000)).toBe(0);
  });
});

describe("single keys", () => {
  const press = (keys: Keys, key: string, target: EventTarget = document.body, more = {}): boolean => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
    Object.defineProperty(event, "target", { value: target });
    return keys.press(event);
  };

  beforeEach(() => {
    localStorage.clear();
    document.body.innerHTML = '<textarea></textarea><input type="search"><select></select><button>x</button>';
  });

  test("rest while somebody types, chooses or holds another key", () => {
    const a = vi.fn();
    const keys = new Keys({ a }, localStorage);
    for (const field of ["textarea", "input", "select"]) press(keys, "a", document.querySelector(field)!);
    press(keys, "a", document.body, { ctrlKey: true });
    expect(a).not.toHaveBeenCalled();
    press(keys, "a", document.querySelector("button")!);
    expect(a).toHaveBeenCalledOnce();
  });

  test("rest in a dialog", () => {
    const a = vi.fn();
    document.body.insertAdjacentHTML("beforeend", "<dialog open></dialog>");
    press(new Keys({ a }, localStorage), "a");
    expect(a).not.toHaveBeenCalled();
  });

  test("can be switched off, but for the list of keys; the browser remembers", () => {
    const deeds = { a: vi.fn(), "?": vi.fn() };
    new Keys(deeds, localStorage).isOn = false;
    const keys = new Keys(deeds, localStorage);
    press(keys, "a");
    press(keys, "?");
    expect(deeds.a).not.toHaveBeenCalled();
    expect(deeds["?"]).toHaveBeenCalledOnce();
  });

  test("Esc leaves the field", () => {
    const field = document.querySelector("textarea")!;
    field.focus();
    press(new Keys({}, localStorage), "Escape", field);
    expect(document.activeElement).not.toBe(field);
  });
});

describe("showing", () => {
  test("a list is brought in order and keeps the focus and the elements", () => {
    document.body.innerHTML = "<ul></ul>";
    const list = document.querySelector("ul")!;
    const make = (): HTMLElement => document.createElement("li");
    const fill = (element: HTMLElement, item: string): void => {
      element.tabIndex = 0;
      element.textContent = item;
    };
    fillList(list, ["a", "b", "c"], String, make, fill);
    const b = list.children[1] as HTMLElement;
    b.focus();
    fillList(list, ["d", "c", "b"], String, make, fill);
    expect([...list.children].map((item) => item.textContent)).toEqual(["d", "c", "b"]);
    expect(list.children[2]).toBe(b);
    expect(document.activeElement).toBe(b);
  });

  test("what was masked stands out, as text", () => {
    const element = document.createElement("p");
    showMasked(element, "我叫王**，电话***********<b>");
    expect([...element.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual([
      "**",
      "***********",
    ]);
    expect(element.textContent).toBe("我叫王**，电话***********<b>");
  });

  test("values come into their places", () => {
    expect(phrase("{n} 票，#{number}", { n: 3, number: 7 })).toBe("3 票，#7");
  });
});
