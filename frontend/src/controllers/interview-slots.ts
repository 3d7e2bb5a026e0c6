/** Fill the marked places of a cloned template; data only ever becomes text. */

export function slot(root: ParentNode, name: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-slot="${name}"]`);
}

export function fill(root: ParentNode, name: string, text: string): void {
  for (const found of root.querySelectorAll<HTMLElement>(`[data-slot="${name}"]`)) found.textContent = text;
}

export function show(root: ParentNode, name: string, isShown: boolean): void {
  const found = slot(root, name);
  if (found) found.hidden = !isShown;
}

/** Write a time as the portal's zone reads it, with the whole moment for machines. */
export function fillTime(root: ParentNode, name: string, at: string, words: string): void {
  const found = slot(root, name);
  if (!found) return;
  found.setAttribute("datetime", at);
  found.textContent = words;
}

/** The first element of a template, as one's own copy. */
export function copyOf(template: HTMLTemplateElement): HTMLElement {
  const first = template.content.firstElementChild;
  if (!first) throw new Error("an empty template");
  return document.importNode(first, true) as HTMLElement;
}

/** Hours and minutes, or the day with them, in the portal's zone. */
export class Clock {
  private readonly time: Intl.DateTimeFormat;
  private readonly day: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
    this.time = new Intl.DateTimeFormat("en-GB", time);
    this.day = new Intl.DateTimeFormat("sv-SE", {
      ...time,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
  }

  readonly hour = (at: string): string => this.time.format(new Date(at));
  readonly moment = (at: string): string => this.day.format(new Date(at));
  readonly shortMoment = (at: string): string => this.day.format(new Date(at)).slice(5);
}
