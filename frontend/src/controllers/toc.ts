import { Controller } from "@hotwired/stimulus";

const WIDE = "(min-width: 56.01rem)";

/** A table of contents that folds on small screens and marks the chapter being read. */
export class TocController extends Controller<HTMLElement> {
  static override targets = ["details", "link"];
  declare readonly detailsTarget: HTMLDetailsElement;
  declare readonly linkTargets: HTMLAnchorElement[];
  private observer: IntersectionObserver | null = null;

  override connect(): void {
    const isOneColumn = document.documentElement.dataset.comfort === "large";
    this.detailsTarget.open = window.matchMedia(WIDE).matches && !isOneColumn;
    this.observer = new IntersectionObserver(() => this.follow(), { rootMargin: "0px 0px -75% 0px" });
    for (const heading of this.headings()) this.observer.observe(heading);
    this.follow();
  }

  override disconnect(): void {
    this.observer?.disconnect();
  }

  /** Mark the last heading above the upper quarter of the window. */
  follow(): void {
    const line = window.innerHeight / 4;
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
