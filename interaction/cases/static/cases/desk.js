/* The desk's helpers. Everything works without them: the buttons then load the page again. */
(() => {
  const { Controller } = window.StimulusModule;

  /* Inserts canned replies and quotations into the draft, and searches beside it. */
  class Editor extends Controller {
    static targets = ["draft", "search", "found"];
    static values = { url: String };

    insert(event) {
      event.preventDefault();
      const field = this.draftTarget.querySelector("textarea");
      const before = field.value.slice(0, field.selectionEnd).trimEnd();
      const after = field.value.slice(field.selectionEnd).trimStart();
      const head = [before, event.params.text].filter(Boolean).join("\n\n");
      field.value = after ? `${head}\n\n${after}` : head;
      field.focus();
      field.setSelectionRange(head.length, head.length);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    async search(event) {
      event.preventDefault();
      const query = new URLSearchParams({ search: this.searchTarget.value });
      const answer = await fetch(`${this.urlValue}?${query}`, { credentials: "same-origin" });
      if (answer.ok) this.foundTarget.innerHTML = await answer.text();
    }
  }

  /* Says every 20 seconds that the page is still open, and shows who else has it open. */
  class Viewers extends Controller {
    static values = { url: String, every: { type: Number, default: 20_000 } };

    connect() {
      this.timer = setInterval(() => this.tell(), this.everyValue);
    }

    disconnect() {
      clearInterval(this.timer);
    }

    async tell() {
      if (document.hidden) return;
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
      try {
        const answer = await fetch(this.urlValue, { method: "POST", headers: { "X-CSRFToken": token } });
        if (answer.ok) this.show((await answer.text()).trim());
      } catch {
        // A moment without a connection: the next beat tells.
      }
    }

    show(html) {
      if (this.element.innerHTML.trim() !== html) this.element.innerHTML = html;
    }
  }

  /* Ticks all cases of the page at once. */
  class Ticks extends Controller {
    static targets = ["all", "one"];

    connect() {
      this.allTarget.hidden = false;
    }

    all() {
      for (const box of this.oneTargets) box.checked = this.allTarget.checked;
    }
  }

  const { app } = window.wagtail;
  app.register("desk-editor", Editor);
  app.register("desk-viewers", Viewers);
  app.register("desk-ticks", Ticks);
})();
