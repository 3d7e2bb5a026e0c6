import { Controller } from "@hotwired/stimulus";

/** A print button that shows only where scripts run. */
export class PrintController extends Controller<HTMLButtonElement> {
  override connect(): void {
    this.element.hidden = false;
  }

  print(): void {
    window.print();
  }
}
