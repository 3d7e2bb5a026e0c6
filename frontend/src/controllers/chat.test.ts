import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ChatController } from "./chat";
import { mount, one, until } from "./testing";

const PAGE = `
  <section data-controller="chat" data-chat-waiting-value="Reading…" data-chat-failed-value="Not sent."
           data-action="portal:ask@window->chat#fromPage">
    <div data-chat-target="log"></div>
    <p data-chat-target="status"></p>
    <form action="/chat/ask/" data-chat-target="form" data-action="chat#submit">
      <textarea name="question" data-chat-target="input" data-action="keydown->chat#key"></textarea>
      <button data-chat-target="send">Send</button>
    </form>
  </section>`;
const TURN = `<article class="turn" id="turn-7"><p>第三条</p>
  <form action="/chat/rate/" data-action="chat#rate"><button name="rating" value="useful">Useful</button></form></article>`;
const fetched = vi.fn();
let application: Application;

beforeEach(async () => {
  fetched.mockReset();
  fetched.mockResolvedValue(new Response(TURN));
  vi.stubGlobal("fetch", fetched);
  Element.prototype.scrollIntoView = vi.fn();
  application = await mount("chat", ChatController, PAGE);
});
afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

async function send(question: string): Promise<void> {
  one<HTMLTextAreaElement>("textarea").value = question;
  one<HTMLFormElement>("[data-chat-target=form]").requestSubmit();
  await until(() => one("[data-controller=chat]").getAttribute("aria-busy") !== "true", true);
}

test("the answer is added and the field emptied", async () => {
  await send("居住证怎么办");
  expect(fetched.mock.calls[0]![1].body.get("question")).toBe("居住证怎么办");
  expect(one("#turn-7").textContent).toContain("第三条");
  expect(one<HTMLTextAreaElement>("textarea").value).toBe("");
  expect(one("[data-chat-target=status]").textContent).toBe("");
});

test("a whole page as answer serves as well: its last turn counts", async () => {
  fetched.mockResolvedValue(new Response(`<main><article class="turn" id="turn-6"></article>${TURN}</main>`));
  await send("居住证怎么办");
  expect(document.querySelectorAll(".turn")).toHaveLength(1);
});

test("nothing is sent without a question", async () => {
  await send("   ");
  expect(fetched).not.toHaveBeenCalled();
});

test("a lost line keeps the draft and says so", async () => {
  fetched.mockRejectedValue(new TypeError("offline"));
  await send("居住证怎么办");
  expect(one<HTMLTextAreaElement>("textarea").value).toBe("居住证怎么办");
  expect(one("[data-chat-target=status]").textContent).toBe("Not sent.");
});

test("a refusal shows the server's own reason", async () => {
  fetched.mockResolvedValue(new Response("<p data-reason>请稍等几分钟再试。</p>", { status: 429 }));
  await send("居住证怎么办");
  expect(one("[data-chat-target=status]").textContent).toBe("请稍等几分钟再试。");
});

test("enter sends, but not while Chinese is being composed", async () => {
  const input = one<HTMLTextAreaElement>("textarea");
  input.value = "居住证";
  const enter = { key: "Enter", bubbles: true, cancelable: true };
  input.dispatchEvent(new KeyboardEvent("keydown", { ...enter, isComposing: true }));
  input.dispatchEvent(new KeyboardEvent("keydown", { ...enter, shiftKey: true }));
  expect(fetched).not.toHaveBeenCalled();
  input.dispatchEvent(new KeyboardEvent("keydown", enter));
  await until(() => fetched.mock.calls.length, 1);
});

test("a question from the page's field is asked here", async () => {
  const event = new CustomEvent("portal:ask", { detail: { question: "公积金" }, cancelable: true });
  expect(window.dispatchEvent(event)).toBe(false);
  await until(() => fetched.mock.calls.length, 1);
  expect(fetched.mock.calls[0]![1].body.get("question")).toBe("公积金");
});

test("a rating replaces the turn it belongs to", async () => {
  await send("居住证怎么办");
  fetched.mockResolvedValue(
    new Response(`<article class="turn" id="turn-7"><p role="status" tabindex="-1">Thank you</p></article>`),
  );
  one<HTMLButtonElement>("[name=rating]").click();
  await until(() => one("#turn-7").textContent, "Thank you");
  expect(document.querySelectorAll(".turn")).toHaveLength(1);
});
