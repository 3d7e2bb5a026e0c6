import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { InterviewQuestionsController } from "./interview-questions";
import { mount, one, settle, until } from "./testing";

const ONE = `
  <li class="wanted__one" ATTRIBUTES>
    <form method="post" data-slot="form" action="/interviews/1/questions/1/vote/" data-action="interview-questions#vote">
      <button data-slot="button"><span data-slot="votes">3</span></button></form>
    <p data-slot="text">第一问</p><span data-slot="number">1</span><span data-slot="by"></span>
    <time data-slot="at"></time><span data-slot="answered" hidden>Answered</span><span data-slot="own" hidden>Yours</span>
  </li>`;
const fetched = vi.fn();
let application: Application;

function page(values: string): string {
  return `
  <section data-controller="interview-questions" data-interview-questions-vote-url-value="/interviews/1/questions/0/vote/"
    data-interview-questions-cursor-value="5" data-interview-questions-anonymous-value="Anonymous"
    data-interview-questions-failed-value="Did not work." ${values}
    data-action="interview:entries@window->interview-questions#take interview:counts@window->interview-questions#count interview-own:known@window->interview-questions#own">
    <span id="total" data-interview-questions-target="total">1</span>
    <p id="empty" hidden data-interview-questions-target="empty"></p>
    <p id="fresh" hidden data-interview-questions-target="fresh"><a><span data-slot="count"></span></a></p>
    <ol id="list" data-interview-questions-target="list">${ONE.replace("ATTRIBUTES", 'id="question-1" data-id="1"')}</ol>
    <p id="said" data-interview-questions-target="said"></p>
    <template data-interview-questions-target="template">${ONE.replace("ATTRIBUTES", "")}</template>
  </section>`;
}

async function open(values: string): Promise<void> {
  application = await mount("interview-questions", InterviewQuestionsController, page(values));
}

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

function question(seq: number, id: number, text: string, answered = false): unknown {
  const body = { id, number: id, text, by: "", asked_at: "2026-12-02T15:00:00+08:00", votes: 0, answered };
  return { seq, kind: "question", author_kind: "staff", audience: "public", at: body.asked_at, body };
}

function take(...entries: unknown[]): void {
  window.dispatchEvent(new CustomEvent("interview:entries", { detail: entries }));
}

function known(own: string[], voted: string[]): void {
  window.dispatchEvent(new CustomEvent("interview-own:known", { detail: { own, voted, account: "" } }));
}

const ids = (): string[] =>
  [...document.querySelectorAll<HTMLElement>("#list > li")].map((li) => li.dataset.id ?? "");
const votes = (id: number): string => one(`#question-${id} [data-slot=votes]`).textContent ?? "";
const button = (id: number): HTMLButtonElement => one(`#question-${id} button`);

test("new questions join the list, the answered ones lose their button, those gone go", async () => {
  await open('data-interview-questions-sort-value="wanted" data-interview-questions-whole-value="true"');
  take(question(6, 2, "<b>第二问</b>"));
  expect(ids()).toEqual(["1", "2"]);
  expect(one("#question-2 [data-slot=text]").textContent).toBe("<b>第二问</b>");
  expect(one<HTMLFormElement>("#question-2 form").getAttribute("action")).toContain("/questions/2/vote/");
  expect(one("#question-2 [data-slot=by]").textContent).toBe("Anonymous");
  expect(one("#total").textContent).toBe("2");
  take(question(7, 1, "第一问", true));
  expect(one("#question-1 form").hidden).toBe(true);
  expect(one("#question-1 [data-slot=answered]").hidden).toBe(false);
  expect(votes(1)).toBe("3");
  take({ seq: 8, kind: "question.gone", body: { id: 2, into: null } });
  expect(ids()).toEqual(["1"]);
  expect(one("#total").textContent).toBe("1");
});

test("among the newest, a new one comes first", async () => {
  await open('data-interview-questions-sort-value="newest" data-interview-questions-whole-value="true"');
  take(question(6, 2, "第二问"));
  expect(ids()).toEqual(["2", "1"]);
});

test("a page of many says that there are new ones; told anew they are not new again", async () => {
  await open('data-interview-questions-sort-value="wanted" data-interview-questions-whole-value="false"');
  take(question(4, 8, "早先的"));
  expect(one("#fresh").hidden).toBe(true);
  take(question(6, 2, "第二问"));
  expect(one("#fresh").hidden).toBe(false);
  expect(one("#fresh").textContent).toBe("1");
  expect(ids()).toEqual(["1"]);
});

test("votes are counted as they come, and nothing is moved", async () => {
  await open('data-interview-questions-sort-value="wanted" data-interview-questions-whole-value="true"');
  take(question(6, 2, "第二问"));
  window.dispatchEvent(
    new CustomEvent("interview:counts", { detail: { "question:2": 40, "question:99": 1 } }),
  );
  expect(votes(2)).toBe("40");
  expect(ids()).toEqual(["1", "2"]);
});

test("a vote is sent, pressed and taken back", async () => {
  await open('data-interview-questions-sort-value="wanted" data-interview-questions-whole-value="true"');
  expect(button(1).getAttribute("aria-pressed")).toBe("false");
  fetched.mockImplementation(async () => Response.json({ ok: true, votes: 4, voted: true }));
  button(1).click();
  await until(() => button(1).getAttribute("aria-pressed"), "true");
  expect(votes(1)).toBe("4");
  expect(String(fetched.mock.calls[0]?.[1].body)).toBe("vote=1");
  fetched.mockImplementation(async () => Response.json({ ok: true, votes: 3, voted: false }));
  button(1).click();
  await until(() => button(1).getAttribute("aria-pressed"), "false");
  expect(String(fetched.mock.calls[1]?.[1].body)).toBe("vote=0");
});

test("a refused vote says why and presses nothing", async () => {
  await open('data-interview-questions-sort-value="wanted" data-interview-questions-whole-value="true"');
  fetched.mockImplementation(async () =>
    Response.json({ code: "over", message: "It is over." }, { status: 409 }),
  );
  button(1).click();
  await until(() => one("#said").textContent, "It is over.");
  expect(button(1).getAttribute("aria-pressed")).toBe("false");
  fetched.mockRejectedValue(new TypeError("offline"));
  button(1).click();
  await until(() => one("#said").textContent, "Did not work.");
});

test("one's own question cannot be voted for, and votes from before are pressed", async () => {
  await open('data-interview-questions-sort-value="wanted" data-interview-questions-whole-value="true"');
  take(question(6, 2, "第二问"));
  known(["1"], ["2"]);
  await settle();
  expect(button(1).disabled).toBe(true);
  expect(one("#question-1 [data-slot=own]").hidden).toBe(false);
  expect(button(2).getAttribute("aria-pressed")).toBe("true");
});
