import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { seeded } from "./chaos/seeded";
import { Outbox, type OutboxOptions } from "./outbox";

/** A server that writes each client id once and answers as it is told. */
class FakeServer {
  written = new Map<string, URLSearchParams | FormData>();
  tries: string[] = [];
  headers: Record<string, string>[] = [];
  /** What happens to a try: an answer of its own, a lost request or a lost answer; else it is written. */
  fate: (number: number) => Response | "lost" | "answer lost" | undefined = () => undefined;

  readonly fetch: typeof fetch = vi.fn(async (_url, init) => {
    const body = init?.body as URLSearchParams;
    const id = String(body.get("client_id"));
    this.tries.push(id);
    this.headers.push(init?.headers as Record<string, string>);
    const fate = this.fate(this.tries.length);
    if (fate instanceof Response) return fate;
    if (fate !== "lost" && !this.written.has(id)) this.written.set(id, body);
    if (fate) throw new TypeError("network");
    return Response.json({ ok: true, question: { number: this.written.size } }, { status: 201 });
  });
}

let server: FakeServer;
let boxes: Outbox[];

function open(options: Partial<OutboxOptions> = {}): Outbox {
  const box = new Outbox({ storageKey: "ask", fetch: server.fetch, random: () => 0, ...options });
  boxes.push(box);
  return box;
}

function stored(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith("ask.v1."));
}

const wait = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  document.body.innerHTML = "";
  server = new FakeServer();
  boxes = [];
});
afterEach(() => {
  for (const box of boxes) box.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("sending", () => {
  test("what is accepted is answered and forgotten", async () => {
    const answer = open().send("/ask/", { text: "几岁开始领？", csrfmiddlewaretoken: "t0ken" });
    expect(stored()).toHaveLength(1);
    expect(await answer).toEqual({ ok: true, status: 201, question: { number: 1 } });
    expect(stored()).toEqual([]);
    const [body] = server.written.values();
    expect(body?.get("text")).toBe("几岁开始领？");
    expect(body?.get("csrfmiddlewaretoken")).toBeNull();
    expect(server.headers[0]).toMatchObject({ "X-CSRFToken": "t0ken", Accept: "application/json" });
  });

  test("a form is sent with all its fields, twice named ones too", async () => {
    const form = new FormData();
    form.append("kind", "a");
    form.append("kind", "b");
    await open().send("/ask/", form);
    expect([...server.written.values()][0]?.getAll("kind")).toEqual(["a", "b"]);
  });

  test("a client id that the page has written into the form is used", async () => {
    await open().send("/ask/", { text: "x", client_id: "11111111-2222-4333-8444-555555555555" });
    expect(server.tries).toEqual(["11111111-2222-4333-8444-555555555555"]);
  });

  test("the token of the page that sends wins", async () => {
    document.body.innerHTML = '<input type="hidden" name="csrfmiddlewaretoken" value="fresh">';
    await open().send("/ask/", { text: "x", csrfmiddlewaretoken: "stale" });
    expect(server.headers[0]?.["X-CSRFToken"]).toBe("fresh");
  });

  test("a picture is sent but not stored", async () => {
    const form = new FormData();
    form.append("image", new File(["picture"], "hall.png"));
    const answer = open().send("/picture/", form);
    expect(stored()).toEqual([]);
    expect((await answer).ok).toBe(true);
    expect([...server.written.values()][0]?.get("image")).toBeInstanceOf(File);
  });

  test("one after the other, in the order of pressing", async () => {
    server.fate = (number) => (number === 1 ? "lost" : undefined);
    const box = open();
    const first = box.send("/say/", { text: "1" });
    const second = box.send("/say/", { text: "2" });
    expect(box.waiting).toBe(2);
    await wait(60_000);
    await Promise.all([first, second]);
    expect([...server.written.values()].map((body) => body.get("text"))).toEqual(["1", "2"]);
    expect(box.waiting).toBe(0);
  });

  test("without randomUUID, as on plain http, ids are UUIDs too", async () => {
    vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
    await open().send("/ask/", { text: "x" });
    vi.unstubAllGlobals();
    expect(server.tries[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });
});

describe("trying again", () => {
  test.each([["lost"], ["answer lost"]] as const)("with the same id: %s", async (fate) => {
    server.fate = (number) => (number < 4 ? fate : undefined);
    const answer = open().send("/ask/", { text: "x" });
    await wait(60_000);
    expect((await answer).ok).toBe(true);
    expect(new Set(server.tries).size).toBe(1);
    expect(server.written.size).toBe(1);
  });

  test.each([408, 425, 429, 500, 502, 503])("after status %i", async (status) => {
    server.fate = (number) => (number === 1 ? new Response("", { status }) : undefined);
    const answer = open().send("/ask/", { text: "x" });
    await wait(5000);
    expect((await answer).ok).toBe(true);
  });

  test("not before the server's wish, also when the network comes back", async () => {
    const headers = { "Retry-After": "40" };
    const busy = () => Response.json({ code: "slow_mode", message: "请稍候" }, { status: 429, headers });
    server.fate = (number) => (number === 1 ? busy() : undefined);
    const delayed = vi.fn();
    const box = open();
    box.on("delayed", delayed);
    box.start();
    const answer = box.send("/ask/", { text: "x" });
    await wait(20_000);
    window.dispatchEvent(new Event("online"));
    await wait(19_000);
    expect(server.tries).toHaveLength(1);
    expect(delayed.mock.calls[0]?.[0]).toMatchObject({ after: 40_000, message: "请稍候" });
    await wait(3000);
    expect((await answer).ok).toBe(true);
  });

  test("a date to wait for is read by the server's clock", async () => {
    vi.setSystemTime("2031-01-01T00:00:00Z");
    const headers = { Date: "Wed, 01 Jul 2026 08:00:00 GMT", "Retry-After": "Wed, 01 Jul 2026 08:00:30 GMT" };
    server.fate = (number) => (number === 1 ? new Response("", { status: 503, headers }) : undefined);
    void open().send("/ask/", { text: "x" });
    await wait(29_000);
    expect(server.tries).toHaveLength(1);
    await wait(3000);
    expect(server.tries).toHaveLength(2);
  });

  test("at once when the network is back", async () => {
    server.fate = (number) => (number < 6 ? "lost" : undefined);
    const box = open({ random: () => 1 });
    box.start();
    void box.send("/ask/", { text: "x" });
    await wait(40_000);
    const before = server.tries.length;
    window.dispatchEvent(new Event("online"));
    await wait(0);
    expect(server.tries.length).toBe(before + 1);
    await wait(60_000);
    expect(server.written.size).toBe(1);
  });

  test("an answer that does not come is given up", async () => {
    const slow = vi.fn(
      (_url: unknown, init?: RequestInit) =>
        new Promise<Response>((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
        }),
    );
    void open({ fetch: slow }).send("/ask/", { text: "x" });
    await wait(16_000);
    expect(slow).toHaveBeenCalledTimes(2);
    boxes[0]?.stop();
    await wait(16_000);
  });

  test("a page of the network's own is no acknowledgement", async () => {
    server.fate = (number) => (number === 1 ? new Response("<h1>Wi-Fi</h1>") : undefined);
    const answer = open().send("/ask/", { text: "x" });
    await wait(5000);
    expect(await answer).toMatchObject({ ok: true, status: 201 });
  });
});

describe("refusals", () => {
  test("are told with what the server says and are not sent again", async () => {
    const refusal = { code: "outrun", message: "慢了一步", missing: [{ seq: 7 }] };
    server.fate = () => Response.json(refusal, { status: 409 });
    const answer = await open().send("/say/", { text: "x" });
    expect(answer).toEqual({ ok: false, status: 409, ...refusal });
    await wait(60_000);
    expect(server.tries).toHaveLength(1);
    expect(stored()).toEqual([]);
  });

  test("without words of the server", async () => {
    server.fate = () => new Response("<h1>Forbidden</h1>", { status: 403 });
    expect(await open().send("/ask/", {})).toEqual({ ok: false, status: 403, code: "refused", message: "" });
  });

  test("who was signed out is told so", async () => {
    server.fate = () => new Response(null, { status: 302, headers: { Location: "/login/" } });
    expect(await open().send("/say/", {})).toMatchObject({ ok: false, code: "login" });
  });
});

describe("later pages", () => {
  test("send what a closed page has left", async () => {
    server.fate = () => "lost";
    const closed = open();
    void closed.send("/ask/", { text: "x" });
    await wait(1000);
    closed.stop();
    server.fate = () => undefined;
    const accepted = vi.fn();
    const box = open();
    box.on("accepted", accepted);
    box.start();
    await wait(0);
    expect(server.written.size).toBe(1);
    expect(new Set(server.tries).size).toBe(1);
    expect(accepted.mock.calls[0]?.[0].kept.fields).toContainEqual(["text", "x"]);
    expect(stored()).toEqual([]);
  });

  test("get a refused text back, as soon as they listen", async () => {
    server.fate = () => "lost";
    void open().send("/ask/", { text: "x" });
    boxes[0]?.stop();
    await wait(1000);
    server.fate = () => Response.json({ code: "over", message: "已结束" }, { status: 409 });
    open().start();
    await wait(0);
    boxes[1]?.stop();
    expect(stored()).toHaveLength(1);
    const refused = vi.fn();
    const box = open();
    box.on("refused", refused);
    box.start();
    await wait(0);
    expect(refused.mock.calls[0]?.[0]).toMatchObject({ answer: { code: "over" }, kept: { url: "/ask/" } });
    expect(stored()).toEqual([]);
  });

  test("do not send what is older than a day", async () => {
    server.fate = () => "lost";
    void open().send("/ask/", { text: "x" });
    boxes[0]?.stop();
    await wait(25 * 3_600_000);
    server.tries = [];
    const refused = vi.fn();
    const box = open();
    box.on("refused", refused);
    box.start();
    await wait(0);
    expect(server.tries).toEqual([]);
    expect(refused.mock.calls[0]?.[0].answer.code).toBe("expired");
  });

  test("pass over what they cannot read", async () => {
    localStorage.setItem("ask.v1.one", "{");
    localStorage.setItem("ask.v1.two", '{"id":"two"}');
    localStorage.setItem("ask.v0.three", "{}");
    open().start();
    await wait(1000);
    expect(server.tries).toEqual([]);
  });
});

describe("two tabs", () => {
  test("that send the same text at once write it once", async () => {
    server.fate = (number) => (number < 3 ? "lost" : undefined);
    const answer = open({ locks: null }).send("/ask/", { text: "x" });
    open({ locks: null }).start();
    await wait(60_000);
    expect((await answer).ok).toBe(true);
    expect(server.written.size).toBe(1);
    expect(stored()).toEqual([]);
  });

  test("take turns where the browser can lock, and do not send what is gone", async () => {
    const locks = makeLocks();
    server.fate = (number) => (number === 1 ? "lost" : undefined);
    const answer = open({ locks }).send("/ask/", { text: "x" });
    const other = open({ locks });
    other.start();
    await wait(60_000);
    expect((await answer).ok).toBe(true);
    expect(server.written.size).toBe(1);
    expect(server.tries.length).toBeLessThanOrEqual(3);
    expect(other.waiting).toBe(0);
  });
});

describe("nothing may be stored", () => {
  test.each([
    ["no storage", null],
    ["a storage that refuses", refusing()],
  ])("%s: the page still tries on", async (_name, storage) => {
    server.fate = (number) => (number < 3 ? "lost" : undefined);
    const box = open({ storage });
    box.start();
    const answer = box.send("/ask/", { text: "x" });
    await wait(60_000);
    expect((await answer).ok).toBe(true);
    expect(server.written.size).toBe(1);
  });
});

test.each(Array.from({ length: 60 }, (_, index) => index + 1))(
  "whatever happens, each text stands once (seed %i)",
  async (seed) => {
    const random = seeded(seed);
    const fates = [undefined, "lost", "answer lost", "busy", "later"] as const;
    let isSmooth = false;
    server.fate = () => {
      const fate = isSmooth ? undefined : fates[Math.floor(random() * fates.length)];
      if (fate === "busy") return new Response("", { status: 503 });
      if (fate === "later") return new Response("", { status: 429, headers: { "Retry-After": "20" } });
      return fate;
    };
    const texts: string[] = [];
    const tabs = [open({ random, locks: null }), open({ random, locks: null })];
    for (let step = 0; step < 40; step += 1) {
      const index = Math.floor(random() * tabs.length);
      if (random() < 0.6) {
        texts.push(`text ${step}`);
        void tabs[index]?.send("/ask/", { text: `text ${step}` });
      } else if (random() < 0.5) {
        tabs[index]?.stop();
        tabs[index] = open({ random, locks: null });
        tabs[index]?.start();
      } else {
        window.dispatchEvent(new Event("online"));
      }
      await wait(random() * 4000);
    }
    isSmooth = true;
    await wait(120_000);
    const written = [...server.written.values()].map((body) => String(body.get("text")));
    expect(written.sort()).toEqual(texts.sort());
    expect(stored()).toEqual([]);
  },
);

/** Web Locks of one browser: who asks for a name waits for those before. */
function makeLocks(): LockManager {
  const last = new Map<string, Promise<unknown>>();
  const request = (name: string, task: () => Promise<unknown>) => {
    const result = (last.get(name) ?? Promise.resolve()).then(task);
    last.set(
      name,
      result.catch(() => undefined),
    );
    return result;
  };
  return { request, query: async () => ({}) } as unknown as LockManager;
}

function refusing(): Storage {
  const refuse = () => {
    throw new DOMException("no", "SecurityError");
  };
  return { length: 1, key: refuse, getItem: refuse, setItem: refuse, removeItem: refuse, clear: refuse };
}
