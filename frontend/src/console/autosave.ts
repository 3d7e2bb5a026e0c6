import type { Answer } from "../live/outbox";
import type { Draft } from "./model";

export type SaveState =
  | { kind: "empty" }
  | { kind: "unsaved" }
  | { kind: "saving" }
  | { kind: "saved"; at: string }
  /** The server was not reached: the text is kept in this browser and sent again. */
  | { kind: "kept" }
  /** Another window of the same person saved something newer. */
  | { kind: "outrun"; draft: Draft }
  | { kind: "refused"; message: string };

interface Page {
  text: string;
  /** The version of the server's text that this one grew from. */
  version: number;
  isUnsaved: boolean;
  state: SaveState;
}

export interface AutosaveOptions {
  storage: Storage | null;
  storageKey: string;
  save: (question: number | null, text: string, version: number) => Promise<Answer | null>;
  changed: (question: number | null, state: SaveState) => void;
  wait?: number;
  retry?: number;
}

/**
 * Saves what a person writes, one text a question: first in the browser, then at the server. A text is
 * forgotten in the browser only when the server has that very text.
 */
export class Autosave {
  private readonly pages = new Map<number, Page>();
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private readonly saving = new Map<number, Promise<Answer | null>>();

  constructor(private readonly options: AutosaveOptions) {
    for (const [key, page] of this.stored()) this.pages.set(key, page);
  }

  /** Begin with the server's drafts; what this browser could not save yet is newer than they are. */
  open(drafts: Draft[]): void {
    for (const draft of drafts) this.adopt(draft);
    for (const [key, page] of this.pages) if (page.isUnsaved) this.plan(key, 0);
  }

  /** Take what another window saved, if nothing is unsaved here; tells whether the text changed. */
  adopt(draft: Draft): boolean {
    const page = this.pages.get(keyOf(draft.question));
    if (page && (page.isUnsaved || draft.version <= page.version)) return false;
    const isNew = page?.text !== draft.text;
    const state: SaveState = draft.text ? { kind: "saved", at: draft.saved_at } : { kind: "empty" };
    this.put(draft.question, { text: draft.text, version: draft.version, isUnsaved: false, state });
    return isNew;
  }

  textOf(question: number | null): string {
    return this.pages.get(keyOf(question))?.text ?? "";
  }

  versionOf(question: number | null): number {
    return this.pages.get(keyOf(question))?.version ?? 0;
  }

  stateOf(question: number | null): SaveState {
    return this.pages.get(keyOf(question))?.state ?? { kind: "empty" };
  }

  write(question: number | null, text: string): void {
    const version = this.versionOf(question);
    this.put(question, { text, version, isUnsaved: true, state: { kind: "unsaved" } });
    this.plan(keyOf(question), this.options.wait ?? 800);
  }

  /** Let no saving be on its way any more: what comes next may take the draft away. */
  async quiet(question: number | null): Promise<void> {
    clearTimeout(this.timers.get(keyOf(question)));
    await this.saving.get(keyOf(question));
  }

  /** The text was published: its draft is gone here and, by the server's own doing, there. */
  forget(question: number | null): void {
    clearTimeout(this.timers.get(keyOf(question)));
    this.put(question, { text: "", version: 0, isUnsaved: false, state: { kind: "empty" } });
  }

  /** Settle two windows: keep the own text on top of the other's version, or take the other's. */
  settle(question: number | null, theirs: Draft, isOwnKept: boolean): void {
    const text = isOwnKept ? this.textOf(question) : theirs.text;
    const state: SaveState = isOwnKept ? { kind: "unsaved" } : { kind: "saved", at: theirs.saved_at };
    this.put(question, { text, version: theirs.version, isUnsaved: isOwnKept, state });
    if (isOwnKept) this.plan(keyOf(question), 0);
  }

  /** Save now, e.g. when the page is left. */
  flush(): void {
    for (const [key, page] of this.pages) if (page.isUnsaved) this.plan(key, 0);
  }

  private plan(key: number, wait: number): void {
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => void this.save(key), wait),
    );
  }

  private async save(key: number): Promise<void> {
    const page = this.pages.get(key);
    if (!page?.isUnsaved || page.state.kind === "outrun") return;
    // One at a time: the answer tells the version that the next saving grows from.
    if (this.saving.has(key)) return this.plan(key, 200);
    this.tell(key, { kind: "saving" });
    const saving = this.options.save(key || null, page.text, page.version);
    this.saving.set(key, saving);
    const answer = await saving;
    this.saving.delete(key);
    this.saved(key, page, answer);
  }

  private saved(key: number, sent: Page, answer: Answer | null): void {
    const page = this.pages.get(key);
    if (!page || page.version !== sent.version) return;
    if (!answer) {
      this.tell(key, { kind: "kept" });
      this.plan(key, this.options.retry ?? 3000);
      return;
    }
    const draft = (answer as { draft?: Draft | null }).draft;
    if (answer.ok) {
      const isSame = page.text === sent.text;
      const at = draft?.saved_at ?? "";
      const state: SaveState = !isSame
        ? { kind: "unsaved" }
        : page.text
          ? { kind: "saved", at }
          : { kind: "empty" };
      this.put(key || null, { ...page, version: draft?.version ?? 0, isUnsaved: !isSame, state });
      if (!isSame) this.plan(key, this.options.wait ?? 800);
    } else if (draft) {
      if (draft.text === page.text) this.settle(key || null, draft, false);
      else this.tell(key, { kind: "outrun", draft });
    } else {
      this.tell(key, { kind: "refused", message: answer.message });
    }
  }

  private tell(key: number, state: SaveState): void {
    const page = this.pages.get(key);
    if (page) this.put(key || null, { ...page, state });
  }

  private put(question: number | null, page: Page): void {
    this.pages.set(keyOf(question), page);
    this.store();
    this.options.changed(question, page.state);
  }

  private store(): void {
    const unsaved = [...this.pages].filter(([, page]) => page.isUnsaved);
    try {
      if (unsaved.length) this.options.storage?.setItem(this.options.storageKey, JSON.stringify(unsaved));
      else this.options.storage?.removeItem(this.options.storageKey);
    } catch {
      // A full or forbidden storage: the server still gets every text.
    }
  }

  private stored(): [number, Page][] {
    try {
      const rows: unknown = JSON.parse(this.options.storage?.getItem(this.options.storageKey) ?? "[]");
      if (!Array.isArray(rows)) return [];
      return rows.map(([key, page]: [number, Page]) => [
        Number(key),
        { text: String(page.text), version: Number(page.version), isUnsaved: true, state: { kind: "kept" } },
      ]);
    } catch {
      return [];
    }
  }
}

/** Question ids begin at 1; 0 stands for the remark. */
function keyOf(question: number | null): number {
  return question ?? 0;
}
