import { Application, type ControllerConstructor } from "@hotwired/stimulus";
import { expect, vi } from "vitest";

/** Put HTML in the page and start one controller on it. */
export async function mount(
  name: string,
  controller: ControllerConstructor,
  html: string,
): Promise<Application> {
  document.body.innerHTML = html;
  const application = Application.start();
  application.register(name, controller);
  await settle();
  return application;
}

/** Let promises, Stimulus and timers of zero length run. */
export async function settle(milliseconds = 0): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Wait until something holds; no test counts milliseconds. */
export async function until<T>(read: () => T, expected: T): Promise<void> {
  await vi.waitFor(() => expect(read()).toEqual(expected), { timeout: 5000, interval: 5 });
}

/** Find one element or fail. */
export function one<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`nothing fits ${selector}`);
  return found;
}
