import type { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Entry } from "../live/entries";
import { InterviewController } from "./interview";
import { mount, one } from "./testing";

type Listener = (value: unknown) => void;

const room = vi.hoisted(() => ({ last: null as unknown }));

vi.mock("../live/room-client", () => {
  class RoomClient {
    status = "connecting";
    started = 0;
    stopped = 0;
    readonly listeners = new Map<string, Listener>();
    constructor(readonly options: Record<string, unknown>) {
      room.last = this;
    }
    on(name: string, listener: Listener): void {
      this.listeners.set(name, listener);
    }
    start(): void {
      this.started += 1;
    }
    stop(): void {
      this.stopped += 1;
    }
  }
  return { RoomClient };
});

interface Fake {
  options: Record<string, unknown>;
  started: number;
  stopped: number;
  listeners: Map<string, Listener>;
}

const PAGE = `
  <p data-live-part="state"><span class="badge">Live now</span></p>
  <div id="line" data-controller="interview" data-interview-url-value="/ws/rooms/7/"
       data-interview-windows-url-value="/rooms/7/" data-interview-epoch-value="e1"
       data-interview-cursor-value="12" data-interview-state-value="live"
       data-interview-live-value="Connected." data-interview-connecting-value="Connecting…"
       data-interview-polling-value="Slow." data-interview-offline-value="No connection."
       data-interview-refused-value="Load again.">
    <p data-interview-target="dot"><span data-interview-target="status"></span></p>
    <p id="readers" hidden data-interview-target="readers"><span data-interview-target="count"></span></p>
    <div id="change" hidden data-interview-target="change"><a data-interview-target="again">again</a></div>
    <template data-interview-target="badge" data-state="paused"><span class="badge">Paused</span></template>
  </div>`;
const told: [string, unknown][] = [];
let application: Application;

function tell(event: Event): void {
  told.push([event.type, (event as CustomEvent).detail]);
}

beforeEach(async () => {
  told.length = 0;
  for (const name of ["entries", "reset", "counts"]) window.addEventListener(`interview:${name}`, tell);
  application = await mount("interview", InterviewController, PAGE);
});
afterEach(() => {
  application.stop();
  for (const name of ["entries", "reset", "counts"]) window.removeEventListener(`interview:${name}`, tell);
});

function client(): Fake {
  return room.last as Fake;
}

function say(name: string, value: unknown): void {
  client().listeners.get(name)?.(value);
}

function state(name: string): Entry {
  const body = { state: name, starts_at: "2026-12-02T15:00:00+08:00", ends_at: "2026-12-02T16:00:00+08:00" };
  return { seq: 13, kind: "state", author_kind: "host", audience: "public", at: body.starts_at, body };
}

test("the line begins where the page ends, and ends with the page", async () => {
  expect(client().options).toEqual({
    url: "/ws/rooms/7/",
    windowsUrl: "/rooms/7/",
    epoch: "e1",
    cursor: 12,
  });
  expect(client().started).toBe(1);
  one("#line").remove();
  await vi.waitFor(() => expect(client().stopped).toBe(1));
});

test("the other parts of the page hear what comes", () => {
  const entries = [state("live")];
  say("entries", entries);
  say("reset", "e2");
  say("counts", { "question:3": 5 });
  expect(told.map(([name]) => name)).toEqual(["interview:entries", "interview:reset", "interview:counts"]);
  expect(told[0]?.[1]).toBe(entries);
  expect(told[2]?.[1]).toEqual({ "question:3": 5 });
});

test("the line's state is told in words", () => {
  const words = (): string => one("[data-interview-target=status]").textContent ?? "";
  expect(words()).toBe("Connecting…");
  for (const [status, said] of [
    ["live", "Connected."],
    ["polling", "Slow."],
    ["offline", "No connection."],
  ]) {
    say("status", status);
    expect(words()).toBe(said);
    expect(one("[data-interview-target=dot]").dataset.status).toBe(status);
  }
  say("refused", { code: "gone", message: "" });
  expect(words()).toBe("Load again.");
});

test("readers are counted when there are any", () => {
  say("readers", 312);
  expect(one("#readers").hidden).toBe(false);
  expect(one("#readers").textContent?.trim()).toBe("312");
  say("readers", 0);
  expect(one("#readers").hidden).toBe(true);
});

test("a pause changes the word on the cover, the end offers the page as it is now", () => {
  say("entries", [state("paused")]);
  expect(one("[data-live-part=state]").textContent?.trim()).toBe("Paused");
  expect(one("#change").hidden).toBe(true);
  say("entries", [state("ended")]);
  expect(one("#change").hidden).toBe(false);
  expect(one<HTMLAnchorElement>("#change a").getAttribute("href")).toBe(location.pathname + location.search);
});
