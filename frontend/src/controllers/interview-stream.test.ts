import { readFileSync } from "node:fs";
import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry } from "../live/entries";
import { InterviewStreamController } from "./interview-stream";
import { mount, one } from "./testing";

interface Shown {
  seq: number;
  change: string;
  text: string;
  earlier: string[];
  redacted: boolean;
  goes_on: boolean;
}

// The server's `stream.py` is held to the same cases.
const CASES = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../tests/interaction/interviews/stream_cases.json`, "utf8"),
) as { entries: Entry[]; shown: Shown[]; pinned: number };
const CHANGES = [...new Set(CASES.shown.map((one) => one.change).filter(Boolean))];

const SPOKEN = `
  <article class="entry">
    <div data-slot="question" hidden><span data-slot="question-number"></span>
      <span data-slot="question-by"></span><h3 data-slot="question-text"></h3></div>
    <p data-slot="goes-on" hidden></p>
    <strong data-slot="by"></strong><span data-slot="title"></span><time data-slot="at"></time>
    <span data-slot="corrected" hidden><time data-slot="corrected-at"></time></span>
    <p data-slot="text"></p>
    <details data-slot="earlier" hidden><ol data-slot="earlier-list"></ol></details>
  </article>`;
const LINE = `<time data-slot="at"></time><b data-slot="value"></b><span data-slot="reason"></span>`;
const TEMPLATES = [
  ["spoken", SPOKEN],
  [
    "picture",
    `<figure class="entry entry--picture"><img data-slot="image" alt=""><span data-slot="by"></span></figure>`,
  ],
  ["redacted", `<p class="entry entry--redacted"><time data-slot="at"></time>taken back</p>`],
  ...CHANGES.map((change) => [change, `<p class="entry entry--${change}">${LINE}</p>`]),
];
const PAGE = `
  <section data-controller="interview-stream" data-interview-stream-anonymous-value="Anonymous"
           data-interview-stream-corrected-value="Correction" data-interview-stream-zone-value="Asia/Shanghai"
           data-action="interview:entries@window->interview-stream#take interview:reset@window->interview-stream#reset scroll@window->interview-stream#look">
    <div id="screen" hidden data-interview-stream-target="screen"><span data-slot="number"></span><span data-slot="text"></span></div>
    <div id="pinned" hidden data-interview-stream-target="pinned"><p data-slot="text"></p><a data-slot="link" href="#"></a></div>
    <p id="empty" data-interview-stream-target="empty">Nobody has spoken yet.</p>
    <div id="log" data-before='{"state": {}, "rules": {"questions_stopped": false, "slow_mode_seconds": 0}}' role="log" aria-live="polite" data-interview-stream-target="log"></div>
    <p id="said" role="status" data-interview-stream-target="said"></p>
    <div id="newest" tabindex="-1" data-interview-stream-target="end"></div>
    <button id="more" hidden data-interview-stream-target="more" data-action="interview-stream#toEnd"><span data-slot="count"></span></button>
    ${TEMPLATES.map(([kind, html]) => `<template data-interview-stream-target="template" data-kind="${kind}">${html}</template>`).join("")}
  </section>`;
let application: Application;
let endTop = 0;
const scrolled = vi.fn();

beforeEach(async () => {
  endTop = 5000;
  scrolled.mockReset();
  application = await mount("interview-stream", InterviewStreamController, PAGE);
  one("#newest").getBoundingClientRect = () => ({ top: endTop }) as DOMRect;
  one("#newest").scrollIntoView = scrolled;
});
afterEach(() => application.stop());

function take(...entries: unknown[]): void {
  window.dispatchEvent(new CustomEvent("interview:entries", { detail: entries }));
}

function entry(seq: number, kind: string, body: Record<string, unknown>): Record<string, unknown> {
  return { seq, kind, author_kind: "guest", audience: "public", at: "2026-12-02T15:00:00+08:00", body };
}

function shown(): Shown[] {
  return [...one("#log").children].map((piece) => {
    const isTold = (name: string): boolean =>
      piece.querySelector<HTMLElement>(`[data-slot="${name}"]`)?.hidden === false;
    return {
      seq: Number(piece.id.replace("entry-", "")),
      change: CHANGES.find((change) => piece.classList.contains(`entry--${change}`)) ?? "",
      text: piece.querySelector('[data-slot="text"]')?.textContent ?? "",
      earlier: [...piece.querySelectorAll("del")].map((gone) => gone.textContent ?? ""),
      redacted: piece.classList.contains("entry--redacted"),
      goes_on: isTold("goes-on"),
    };
  });
}

test("the log becomes the same live text as on the server, whatever the portions", () => {
  for (const one of CASES.entries) take(one);
  expect(shown()).toEqual(CASES.shown);
  expect(one("#pinned").hidden).toBe(false);
  expect(one("#pinned a").getAttribute("href")).toBe(`#entry-${CASES.pinned}`);
  expect(one("#screen").hidden).toBe(true);
  expect(one("#empty").hidden).toBe(true);
  expect(one("#entry-24 [data-slot=value]").textContent).toBe("2026-12-02 16:30");
  expect(one("#entry-16 [data-slot=value]").textContent).toBe("60");
  expect(one("#entry-12 time[data-slot=at]").textContent).toBe("15:13");
});

test("told anew after a reset, what stands stays: no piece is announced twice", async () => {
  take(...CASES.entries);
  const before = [...one("#log").children].filter((piece) => !(piece as HTMLElement).dataset.corrections);
  window.dispatchEvent(new CustomEvent("interview:reset"));
  take(...CASES.entries);
  expect(shown()).toEqual(CASES.shown);
  for (const piece of before) expect(piece.isConnected).toBe(true);
});

test("what was taken back loses its words when the log is told anew", () => {
  take(
    entry(1, "remark", { text: "误发", by: "甲", title: "" }),
    entry(2, "remark", { text: "别的", by: "乙", title: "" }),
  );
  window.dispatchEvent(new CustomEvent("interview:reset"));
  take(
    { ...entry(1, "remark", {}), redacted: true },
    entry(2, "remark", { text: "别的", by: "乙", title: "" }),
  );
  expect(shown().map(({ seq, redacted }) => [seq, redacted])).toEqual([
    [1, true],
    [2, false],
  ]);
  expect(one("#log").textContent).not.toContain("误发");
});

test("data only becomes text, never markup", () => {
  take(entry(1, "remark", { text: "<img src=x onerror=alert(1)>", by: "<b>甲</b>", title: "" }));
  expect(one("#log").querySelector("img, b")).toBeNull();
  expect(shown()[0]?.text).toBe("<img src=x onerror=alert(1)>");
});

test("each entry is one added piece of the log, a correction none: it is said beside it", async () => {
  const added: Node[] = [];
  const observer = new MutationObserver((records) => {
    for (const record of records) added.push(...record.addedNodes);
  });
  observer.observe(one("#log"), { childList: true });
  take(entry(1, "remark", { text: "旧", by: "甲", title: "" }));
  take(entry(2, "remark", { text: "新", by: "甲", title: "", corrects: 1 }));
  take(
    entry(3, "question", {
      id: 1,
      number: 1,
      text: "问",
      by: "",
      asked_at: "2026-12-02T15:00:00+08:00",
      votes: 0,
      answered: false,
    }),
  );
  await vi.waitFor(() => expect(added.length).toBe(1));
  observer.disconnect();
  expect(one("#said").textContent).toBe("Correction: 新");
});

test("who reads further up is not moved, and is told how much is new", () => {
  take(entry(1, "remark", { text: "一", by: "甲", title: "" }));
  take(
    entry(2, "remark", { text: "二", by: "甲", title: "" }),
    entry(3, "remark", { text: "三", by: "甲", title: "" }),
  );
  expect(scrolled).not.toHaveBeenCalled();
  expect(one("#more").hidden).toBe(false);
  expect(one("#more").textContent).toBe("3");
  one("#more").click();
  expect(scrolled).toHaveBeenCalledTimes(1);
  expect(one("#more").hidden).toBe(true);
});

test("who reads at the end follows, and coming there clears what was new", () => {
  take(entry(1, "remark", { text: "一", by: "甲", title: "" }));
  endTop = 300;
  window.dispatchEvent(new Event("scroll"));
  expect(one("#more").hidden).toBe(true);
  take(entry(2, "remark", { text: "二", by: "甲", title: "" }));
  expect(scrolled).toHaveBeenCalledWith({ block: "nearest" });
  expect(one("#more").hidden).toBe(true);
});

test("the question on the screen is shown and said once", () => {
  const question = { id: 4, number: 9, text: "几岁能领？", by: "", asked_at: "", votes: 1, answered: false };
  take(entry(1, "on_screen", { question }));
  expect(one("#screen").hidden).toBe(false);
  expect(one("#said").textContent).toContain("几岁能领？");
  one("#said").textContent = "";
  take(entry(2, "on_screen", { question: { ...question, text: "几岁能领取？" } }));
  expect(one("#screen [data-slot=text]").textContent).toBe("几岁能领取？");
  expect(one("#said").textContent).toBe("");
});
