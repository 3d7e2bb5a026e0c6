import { timeOfDay } from "./clock";
import { type Desk, hideForbidden, may } from "./desk";
import { ask, fieldsOf, setField } from "./dialogs";
import { copyOf, fillList, phrase, show, showIf, slot } from "./dom";
import type { Line } from "./model";

/** What was prepared: said with one press, brought into the editor, moved by buttons. */
export class RunSheet {
  private openId: number | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly desk: Desk,
  ) {
    root.hidden = !may(desk, "prepare") && !may(desk, "answer");
    slot(root, "add").addEventListener("click", () => void this.edit(null));
    slot(root, "list").addEventListener("click", (event) => this.clicked(event));
    hideForbidden(desk, root);
  }

  render(): void {
    const { lines } = this.desk.model;
    const minutes = lines.filter((line) => !line.used_at).reduce((sum, line) => sum + line.minutes, 0);
    show(
      this.root,
      "minutes",
      lines.length ? phrase(this.desk.words.minutes_left ?? "", { n: minutes }) : "",
    );
    showIf(this.root, "empty", lines.length === 0);
    fillList(
      slot(this.root, "list"),
      lines,
      (line) => String(line.id),
      () => this.make(),
      (row, line) => this.fill(row, line),
    );
  }

  private make(): HTMLElement {
    const row = copyOf("sheet-line");
    hideForbidden(this.desk, row);
    return row;
  }

  private fill(row: HTMLElement, line: Line): void {
    const { words, zone, model } = this.desk;
    const place = model.lines.indexOf(line);
    show(row, "text", line.text);
    show(row, "minutes", phrase(words.minutes ?? "", { n: line.minutes }));
    const isOpen = this.openId === line.id;
    this.button(row, "open").setAttribute("aria-expanded", String(isOpen));
    showIf(row, "more", isOpen && may(this.desk, "move"));
    showIf(row, "answer", line.answer !== "");
    showIf(row, "used", line.used_at !== null);
    show(row, "used", line.used_at ? phrase(words.used_at ?? "", { at: timeOfDay(line.used_at, zone) }) : "");
    row.classList.toggle("line--used", line.used_at !== null);
    this.button(row, "use").disabled = line.used_at !== null || !this.isOnAir;
    this.button(row, "up").disabled = place === 0;
    this.button(row, "down").disabled = place === model.lines.length - 1;
  }

  private get isOnAir(): boolean {
    const { run, me } = this.desk.model;
    return run.state === "live" || (run.state === "paused" && me.duties.includes("host"));
  }

  private button(row: HTMLElement, deed: string): HTMLButtonElement {
    return row.querySelector<HTMLButtonElement>(`[data-deed=${deed}]`)!;
  }

  private clicked(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-deed]");
    const key = button?.closest<HTMLElement>("[data-key]")?.dataset.key;
    const place = this.desk.model.lines.findIndex((line) => String(line.id) === key);
    const line = this.desk.model.lines[place];
    if (!button || !line) return;
    const id = { line: String(line.id) };
    switch (button.dataset.deed) {
      case "open":
        this.openId = this.openId === line.id ? null : line.id;
        return void this.render();
      case "use":
        return void this.desk.act("use", id);
      case "fill":
        return void this.fillEditor(line);
      case "up":
        return void this.move(line, place - 1, "up");
      case "down":
        return void this.move(line, place + 1, "down");
      case "edit":
        return void this.edit(line);
      case "drop":
        return void this.drop(line);
    }
  }

  /** A prepared answer goes to the question on the screen, anything else becomes a remark. */
  private fillEditor(line: Line): void {
    const { model } = this.desk;
    const question = model.run.on_screen === null ? undefined : model.questions.get(model.run.on_screen);
    if (line.answer && question) this.desk.write(question, line.answer);
    else this.desk.write(null, line.answer || line.text);
  }

  private async move(line: Line, to: number, deed: "up" | "down"): Promise<void> {
    await this.desk.act("move", { line: String(line.id), to: String(to) });
    const row = slot(this.root, "list").querySelector<HTMLElement>(`[data-key="${line.id}"]`);
    if (!row) return;
    // At an end the button is off: the other one keeps the focus in the line.
    const button = this.button(row, deed);
    (button.disabled ? this.button(row, deed === "up" ? "down" : "up") : button).focus();
  }

  private async edit(line: Line | null): Promise<void> {
    const data = await ask("prepare-dialog", (dialog) => {
      if (!line) return;
      setField(dialog, "text", line.text);
      setField(dialog, "answer", line.answer);
      setField(dialog, "minutes", String(line.minutes));
    });
    if (data)
      await this.desk.act("prepare", { ...fieldsOf(data), ...(line ? { line: String(line.id) } : {}) });
  }

  private async drop(line: Line): Promise<void> {
    const data = await ask("drop-dialog", (dialog) => show(dialog, "about", line.text));
    if (data) await this.desk.act("drop", { line: String(line.id) });
  }
}
