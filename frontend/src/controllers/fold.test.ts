import type { Application } from "@hotwired/stimulus";
import { afterEach, expect, test, vi } from "vitest";
import { FoldController } from "./fold";
import { mount, one } from "./testing";

let application: Application;

afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

test.each([
  [true, true],
  [false, false],
])("where there is room for two columns (%s) it stands open (%s)", async (matches, isOpen) => {
  vi.stubGlobal("matchMedia", () => ({ matches }));
  application = await mount("fold", FoldController, `<details open data-controller="fold"></details>`);
  expect(one<HTMLDetailsElement>("details").open).toBe(isOpen);
});
