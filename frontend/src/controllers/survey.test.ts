import type { Application } from "@hotwired/stimulus";
import { afterEach, expect, test } from "vitest";
import { SurveyController } from "./survey";
import { holds, shownKeys } from "./survey-rules";
import { mount, one } from "./testing";

let application: Application | undefined;
afterEach(() => application?.stop());

const RULES = [
  { key: "b", join: "and", conditions: [{ question: "a", kind: "single", operator: "is", value: "yes" }] },
  { key: "c", join: "and", conditions: [{ question: "b", kind: "number", operator: "at_least", value: 3 }] },
];
const FORM = `<form data-controller="survey" data-action="change->survey#change input->survey#change">
  <script id="survey-rules" type="application/json">${JSON.stringify(RULES)}</script>
  <div data-survey-target="questions">
    <fieldset data-question="a" data-kind="single"><input type="hidden" name="seen" value="a">
      <input type="radio" name="a.a" id="yes" value="yes"><input type="radio" name="a.a" id="no" value="no">
      <input type="radio" name="a.a" id="other" value="other">
      <div data-survey-other><input type="text" name="a.a-other"></div></fieldset>
    <template data-survey-target="later"><div data-question="b" data-kind="number">
      <input type="hidden" name="seen" value="b"><input type="text" name="a.b" id="b"></div></template>
    <template data-survey-target="later"><div data-question="c" data-kind="long_text">
      <input type="hidden" name="seen" value="c">
      <textarea id="c" name="a.c" maxlength="20" data-survey-target="counted"></textarea>
      <p id="c-count" data-left="Left:"></p></div></template>
  </div>
  <p data-survey-target="status" data-shown="A question came" data-hidden="A question went"></p></form>`;

const question = (key: string) => one(`[data-question=${key}]`);

function fill(selector: string, value: string): void {
  const control = one<HTMLInputElement>(selector);
  if (control.type === "radio") control.click();
  else control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

test("questions come and go with the answers, through several steps, and what is hidden is not sent", async () => {
  application = await mount("survey", SurveyController, FORM);
  expect(question("b").hidden).toBe(true);
  fill("#yes", "");
  expect(question("b").hidden).toBe(false);
  expect(one("[data-survey-target=status]").textContent).toBe("A question came");
  fill("#b", "３");
  expect(question("c").hidden).toBe(false);
  const form = one<HTMLFormElement>("form");
  expect(new FormData(form).getAll("seen")).toEqual(["a", "b", "c"]);
  fill("#no", "");
  // c hangs on b, which is not shown any more, whatever still stands in it.
  expect([question("b").hidden, question("c").hidden]).toEqual([true, true]);
  expect(new FormData(form).getAll("seen")).toEqual(["a"]);
  expect(new FormData(form).has("a.b")).toBe(false);
});

test("the words beside other are asked for once it is chosen", async () => {
  application = await mount("survey", SurveyController, FORM);
  const other = one("[data-survey-other]");
  expect(other.hidden).toBe(true);
  fill("#other", "");
  expect(other.hidden).toBe(false);
});

test("characters are counted down", async () => {
  application = await mount("survey", SurveyController, FORM);
  fill("#yes", "");
  fill("#b", "9");
  fill("#c", "八个字都写完了吧");
  expect(one("#c-count").textContent).toBe("Left: 12");
});

test("no condition holds on what was not answered, not even is not", () => {
  const rule = (operator: string, join = "and") => ({
    key: "x",
    join,
    conditions: [{ question: "a", kind: "multiple", operator, value: "1" }],
  });
  for (const operator of ["is", "is_not", "answered", "at_least", "at_most"])
    expect(holds(rule(operator), new Map())).toBe(false);
  expect(holds(rule("is"), new Map([["a", ["1", "2"]]]))).toBe(true);
  expect(holds(rule("is_not"), new Map([["a", ["2"]]]))).toBe(true);
});

test("what earlier sections decided is joined with what is answered here", () => {
  const rules = [
    {
      key: "b",
      join: "or",
      conditions: [true, { question: "a", kind: "single", operator: "is", value: "1" }],
    },
    {
      key: "c",
      join: "and",
      conditions: [false, { question: "a", kind: "single", operator: "is", value: "1" }],
    },
  ];
  expect([...shownKeys(["a", "b", "c"], rules, () => "1")]).toEqual(["a", "b"]);
});
