/** Real room clients and outboxes in one Node process; tests/interaction/rooms/chaos drives it by JSON lines. */

import type { Entry } from "../entries";
import { Outbox } from "../outbox";
import { RoomClient } from "../room-client";
import type { SocketLike } from "../socket-line";
import { Citizen } from "./citizen";
import { seeded } from "./seeded";

declare const process: {
  stdin: AsyncIterable<Uint8Array>;
  stdout: { write(text: string): void };
  exit(): never;
};

interface Follower {
  name: string;
  cookie: string;
  polls: boolean;
}

interface Orders {
  seed: number;
  origin: string;
  room: number;
  heartbeatEvery: number;
  pollEvery: number;
  /** How wrong the clock of this machine is, in milliseconds. */
  skew: number;
  followers: Follower[];
  /** The texts that each citizen sends. */
  askers: Record<string, string[]>;
}

/** Citizens who each ask once, all within some time. */
interface Crowd {
  seed: number;
  url: string;
  within: number;
  /** The address of each text's sender. */
  texts: Record<string, string>;
}

/** A browser's storage that two tabs share. */
class SharedStorage implements Storage {
  [name: string]: unknown;
  private readonly items = new Map<string, string>();

  get length(): number {
    return this.items.size;
  }
  key = (index: number): string | null => [...this.items.keys()][index] ?? null;
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.items.set(key, value);
  removeItem = (key: string): void => void this.items.delete(key);
  clear = (): void => this.items.clear();
}

/** What one screen shows, and whatever was told to it out of order. */
class Screen {
  readonly client: RoomClient;
  entries: Entry[] = [];
  wrongs: string[] = [];

  constructor(orders: Orders, follower: Follower) {
    const headers = { cookie: follower.cookie, origin: orders.origin };
    this.client = new RoomClient({
      url: `${orders.origin.replace("http", "ws")}/ws/rooms/${orders.room}/`,
      windowsUrl: `${orders.origin}/rooms/${orders.room}/`,
      epoch: "",
      cursor: 0,
      audience: follower.cookie ? "mine" : "public",
      heartbeatEvery: orders.heartbeatEvery,
      pollEvery: orders.pollEvery,
      // Node's own way to give a socket its headers; a browser sends them by itself.
      openSocket: follower.polls
        ? null
        : (url) => new WebSocket(url, { headers } as unknown as string[]) as SocketLike,
      fetch: (input, init) => fetch(input, { ...init, headers }),
    });
    this.client.on("reset", () => this.entries.splice(0));
    this.client.on("entries", (entries) => this.show(entries));
    this.client.on("refused", ({ code }) => this.wrongs.push(`refused: ${code}`));
    this.client.start();
  }

  private show(entries: Entry[]): void {
    for (const entry of entries) {
      const last = this.entries.at(-1)?.seq ?? 0;
      if (entry.seq <= last) this.wrongs.push(`${entry.seq} after ${last}`);
      this.entries.push(entry);
    }
  }
}

/** A citizen with two tabs who sends again and again, and closes and opens them as people do. */
class Asker {
  private readonly storage = new SharedStorage();
  private readonly tabs: Outbox[];
  private readonly random: () => number;

  constructor(
    private readonly orders: Orders,
    private readonly author: string,
    private readonly texts: string[],
    seed: number,
  ) {
    this.random = seeded(seed);
    this.tabs = [this.open(), this.open()];
  }

  get waiting(): number {
    return this.storage.length;
  }

  async ask(): Promise<void> {
    for (const text of this.texts) {
      const index = Math.floor(this.random() * 2);
      void this.tabs[index]?.send(`${this.orders.origin}/chaos/say/`, {
        room: String(this.orders.room),
        author: this.author,
        text,
      });
      // The other tab finds the text and sends it at the same time.
      this.reopen(1 - index);
      if (this.random() < 0.3) this.reopen(index);
      await new Promise((resolve) => setTimeout(resolve, this.random() * 1500));
    }
  }

  private open(): Outbox {
    return new Outbox({ storageKey: this.author, storage: this.storage, locks: null, random: this.random });
  }

  private reopen(index: number): void {
    this.tabs[index]?.stop();
    const tab = this.open();
    this.tabs[index] = tab;
    tab.start();
  }
}

/** Put the clock wrong, and let it jump back and forth by minutes. */
function spoilClock(skew: number): void {
  const RealDate = Date;
  const started = performance.now();
  const jump = () => (Math.floor((performance.now() - started) / 1000) % 3) * 600_000;
  const wrong = () => RealDate.now() + skew + jump();
  class WrongDate extends RealDate {
    static override now = wrong;
    constructor(...values: [] | [value: string | number]) {
      if (values.length === 0) super(wrong());
      else super(values[0]);
    }
  }
  globalThis.Date = WrongDate as DateConstructor;
}

/** Let a crowd ask; gives each text's answer and how long it took. */
async function askAll(crowd: Crowd): Promise<Record<string, unknown>> {
  const random = seeded(crowd.seed);
  const asking = Object.entries(crowd.texts).map(async ([text, address], index) => {
    const citizen = new Citizen(text, address, seeded(crowd.seed + index));
    await new Promise((resolve) => setTimeout(resolve, random() * crowd.within));
    const began = performance.now();
    await citizen.ask(crowd.url);
    return [text, { answer: citizen.answer, took: performance.now() - began }];
  });
  return Object.fromEntries(await Promise.all(asking));
}

async function* lines(): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of process.stdin) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

function tell(data: unknown): void {
  process.stdout.write(`${JSON.stringify(data)}\n`);
}

async function main(): Promise<void> {
  const screens = new Map<string, Screen>();
  const askers: Asker[] = [];
  for await (const line of lines()) {
    const command = JSON.parse(line) as { do: string } & Orders & Crowd;
    if (command.do === "follow") {
      spoilClock(command.skew);
      for (const one of command.followers) screens.set(one.name, new Screen(command, one));
      for (const [author, texts] of Object.entries(command.askers))
        askers.push(new Asker(command, author, texts, command.seed + askers.length));
      tell("following");
    } else if (command.do === "ask") {
      for (const asker of askers) void asker.ask();
      tell("asking");
    } else if (command.do === "crowd") {
      tell(await askAll(command));
    } else if (command.do === "where") {
      const where = [...screens].map(([name, { client }]) => [
        name,
        [client.epoch, client.seenSeq, client.status],
      ]);
      tell({
        where: Object.fromEntries(where),
        waiting: askers.reduce((sum, { waiting }) => sum + waiting, 0),
      });
    } else if (command.do === "show") {
      const shown = [...screens].map(([name, { entries, wrongs, client }]) => [
        name,
        { entries, wrongs, now: client.now().getTime() },
      ]);
      tell(Object.fromEntries(shown));
    } else {
      process.exit();
    }
  }
}

void main();
