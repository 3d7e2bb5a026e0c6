/** Copy a `<template>` of the page: all words stay in the page's own language. */
export function copyOf(id: string): HTMLElement {
  const template = document.getElementById(id) as HTMLTemplateElement | null;
  const element = template?.content.firstElementChild?.cloneNode(true);
  if (!(element instanceof HTMLElement)) throw new Error(`no template ${id}`);
  return element;
}

/** The element of a part that shows one value. */
export function slot(part: Element, name: string): HTMLElement {
  const found = part.querySelector<HTMLElement>(`[data-slot="${name}"]`);
  if (!found) throw new Error(`no slot ${name}`);
  return found;
}

/** Show a value; untouched where it is shown already, so that nothing is announced or selected anew. */
export function show(part: Element, name: string, text: string): void {
  const element = slot(part, name);
  if (element.textContent !== text) element.textContent = text;
}

/** Show an element only when there is something in it. */
export function showIf(part: Element, name: string, isShown: boolean): void {
  slot(part, name).hidden = !isShown;
}

/** Show a text in which whatever was masked stands out. */
export function showMasked(element: HTMLElement, text: string): void {
  if (element.dataset.text === text) return;
  element.dataset.text = text;
  const pieces = text.split(/(\*{2,})/).filter(Boolean);
  element.replaceChildren(
    ...pieces.map((piece) => {
      if (!/^\*{2,}$/.test(piece)) return piece;
      const mark = document.createElement("mark");
      mark.textContent = piece;
      return mark;
    }),
  );
}

/**
 * Bring a list in order without touching what stands right: focus and selection stay where they are.
 * `make` builds a new item, `fill` brings any item up to date.
 */
export function fillList<Item>(
  list: Element,
  items: Item[],
  keyOf: (item: Item) => string,
  make: (item: Item) => HTMLElement,
  fill: (element: HTMLElement, item: Item) => void,
): void {
  const known = new Map<string, HTMLElement>();
  for (const child of [...list.children] as HTMLElement[]) known.set(child.dataset.key ?? "", child);
  const focused = document.activeElement as HTMLElement | null;
  let place: Element | null = list.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let element = known.get(key);
    known.delete(key);
    if (!element) {
      element = make(item);
      element.dataset.key = key;
    }
    fill(element, item);
    if (element === place) place = place.nextElementSibling;
    else list.insertBefore(element, place);
  }
  for (const gone of known.values()) gone.remove();
  if (focused && focused !== document.activeElement && list.contains(focused)) focused.focus();
}

/** Put values into the places of a sentence: "{n} questions". */
export function phrase(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ""));
}

/** A choice of a list. */
export function option(label: string, value: string): HTMLOptionElement {
  const element = document.createElement("option");
  element.textContent = label;
  element.value = value;
  return element;
}
