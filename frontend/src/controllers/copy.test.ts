import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CopyController } from "./copy";
import { mount, one, until } from "./testing";

const written = vi.fn(async () => undefined);
let application: Application;

beforeEach(() => {
  written.mockClear();
  vi.stubGlobal("navigator", { clipboard: { writeText: written } });
});
afterEach(() => {
  application.stop();
  vi.unstubAllGlobals();
});

test("a text is copied and the button says so", async () => {
  application = await mount(
    "copy",
    CopyController,
    `<button hidden data-controller="copy" data-action="copy#copy" data-copy-text-value="YX-1"
       data-copy-done-value="Copied"><span data-copy-target="label">Copy</span></button>`,
  );
  expect(one("button").hidden).toBe(false);
  one("button").click();
  await until(() => one("span").textContent, "Copied");
  expect(written).toHaveBeenCalledWith("YX-1");
});

test("a citation holds title, words and the address of the article", async () => {
  application = await mount(
    "copy",
    CopyController,
    `<div id="article-3"><p data-citable><a>第三条</a> 本办法
         适用于全市。</p><p data-citable>（一）个体户；</p></div>
     <button data-controller="copy" data-action="copy#copy" data-copy-source-value="article-3"
       data-copy-title-value="《办法》" data-copy-done-value="Copied"><span data-copy-target="label"></span></button>`,
  );
  one("button").click();
  await until(() => written.mock.calls.length, 1);
  const citation = (written.mock.calls as unknown as string[][])[0]![0]!;
  expect(citation.split("\n")).toEqual([
    "《办法》",
    "第三条 本办法 适用于全市。",
    "（一）个体户；",
    expect.stringMatching(/#article-3$/),
  ]);
});

test("without a clipboard there is no button", async () => {
  vi.stubGlobal("navigator", {});
  application = await mount(
    "copy",
    CopyController,
    `<button hidden data-controller="copy"><span data-copy-target="label">Copy</span></button>`,
  );
  expect(one("button").hidden).toBe(true);
});

test("a link is the address of the page with the anchor", async () => {
  application = await mount(
    "copy",
    CopyController,
    `<button data-controller="copy" data-action="copy#copy" data-copy-link-value="q12"
       data-copy-done-value="Copied"><span data-copy-target="label"></span></button>`,
  );
  one("button").click();
  await until(() => written.mock.calls.length, 1);
  expect(written).toHaveBeenCalledWith(`${location.origin}${location.pathname}#q12`);
});
