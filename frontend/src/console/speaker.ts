import type { Desk, Fields } from "./desk";
import { option, showIf, slot } from "./dom";

/** In whose name something is written: guests speak for themselves, recorders and hosts name the guest. */
export class Speaker {
  private readonly select: HTMLSelectElement;
  private readonly isNaming: boolean;
  private chosen = "";

  constructor(
    private readonly root: HTMLElement,
    private readonly desk: Desk,
  ) {
    const { me, guests } = desk.model;
    this.select = slot(root, "speaker") as HTMLSelectElement;
    this.isNaming = me.duties.includes("recorder") || me.duties.includes("host");
    this.chosen = String(me.guest ?? guests[0]?.id ?? "");
    this.select.addEventListener("change", () => {
      if (this.select.value) this.chosen = this.select.value;
    });
  }

  render(isRemark: boolean): void {
    const { guests } = this.desk.model;
    showIf(this.root, "speaker-field", this.isNaming && (isRemark || guests.length > 0));
    const wanted = `${isRemark}:${guests.map((guest) => guest.id).join()}`;
    if (this.select.dataset.for === wanted) return;
    this.select.dataset.for = wanted;
    const options = guests.map((guest) => option(`${guest.name}（${guest.title}）`, String(guest.id)));
    if (isRemark) options.unshift(option(this.desk.words.as_host ?? "", ""));
    this.select.replaceChildren(...options);
    this.select.value = isRemark ? "" : this.chosen;
  }

  fields(isRemark: boolean): Fields {
    if (!this.isNaming) return {};
    const guest = isRemark ? this.select.value : this.select.value || this.chosen;
    return guest ? { guest } : {};
  }
}
