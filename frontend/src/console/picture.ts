import type { Desk } from "./desk";
import { slot } from "./dom";

/** Shows a picture to everybody; its description is part of it. */
export class PictureForm {
  constructor(
    root: HTMLElement,
    private readonly desk: Desk,
  ) {
    const form = slot(root, "picture-part") as HTMLFormElement;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send(form);
    });
  }

  private async send(form: HTMLFormElement): Promise<void> {
    const button = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
    button.disabled = true;
    const answer = await this.desk.act("picture", new FormData(form));
    button.disabled = false;
    if (!answer.ok) return;
    form.reset();
    this.desk.say(this.desk.words.picture_sent ?? "");
  }
}
