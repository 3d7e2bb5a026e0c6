import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CountdownController } from "./countdown";
import { mount, one } from "./testing";

let application: Application;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  // This device's clock is three hours behind the server's.
  vi.setSystemTime(new Date("2026-11-23T09:00:00Z"));
});
afterEach(() => {
  application.stop();
  vi.useRealTimers();
});

async function show(until: string): Promise<void> {
  application = await mount(
    "countdown",
    CountdownController,
    `<div data-controller="countdown" data-countdown-until-value="${until}"
       data-countdown-now-value="2026-11-23T12:00:00Z" data-countdown-done-value="any moment now">
       <p data-countdown-target="words">in 2 days</p>
       <p data-countdown-target="figures" hidden><b data-countdown-target="days"></b
         ><b data-countdown-target="hours"></b><b data-countdown-target="minutes"></b></p></div>`,
  );
}

function figures(): string[] {
  return [...document.querySelectorAll("b")].map((part) => part.textContent ?? "");
}

test("it counts by the server's clock", async () => {
  await show("2026-11-25T15:20:00Z");
  expect(one("p:last-of-type").hidden).toBe(false);
  expect(one("p:first-of-type").hidden).toBe(true);
  expect(figures()).toEqual(["2", "3", "20"]);
  vi.advanceTimersByTime(61_000);
  expect(figures()).toEqual(["2", "3", "19"]);
});

test("when the time has come it says so", async () => {
  await show("2026-11-23T12:00:30Z");
  expect(figures()).toEqual(["0", "0", "1"]);
  vi.advanceTimersByTime(31_000);
  expect(one("p:first-of-type").textContent).toBe("any moment now");
  expect(one("p:first-of-type").hidden).toBe(false);
  expect(one("p:last-of-type").hidden).toBe(true);
});
