import type { Application } from "@hotwired/stimulus";
import { afterEach, expect, test } from "vitest";
import { MenuController } from "./menu";
import { mount, one } from "./testing";

const PAGE = `
  <header data-controller="menu" data-action="keydown->menu#close">
    <button hidden data-menu-target="button" data-action="menu#toggle">Menu</button>
    <nav></nav>
  </header>`;
let application: Application;

afterEach(() => application.stop());

test("the menu folds only once the script runs", async () => {
  application = await mount("menu", MenuController, PAGE);
  expect(one("button").hidden).toBe(false);
  expect(one("header").dataset.menu).toBe("closed");
});

test("the button opens the menu and says so", async () => {
  application = await mount("menu", MenuController, PAGE);
  one("button").click();
  expect(one("header").dataset.menu).toBe("open");
  expect(one("button").getAttribute("aria-expanded")).toBe("true");
});

test("escape closes the menu and goes back to the button", async () => {
  application = await mount("menu", MenuController, PAGE);
  one("button").click();
  one("nav").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(one("header").dataset.menu).toBe("closed");
  expect(document.activeElement).toBe(one("button"));
});
