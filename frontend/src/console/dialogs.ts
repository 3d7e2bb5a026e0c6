/** Open a dialog of the page; the answer holds its fields, or nothing if it was left. */
export function ask(id: string, prepare?: (dialog: HTMLDialogElement) => void): Promise<FormData | null> {
  const dialog = document.getElementById(id) as HTMLDialogElement;
  const form = dialog.querySelector("form")!;
  if (dialog.open) return Promise.resolve(null);
  form.reset();
  prepare?.(dialog);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok" ? new FormData(form) : null), {
      once: true,
    });
  });
}

/** The fields of a form as plain words. */
export function fieldsOf(data: FormData): Record<string, string> {
  return Object.fromEntries([...data].map(([name, value]) => [name, String(value)]));
}

/** Set a field of a dialog. */
export function setField(dialog: HTMLElement, name: string, value: string): void {
  const field = dialog.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (field) field.value = value;
}
