/** Fields of a form as they are kept until the server has them; a name may come twice. */
export type Fields = [name: string, value: string][];

/** Something that was sent and is not yet acknowledged. */
export interface Kept {
  /** The client id, the same at every try. */
  id: string;
  url: string;
  fields: Fields;
  /** Of the form's protection against forged requests; goes into a header. */
  token: string;
  /** When it was first sent, by the visitor's clock; only its order and rough age matter. */
  at: number;
}

const VERSION = "v1";

/** Unsent texts, one key each: tabs that write at once cannot overwrite each other's. */
export class KeptTexts {
  private readonly prefix: string;
  private readonly inMemory = new Map<string, Kept>();

  constructor(
    key: string,
    private readonly storage: Storage | null,
  ) {
    this.prefix = `${key}.${VERSION}.`;
  }

  /** Where nothing may be stored (private mode, full disk), the text lives as long as the page. */
  put(kept: Kept): void {
    this.inMemory.set(kept.id, kept);
    try {
      this.storage?.setItem(this.prefix + kept.id, JSON.stringify(kept));
    } catch {
      // It stays in memory.
    }
  }

  remove(id: string): void {
    this.inMemory.delete(id);
    try {
      this.storage?.removeItem(this.prefix + id);
    } catch {
      // It was never stored.
    }
  }

  has(id: string): boolean {
    return this.all().some((kept) => kept.id === id);
  }

  /** All that is kept, oldest first, whichever page it comes from. */
  all(): Kept[] {
    const kept = new Map(this.inMemory);
    for (const one of this.stored()) kept.set(one.id, one);
    return [...kept.values()].sort((a, b) => a.at - b.at || a.id.localeCompare(b.id));
  }

  private stored(): Kept[] {
    try {
      const storage = this.storage;
      if (!storage) return [];
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
      return keys
        .filter((key) => key.startsWith(this.prefix))
        .flatMap((key) => readKept(storage.getItem(key)));
    } catch {
      return [];
    }
  }
}

/** The page's own storage, if the browser grants it. */
export function pageStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

function readKept(text: string | null): Kept[] {
  try {
    const kept: Partial<Kept> | null = JSON.parse(text ?? "null");
    const isWhole = kept?.id && kept.url && Array.isArray(kept.fields) && typeof kept.at === "number";
    return isWhole ? [kept as Kept] : [];
  } catch {
    return [];
  }
}
