import { Controller } from "@hotwired/stimulus";

const WIDE = "(min-width: 56.01rem)";

/** A part that stands open beside the text and is folded where there is only one column. */
export class FoldController extends Controller<HTMLDetailsElement> {
  override connect(): void {
    const isOneColumn = document.documentElement.dataset.comfort === "large";
    this.element.open = window.matchMedia(WIDE).matches && !isOneColumn;
  }
}
