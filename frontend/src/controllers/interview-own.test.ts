import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { InterviewOwnController } from "./interview-own";
import { mount, one, settle, until } from "./testing";

const PAGE = `
  <section data-controller="interview-own" data-interview-own-url-value="/interviews/1/mine/" data-interview-own-failed-value="Did not work."
    data-action="interview-ask:prepare@window->interview-own#prepare interview-ask:sent@window->interview-own#load interview:entries@window->interview-own#look">
    <h2 hidden data-interview-own-target="title">My questions</h2>
    <p id="status" data-interview-own-target="status"></p>
    <div id="list" data-interview-own-target="list" data-action="submit->interview-own#change"></div>
  </section>`;
const fetched = vi.fn();
const known = vi.fn();
let application: Application | null = null;
let text = "";

function list(words: string): string {
  return `<div data-own="4,7" data-voted="2" data-waiting="true" data-account="">
    <p>${words}</p>
    <form method="post" action="/interviews/1/questions/4/detail/"><textarea name="text"></textarea><button>Add</button></form>
  </div>`;
}

beforeEach(() => {
  localStorage.clear();
  text = list("Waits.");
  fetched.mockReset();
  known.mockReset();
  fetched.mockImplementation(async (_url: string, init?: RequestInit) =>
    init?.method === "POST" ? Response.json({ ok: true }) : new Response(text),
  );
  vi.stubGlobal("fetch", fetched);
  window.addEventListener("interview-own:known", known);
});
afterEach(() => {
  window.removeEventListener("interview-own:known", known);
  application?.stop();
  vi.unstubAllGlobals();
});

async function open(): Promise<void> {
  application = await mount("interview-own", InterviewOwnController, PAGE);
}

const tell = (name: string, detail: unknown = null): boolean =>
  window.dispatchEvent(new CustomEvent(name, { detail }));

test("a reader who never asked costs the server nothing", async () => {
  await open();
  await settle();
  expect(fetched).not.toHaveBeenCalled();
});

test("the device is made known once when its reader begins to write, and again on the next page", async () => {
  await open();
  tell("interview-ask:prepare");
  tell("interview-ask:prepare");
  await until(() => one("#list").textContent?.includes("Waits."), true);
  expect(fetched).toHaveBeenCalledTimes(1);
  application?.stop();
  await open();
  await until(() => fetched.mock.calls.length, 2);
});

test("what is one's own is shown and told to the list of all", async () => {
  await open();
  tell("interview-ask:sent");
  await until(() => known.mock.calls.length, 1);
  expect(known.mock.calls[0]?.[0].detail).toEqual({ own: ["4", "7"], voted: ["2"], account: "" });
  expect(one("h2").hidden).toBe(false);
});

test("news of one's own question is fetched, news of others' is not", async () => {
  await open();
  tell("interview-ask:sent");
  await until(() => known.mock.calls.length, 1);
  const entry = (id: number): unknown => ({ seq: 9, kind: "question", body: { id } });
  tell("interview:entries", [entry(99)]);
  await settle();
  expect(fetched).toHaveBeenCalledTimes(1);
  text = list("Shown.");
  tell("interview:entries", [entry(7)]);
  await until(() => one("#list").textContent?.includes("Shown."), true);
});

test("a detail is sent without leaving the page, and the list is fresh after it", async () => {
  await open();
  tell("interview-ask:sent");
  await until(() => known.mock.calls.length, 1);
  one<HTMLTextAreaElement>("textarea").value = "云台区";
  text = list("Waits again.");
  one("#list button").click();
  await until(() => one("#list").textContent?.includes("Waits again."), true);
  const [address, { body }] = fetched.mock.calls[1]!;
  expect(new URL(address, location.href).pathname).toBe("/interviews/1/questions/4/detail/");
  expect(new URLSearchParams(String(body)).get("text")).toBe("云台区");
});

test("what is being written is not taken away by news", async () => {
  await open();
  tell("interview-ask:sent");
  await until(() => known.mock.calls.length, 1);
  one<HTMLTextAreaElement>("textarea").value = "在写";
  text = list("Shown.");
  tell("interview-ask:sent");
  await until(() => known.mock.calls.length, 2);
  expect(one<HTMLTextAreaElement>("textarea").value).toBe("在写");
});

test("a refusal says why and keeps what was written", async () => {
  await open();
  tell("interview-ask:sent");
  await until(() => known.mock.calls.length, 1);
  fetched.mockImplementation(async () =>
    Response.json({ code: "over", message: "It is over." }, { status: 409 }),
  );
  one<HTMLTextAreaElement>("textarea").value = "云台区";
  one("#list button").click();
  await until(() => one("#status").textContent, "It is over.");
  expect(one<HTMLTextAreaElement>("textarea").value).toBe("云台区");
});
