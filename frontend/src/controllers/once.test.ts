import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OnceController } from "./once";
import { mount, one } from "./testing";

let application: Application;
let sent: number;

function count(event: Event): void {
  if (!event.defaultPrevented) sent += 1;
  event.preventDefault();
}

beforeEach(async () => {
  sent = 0;
  document.addEventListener("submit", count);
  application = await mount(
    "once",
    OnceController,
    `<form data-controller="once" data-action="once#send">
       <button type="submit" name="step" value="send">Send</button>
     </form>`,
  );
});
afterEach(() => {
  application.stop();
  document.removeEventListener("submit", count);
});

test("a double click sends once", () => {
  one("button").click();
  one("button").click();
  expect(sent).toBe(1);
  expect(one("button").getAttribute("aria-disabled")).toBe("true");
});

test("whoever stopped the loading can send again", () => {
  vi.useFakeTimers();
  one("button").click();
  vi.runAllTimers();
  vi.useRealTimers();
  one("button").click();
  expect(sent).toBe(2);
});

test("whoever comes back can send again", () => {
  one("button").click();
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(one("button").getAttribute("aria-disabled")).toBe("false");
  one("button").click();
  expect(sent).toBe(2);
});
