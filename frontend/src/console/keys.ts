const STORED = "console.keys-off";

/** Single keys of the console. They rest while somebody types, chooses or reads a dialog, and can be switched off. */
export class Keys {
  constructor(
    private readonly deeds: Readonly<Record<string, () => void>>,
    private readonly storage: Storage | null,
  ) {}

  get isOn(): boolean {
    try {
      return this.storage?.getItem(STORED) !== "1";
    } catch {
      return true;
    }
  }

  set isOn(isOn: boolean) {
    try {
      if (isOn) this.storage?.removeItem(STORED);
      else this.storage?.setItem(STORED, "1");
    } catch {
      // Not remembered, then.
    }
  }

  /** Act on a key press; tells whether it was one of ours. */
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
      return false;
    const target = event.target as HTMLElement;
    if (event.key === "Escape" && isField(target) && !target.closest("dialog")) {
      target.blur();
      return true;
    }
    if (isField(target) || document.querySelector("dialog[open]")) return false;
    const deed = this.deeds[event.key];
    // "?" opens the list of keys, where they are switched on again.
    if (!deed || (!this.isOn && event.key !== "?")) return false;
    event.preventDefault();
    deed();
    return true;
  }
}

function isField(element: HTMLElement): boolean {
  if (element.isContentEditable) return true;
  if (element instanceof HTMLInputElement) return !["button", "submit"].includes(element.type);
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}
