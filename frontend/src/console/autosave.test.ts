import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answer } from "../live/outbox";
import { Autosave, type SaveState } from "./autosave";
import { aDraft } from "./fixtures";

type Save = (question: number | null, text: string, version: number) => Promise<Answer | null>;

const KEY = "console.5.1.drafts";
let states: SaveState["kind"][];

function make(save: Save): Autosave {
  const changed = (_question: number | null, state: SaveState) => void states.push(state.kind);
  return new Autosave({ storage: localStorage, storageKey: KEY, save, changed });
}

/** A server that keeps drafts as the real one does. */
function server() {
  const rows = new Map<number, { text: string; version: number }>();
  const save = vi.fn<Save>(async (question, text, version) => {
    const key = question ?? 0;
    const row = rows.get(key);
    if (row && row.version !== version && row.text !== text) {
      const draft = aDraft(1, question, row);
      return { ok: false, status: 409, code: "conflict", message: "", draft } as unknown as Answer;
    }
    const next = { text, version: Math.max(version, row?.version ?? 0) + 1 };
    rows.set(key, next);
    return { ok: true, status: 200, draft: aDraft(1, question, next) };
  });
  return { rows, save };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  states = [];
});

afterEach(() => {
  vi.useRealTimers();
});

test("what is typed is saved once the fingers rest", async () => {
  const { rows, save } = server();
  const autosave = make(save);
  autosave.write(7, "八");
  await vi.advanceTimersByTimeAsync(500);
  autosave.write(7, "八十岁");
  await vi.advanceTimersByTimeAsync(799);
  expect(save).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2);
  expect(rows.get(7)).toEqual({ text: "八十岁", version: 1 });
  expect(autosave.stateOf(7).kind).toBe("saved");
  expect(localStorage.getItem(KEY)).toBeNull();
});

test("without a network the text stays in the browser and is saved when the network is back", async () => {
  const { rows, save } = server();
  let isUp = false;
  const autosave = make(async (...args) => (isUp ? save(...args) : null));
  autosave.write(null, "欢迎各位");
  await vi.advanceTimersByTimeAsync(1000);
  expect(autosave.stateOf(null).kind).toBe("kept");
  isUp = true;
  await vi.advanceTimersByTimeAsync(3000);
  expect(rows.get(0)?.text).toBe("欢迎各位");
  expect(autosave.stateOf(null).kind).toBe("saved");
});

test("a browser that is opened again has the text that could not be saved", async () => {
  make(async () => null).write(7, "写了一半");
  const { rows, save } = server();
  const again = make(save);
  again.open([aDraft(1, 7, { text: "旧的", version: 0 })]);
  expect(again.textOf(7)).toBe("写了一半");
  await vi.advanceTimersByTimeAsync(10);
  expect(rows.get(7)?.text).toBe("写了一半");
});

test("letters typed while saving are saved after it, on top of its version", async () => {
  const { rows, save } = server();
  let release = (): void => undefined;
  const slow = make(async (...args) => {
    const gate = new Promise<void>((open) => {
      release = open;
    });
    await gate;
    return save(...args);
  });
  slow.write(7, "第一句");
  await vi.advanceTimersByTimeAsync(800);
  slow.write(7, "第一句，第二句");
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(slow.textOf(7)).toBe("第一句，第二句");
  await vi.advanceTimersByTimeAsync(1100);
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(rows.get(7)).toEqual({ text: "第一句，第二句", version: 2 });
});

test("a newer text of another window is never overwritten; the person settles it", async () => {
  const { rows, save } = server();
  rows.set(7, { text: "另一窗口写的", version: 5 });
  const autosave = make(save);
  autosave.write(7, "这里写的");
  await vi.advanceTimersByTimeAsync(800);
  const state = autosave.stateOf(7);
  expect(state.kind).toBe("outrun");
  expect(rows.get(7)?.text).toBe("另一窗口写的");
  if (state.kind !== "outrun") return;
  autosave.settle(7, state.draft, true);
  await vi.advanceTimersByTimeAsync(10);
  expect(rows.get(7)).toEqual({ text: "这里写的", version: 6 });
});

test("what another window saved is shown where nothing is unsaved", () => {
  const autosave = make(server().save);
  autosave.open([aDraft(1, 7, { text: "一", version: 1 })]);
  expect(autosave.adopt(aDraft(1, 7, { text: "一二", version: 2 }))).toBe(true);
  expect(autosave.textOf(7)).toBe("一二");
  autosave.write(7, "一二三");
  expect(autosave.adopt(aDraft(1, 7, { text: "别的", version: 3 }))).toBe(false);
  expect(autosave.textOf(7)).toBe("一二三");
});

test("a published text leaves nothing to be saved", async () => {
  const { save } = server();
  const autosave = make(save);
  autosave.write(7, "答复");
  await autosave.quiet(7);
  autosave.forget(7);
  await vi.advanceTimersByTimeAsync(5000);
  expect(save).not.toHaveBeenCalled();
  expect(autosave.textOf(7)).toBe("");
  expect(localStorage.getItem(KEY)).toBeNull();
});
