import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mount, one, settle, until } from "./testing";
import { WidgetController } from "./widget";

const PAGE = `
  <div data-controller="widget" data-widget-url-value="/chat/" data-widget-failed-value="Not opened."
       data-action="portal:ask@window->widget#ask click@document->widget#follow">
    <a href="/chat/" data-widget-target="button" data-action="widget#open">Ask</a>
    <dialog data-widget-target="dialog" data-action="close->widget#closed keydown->widget#key">
      <div data-widget-target="body"><p data-widget-target="status">Opening…</p></div>
    </dialog>
  </div>
  <a class="example" href="/chat/?q=x" data-question="居住证怎么办">居住证怎么办</a>`;
const CHAT = `<main><section data-controller="chat"><textarea></textarea></section></main>`;
const fetched = vi.fn();
let application: Application;

beforeEach(async () => {
  fetched.mockReset();
  fetched.mockImplementation(async () => new Response(CHAT));
  vi.stubGlobal("fetch", fetched);
  application = await mount("widget", WidgetController, PAGE);
});
afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

async function click(selector: string): Promise<MouseEvent> {
  const event = new MouseEvent("click", { bubbles: true, cancelable: true });
  one(selector).dispatchEvent(event);
  await settle();
  return event;
}

test("the sheet shows the conversation of the chat page", async () => {
  const event = await click("[data-widget-target=button]");
  expect(event.defaultPrevented).toBe(true);
  expect(one<HTMLDialogElement>("dialog").open).toBe(true);
  expect(one("[data-widget-target=button]").hidden).toBe(true);
  await until(() => document.activeElement?.tagName, "TEXTAREA");
});

test("it is fetched once, however often it is opened", async () => {
  await click("[data-widget-target=button]");
  await until(() => document.activeElement?.tagName, "TEXTAREA");
  one<HTMLDialogElement>("dialog").close();
  await click("[data-widget-target=button]");
  await until(() => document.activeElement?.tagName, "TEXTAREA");
  expect(fetched).toHaveBeenCalledOnce();
});

test("an example opens the sheet and is handed on", async () => {
  const asked: string[] = [];
  const listen = (event: Event): void => {
    asked.push((event as CustomEvent).detail.question);
  };
  window.addEventListener("portal:ask", listen);
  expect((await click(".example")).defaultPrevented).toBe(true);
  await until(() => asked, ["居住证怎么办", "居住证怎么办"]);
  window.removeEventListener("portal:ask", listen);
});

test("a link opened in a new tab stays a link", async () => {
  const event = new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: true });
  one(".example").dispatchEvent(event);
  expect(event.defaultPrevented).toBe(false);
});

test("a failing server is said in words", async () => {
  fetched.mockRejectedValue(new TypeError("offline"));
  await click("[data-widget-target=button]");
  await until(() => one("[data-widget-target=status]").textContent, "Not opened.");
});

test("escape closes the sheet and goes back to the button", async () => {
  await click("[data-widget-target=button]");
  await until(() => document.activeElement?.tagName, "TEXTAREA");
  one("dialog textarea").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await until(() => document.activeElement, one("[data-widget-target=button]"));
  expect(one<HTMLDialogElement>("dialog").open).toBe(false);
});
