import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { InterviewAskController } from "./interview-ask";
import { mount, one, settle, until } from "./testing";

const PAGE = `
  <section id="ask" data-controller="interview-ask" data-interview-ask-similar-url-value="/interviews/1/similar/"
    data-interview-ask-max-value="10" data-interview-ask-key-value="interview-1" data-interview-ask-state-value="live"
    data-interview-ask-stopped-value="false" data-interview-ask-closed-value='{"paused": "It is paused.", "stopped": "No more.", "ended": "It is over."}'
    data-interview-ask-sent-value="Arrived." data-interview-ask-waiting-value="Waits." data-interview-ask-failed-value="Not taken."
    data-interview-ask-empty-value="Please write."
    data-action="interview:entries@window->interview-ask#rules interview-own:known@window->interview-ask#name keydown.esc->interview-ask#close">
    <button id="bar" hidden data-interview-ask-target="bar" data-action="interview-ask#open">Ask</button>
    <div data-interview-ask-target="panel">
      <button id="close" hidden data-interview-ask-target="close" data-action="interview-ask#close">Close</button>
      <div id="closed" hidden data-interview-ask-target="closed"><p data-slot="words"></p></div>
      <form method="post" action="/interviews/1/ask/" data-interview-ask-target="form"
            data-action="interview-ask#send focusin->interview-ask#prepare">
        <p id="slow" hidden data-interview-ask-target="slow"><b data-slot="value"></b></p>
        <textarea name="text" data-interview-ask-target="text"></textarea>
        <p id="counter" data-interview-ask-target="counter"></p><p id="left" data-interview-ask-target="left"></p>
        <div id="similar" data-interview-ask-target="similar"></div>
        <input name="author_name"><button id="account" type="button" hidden data-interview-ask-target="account" data-action="interview-ask#useAccount"><span data-slot="name"></span></button>
        <input name="notice_email"><input type="checkbox" name="consent_to_contact">
        <button id="send">Send</button>
      </form>
      <p id="status" data-interview-ask-target="status"></p>
      <ul id="waiting" hidden data-interview-ask-target="waiting"></ul>
    </div>
  </section>`;
const fetched = vi.fn();
const sent = vi.fn();
let application: Application;

beforeEach(async () => {
  localStorage.clear();
  fetched.mockReset();
  sent.mockReset();
  fetched.mockImplementation(async () => Response.json({ ok: true, question: { id: 3 } }));
  vi.stubGlobal("fetch", fetched);
  window.addEventListener("interview-ask:sent", sent);
  application = await mount("interview-ask", InterviewAskController, PAGE);
});
afterEach(async () => {
  document.body.replaceChildren();
  await settle();
  window.removeEventListener("interview-ask:sent", sent);
  application.stop();
  vi.unstubAllGlobals();
});

const field = (): HTMLTextAreaElement => one<HTMLTextAreaElement>("textarea");
const status = (): string => one("#status").textContent ?? "";

function write(text: string): void {
  field().value = text;
  field().dispatchEvent(new Event("input", { bubbles: true }));
}

function take(kind: string, body: unknown): void {
  const entry = {
    seq: 9,
    kind,
    author_kind: "host",
    audience: "public",
    at: "2026-12-02T15:00:00+08:00",
    body,
  };
  window.dispatchEvent(new CustomEvent("interview:entries", { detail: [entry] }));
}

test("a question goes out once with an id, and its writer hears that it has arrived", async () => {
  write("几岁能领？");
  one("#send").click();
  expect(field().value).toBe("");
  await until(status, "Arrived.");
  expect(fetched).toHaveBeenCalledTimes(1);
  const [address, { method, body }] = fetched.mock.calls[0]!;
  expect([new URL(address, location.href).pathname, method]).toEqual(["/interviews/1/ask/", "POST"]);
  const data = new URLSearchParams(String(body));
  expect(data.get("text")).toBe("几岁能领？");
  expect(data.get("client_id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(sent).toHaveBeenCalledTimes(1);
  expect(one("#waiting").hidden).toBe(true);
});

test("without a network the question stays in view and goes out later with the same id", async () => {
  fetched.mockRejectedValueOnce(new TypeError("offline"));
  write("几岁能领？");
  one("#send").click();
  await until(() => one("#waiting").textContent, "几岁能领？");
  expect(one("#waiting").hidden).toBe(false);
  await until(status, "Arrived.");
  const ids = fetched.mock.calls.map(([, { body }]) => new URLSearchParams(String(body)).get("client_id"));
  expect(ids.length).toBe(2);
  expect(ids[0]).toBe(ids[1]);
  expect(one("#waiting").hidden).toBe(true);
});

test("a refused question comes back into the field with the reason", async () => {
  fetched.mockImplementation(async () =>
    Response.json({ code: "stopped", message: "No more." }, { status: 409 }),
  );
  write("几岁能领？");
  one("#send").click();
  await until(status, "No more.");
  expect(field().value).toBe("几岁能领？");
  expect(sent).not.toHaveBeenCalled();
});

test("nothing is sent while nothing is written", async () => {
  write("  ");
  one("#send").click();
  await settle();
  expect(status()).toBe("Please write.");
  expect(fetched).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(field());
});

test("characters are counted as the server counts them", () => {
  write("𠀀问");
  expect(one("#counter").textContent).toBe("2 / 10");
  expect(one("#left").textContent).toBe("2 / 10");
});

test("similar questions are looked for while one writes, posted and not in an address", async () => {
  fetched.mockImplementation(async () => new Response("<section><h3>Asked already</h3></section>"));
  write("高龄津贴几");
  await until(() => one("#similar").textContent, "Asked already");
  const [address, { method, body }] = fetched.mock.calls[0]!;
  expect([address, method]).toEqual(["/interviews/1/similar/", "POST"]);
  expect(new URLSearchParams(String(body)).get("text")).toBe("高龄津贴几");
});

test("a vote for a similar question takes the place of the own one", async () => {
  one("#similar").innerHTML =
    `<button formaction="/interviews/1/questions/8/vote/" data-done="Counted." data-action="interview-ask#vote">Vote</button>`;
  await settle();
  write("几岁能领？");
  one("#similar button").click();
  await until(status, "Counted.");
  expect(new URL(fetched.mock.calls[0]![0], location.href).pathname).toBe("/interviews/1/questions/8/vote/");
  expect(field().value).toBe("");
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("a pause, a stop and slow mode change the form as they come", () => {
  const state = { starts_at: "2026-12-02T15:00:00+08:00", ends_at: "2026-12-02T16:00:00+08:00" };
  const form = one("form");
  take("state", { ...state, state: "paused" });
  expect([form.hidden, one("#closed").textContent?.trim()]).toEqual([true, "It is paused."]);
  take("state", { ...state, state: "live" });
  expect([form.hidden, one("#closed").hidden]).toEqual([false, true]);
  take("rules", { questions_stopped: true, slow_mode_seconds: 0 });
  expect([form.hidden, one("#closed").textContent?.trim()]).toEqual([true, "No more."]);
  take("rules", { questions_stopped: false, slow_mode_seconds: 30 });
  expect([form.hidden, one("#slow").hidden, one("#slow").textContent?.trim()]).toEqual([false, false, "30"]);
});

test("the bar opens the sheet at its field, Escape closes it and goes back", () => {
  expect(one("#bar").hidden).toBe(false);
  one("#bar").click();
  expect(one("#ask").dataset.open).toBe("");
  expect(one("#bar").getAttribute("aria-expanded")).toBe("true");
  expect(document.activeElement).toBe(field());
  field().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(one("#ask").dataset.open).toBeUndefined();
  expect(document.activeElement).toBe(one("#bar"));
});

test("whoever is signed in is offered the name of the account", () => {
  const known = { own: [], voted: [], account: "沈清和" };
  window.dispatchEvent(new CustomEvent("interview-own:known", { detail: known }));
  expect(one("#account").hidden).toBe(false);
  one("#account").click();
  expect(one<HTMLInputElement>("[name=author_name]").value).toBe("沈清和");
});
