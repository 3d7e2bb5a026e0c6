import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ComfortController } from "./comfort";
import { mount, one } from "./testing";

const PAGE = `
  <form data-controller="comfort" data-action="comfort#toggle">
    <input type="hidden" value="large" data-comfort-target="state">
    <button aria-pressed="false" data-comfort-target="button">Easy reading</button>
  </form>`;
let application: Application;

beforeEach(() => {
  delete document.documentElement.dataset.comfort;
});
afterEach(() => application.stop());

test("large type comes at once and is remembered for the server", async () => {
  application = await mount("comfort", ComfortController, PAGE);
  one<HTMLButtonElement>("button").click();
  expect(document.documentElement.dataset.comfort).toBe("large");
  expect(document.cookie).toContain("comfort=large");
  expect(one("button").getAttribute("aria-pressed")).toBe("true");
});

test("a second press takes it back, and the form would ask for large again", async () => {
  application = await mount("comfort", ComfortController, PAGE);
  one("button").click();
  one("button").click();
  expect(document.documentElement.dataset.comfort).toBeUndefined();
  expect(one<HTMLInputElement>("input").value).toBe("large");
});
