import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SimilarController } from "./similar";
import { mount, one, settle, until } from "./testing";

const fetched = vi.fn();
let application: Application;

beforeEach(async () => {
  fetched.mockReset();
  fetched.mockImplementation(async () => new Response("<section><h3>1 answer</h3></section>"));
  vi.stubGlobal("fetch", fetched);
  application = await mount(
    "similar",
    SimilarController,
    `<form data-controller="similar" data-similar-url-value="/letters/similar/">
       <input type="hidden" name="csrfmiddlewaretoken" value="token">
       <input id="title" data-similar-target="text" data-action="similar#type">
       <p id="status" data-similar-target="status"></p>
       <div id="region" data-similar-target="region"></div>
     </form>`,
  );
});
afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

function write(text: string): void {
  one<HTMLInputElement>("#title").value = text;
  one("#title").dispatchEvent(new Event("input", { bubbles: true }));
}

test("what is published is shown below the title, asked for once and by post", async () => {
  write("公积金");
  write("公积金贷款额度");
  await until(() => one("#region").textContent, "1 answer");
  expect(one("#status").textContent).toBe("1 answer");
  expect(fetched).toHaveBeenCalledTimes(1);
  const [address, { method, body }] = fetched.mock.calls[0]!;
  expect([address, method]).toEqual(["/letters/similar/", "POST"]);
  expect(body.get("text")).toBe("公积金贷款额度");
  expect(body.get("csrfmiddlewaretoken")).toBe("token");
});

test("a short text asks nothing and clears what was shown", async () => {
  write("公积金贷款额度");
  await until(() => one("#region").textContent, "1 answer");
  write("公");
  await until(() => one("#region").textContent, "");
  expect(one("#status").textContent).toBe("");
  expect(fetched).toHaveBeenCalledTimes(1);
});

test("a failing server leaves the form alone", async () => {
  fetched.mockImplementation(async () => new Response("no", { status: 500 }));
  write("公积金贷款额度");
  await until(() => fetched.mock.calls.length, 1);
  await settle();
  expect(one("#region").textContent).toBe("");
});
