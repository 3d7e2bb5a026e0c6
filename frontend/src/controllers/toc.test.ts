import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mount, one, settle } from "./testing";
import { TocController } from "./toc";

const PAGE = `
  <nav data-controller="toc">
    <a href="#chapter-1" data-toc-target="link">1</a><a href="#chapter-2" data-toc-target="link">2</a>
  </nav>
  <h2 id="chapter-1"></h2><h2 id="chapter-2"></h2>`;
let application: Application;
let notify: () => void = () => undefined;

beforeEach(() => {
  class Observer {
    constructor(callback: () => void) {
      notify = callback;
    }
    observe(): void {}
    disconnect(): void {}
  }
  vi.stubGlobal("IntersectionObserver", Observer);
});
afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

function place(id: string, top: number): void {
  one(`#${id}`).getBoundingClientRect = () => ({ top }) as DOMRect;
}

test("the chapter being read is marked, and only that one", async () => {
  application = await mount("toc", TocController, PAGE);
  place("chapter-1", -500);
  place("chapter-2", 900);
  notify();
  expect(one("[aria-current]").textContent).toBe("1");
  place("chapter-2", 10);
  notify();
  await settle();
  expect(document.querySelectorAll("[aria-current]")).toHaveLength(1);
  expect(one("[aria-current]").textContent).toBe("2");
});

test("above the first chapter nothing is marked", async () => {
  application = await mount("toc", TocController, PAGE);
  place("chapter-1", 900);
  place("chapter-2", 1900);
  notify();
  expect(document.querySelector("[aria-current]")).toBeNull();
});
