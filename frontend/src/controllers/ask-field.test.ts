import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ASK_EVENT, AskFieldController } from "./ask-field";
import { mount, one, settle, until } from "./testing";

const PAGE = `
  <form data-controller="ask-field" data-ask-field-suggest-url-value="/search/suggest/">
    <input data-ask-field-target="input" data-action="input->ask-field#type keydown->ask-field#key">
    <button type="button" formaction="/chat/" data-action="ask-field#ask">Ask</button>
    <ul id="list" hidden data-ask-field-target="list" data-action="mousedown->ask-field#pick"></ul>
    <template data-ask-field-target="template"><li role="option"><span data-text></span></li></template>
  </form>`;
const fetched = vi.fn();
let application: Application;

beforeEach(() => {
  fetched.mockReset();
  fetched.mockResolvedValue(Response.json({ suggestions: [{ text: "居住证" }, { text: "居住证续签" }] }));
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

function type(text: string): HTMLInputElement {
  const input = one<HTMLInputElement>("input");
  input.value = text;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return input;
}

function press(key: string): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  one("input").dispatchEvent(event);
  return event;
}

async function suggested(text: string): Promise<HTMLInputElement> {
  const input = type(text);
  await until(() => input.getAttribute("aria-expanded"), "true");
  return input;
}

test("suggestions come as a list box", async () => {
  application = await mount("ask-field", AskFieldController, PAGE);
  const input = await suggested("居住");
  expect(fetched.mock.calls[0]![0]).toBe("/search/suggest/?q=%E5%B1%85%E4%BD%8F");
  expect(input.getAttribute("aria-expanded")).toBe("true");
  expect(document.querySelectorAll("[role=option]")).toHaveLength(2);
});

test("one character asks nobody", async () => {
  application = await mount("ask-field", AskFieldController, PAGE);
  type("居");
  await settle(250);
  expect(fetched).not.toHaveBeenCalled();
});

test("arrows move round the list and enter sends what is marked", async () => {
  application = await mount("ask-field", AskFieldController, PAGE);
  const sent = vi.fn((event: Event) => event.preventDefault());
  one("form").addEventListener("submit", sent);
  const input = await suggested("居住");
  press("ArrowUp");
  expect(input.getAttribute("aria-activedescendant")).toBe("list-1");
  press("Enter");
  expect(input.value).toBe("居住证续签");
  expect(sent).toHaveBeenCalledOnce();
  expect(one("ul").hidden).toBe(true);
});

test("a suggested question goes to the chat that is open here", async () => {
  fetched.mockResolvedValue(Response.json({ suggestions: [{ text: "居住证怎么办", url: "/chat/?q=x" }] }));
  application = await mount("ask-field", AskFieldController, PAGE);
  const taken = vi.fn((event: Event) => event.preventDefault());
  window.addEventListener(ASK_EVENT, taken, { once: true });
  await suggested("居住");
  press("ArrowDown");
  press("Enter");
  expect((taken.mock.calls[0]![0] as CustomEvent).detail.question).toBe("居住证怎么办");
});

test("escape closes the list and keeps the words", async () => {
  application = await mount("ask-field", AskFieldController, PAGE);
  const input = await suggested("居住");
  expect(press("Escape").defaultPrevented).toBe(true);
  expect(one("ul").hidden).toBe(true);
  expect(input.value).toBe("居住");
});

test("a failing server closes the list and stays silent", async () => {
  fetched.mockRejectedValue(new TypeError("offline"));
  application = await mount("ask-field", AskFieldController, PAGE);
  one("ul").hidden = false;
  type("居住");
  await until(() => one("ul").hidden, true);
});

test("asking hands the question to whoever takes it, else the form is sent", async () => {
  application = await mount("ask-field", AskFieldController, PAGE);
  one<HTMLInputElement>("input").value = " 居住证怎么办 ";
  const taken = vi.fn((event: Event) => event.preventDefault());
  window.addEventListener(ASK_EVENT, taken, { once: true });
  const click = (): MouseEvent => {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true });
    one("button").dispatchEvent(event);
    return event;
  };
  expect(click().defaultPrevented).toBe(true);
  expect((taken.mock.calls[0]![0] as CustomEvent).detail.question).toBe("居住证怎么办");
  expect(click().defaultPrevented).toBe(false);
});
