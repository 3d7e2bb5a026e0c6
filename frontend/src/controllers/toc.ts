import { Controller } from "@hotwired/stimulus";

/** A table of contents that marks the chapter being read. */
export class TocController extends Controller<HTMLElement> {
  static override targets = ["link"];
  declare readonly linkTargets: HTMLAnchorElement[];
  private observer: IntersectionObserver | null = null;

  override connect(): void {
    this.observer = new IntersectionObserver(() => this.follow(), { rootMargin: "0px 0px -83% 0px" });
    for (const heading of this.headings()) this.observer.observe(heading);
    this.follow();
  }

  override disconnect(): void {
    this.observer?.disconnect();
  }

  /** Mark the last heading above the upper sixth of the window. */
  follow(): void {
    const line = window.innerHeight / 6;
    const passed = this.headings().filter((heading) => heading.getBoundingClientRect().top <= line);
    const current = passed.at(-1)?.id;
    for (const link of this.linkTargets) {
      if (current && link.hash === `#${current}`) this.mark(link);
      else link.removeAttribute("aria-current");
    }
  }

  private mark(link: HTMLAnchorElement): void {
    if (link.hasAttribute("aria-current")) return;
    link.setAttribute("aria-current", "location");
    const box = this.element;
    const top = link.offsetTop - box.clientHeight / 2;
    if (box.scrollHeight > box.clientHeight) box.scrollTo({ top });
  }

  private headings(): HTMLElement[] {
    return this.linkTargets
      .map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))))
      .filter((heading): heading is HTMLElement => heading !== null);
  }
}
