import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Entry } from "./entries";
import { FakeRoom, WINDOW } from "./fake-room";
import { RoomClient, type RoomOptions, type Status } from "./room-client";

let room: FakeRoom;
let client: RoomClient;
let shown: Entry[];
let statuses: Status[];

function follow(options: Partial<RoomOptions> = {}): RoomClient {
  client = new RoomClient({
    url: "/ws/rooms/1/",
    windowsUrl: "/rooms/1/",
    epoch: room.epoch,
    cursor: 0,
    windowSize: WINDOW,
    openSocket: room.openSocket,
    fetch: room.fetch,
    random: () => 0.5,
    ...options,
  });
  client.on("entries", (entries) => shown.push(...entries));
  client.on("reset", () => shown.splice(0));
  client.on("status", (status) => statuses.push(status));
  client.start();
  return client;
}

function seqs(): number[] {
  return shown.map(({ seq }) => seq);
}

const wait = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom();
  shown = [];
  statuses = [];
});
afterEach(() => {
  client?.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe("by socket", () => {
  test("the first frame names what the page shows already", async () => {
    room.write();
    room.write();
    follow({ cursor: 1 });
    await wait(10);
    expect(JSON.parse(room.sockets[0]!.said[0]!)).toEqual({ type: "resume", epoch: "e1", after: 1 });
    expect(seqs()).toEqual([2]);
    expect(client.status).toBe("live");
  });

  test("a frame that comes twice is shown once", async () => {
    room.deliver = (socket, frame) => {
      socket.tell(frame);
      socket.tell(frame);
    };
    follow();
    await wait(10);
    room.write();
    room.write();
    expect(seqs()).toEqual([1, 2]);
  });

  test("a lost frame is asked for when the next one comes, once", async () => {
    follow();
    await wait(10);
    const { deliver } = room;
    room.deliver = () => undefined;
    room.write();
    room.write();
    room.deliver = deliver;
    room.write();
    expect(seqs()).toEqual([1, 2, 3]);
    expect(room.sockets[0]!.said).toHaveLength(2);
  });

  test("a lost last frame is asked for at the heartbeat", async () => {
    follow();
    await wait(10);
    const { deliver } = room;
    room.deliver = () => undefined;
    room.write();
    room.deliver = deliver;
    await wait(3000);
    room.beat();
    expect(seqs()).toEqual([1]);
  });

  test("what is not for us leaves no gap and is told as progress", async () => {
    follow();
    await wait(10);
    room.write("staff");
    room.write("host");
    room.write();
    expect(seqs()).toEqual([3]);
    expect(room.sockets[0]!.said).toHaveLength(1);
    expect(client.seenSeq).toBe(3);
  });

  test("a new epoch begins anew", async () => {
    follow();
    await wait(10);
    room.write();
    room.write();
    room.redact(1);
    expect(shown.map(({ redacted }) => redacted ?? false)).toEqual([true, false]);
    expect(client.epoch).toBe("e2");
  });

  test("a page that knows no epoch learns it", async () => {
    room.write();
    follow({ epoch: "" });
    await wait(10);
    expect(seqs()).toEqual([1]);
    expect(client.epoch).toBe("e1");
  });

  test("nonsense is ignored", async () => {
    follow();
    await wait(10);
    room.sockets[0]!.tell("{");
    room.sockets[0]!.tell("null");
    room.sockets[0]!.tell('{"type":"news"}');
    room.write();
    expect(seqs()).toEqual([1]);
  });

  test("a dropped socket comes back with what was missed", async () => {
    follow();
    await wait(10);
    room.sockets[0]!.drop();
    room.write();
    await wait(2500);
    expect(seqs()).toEqual([1]);
    expect(statuses).toEqual(["live", "connecting", "live"]);
  });

  test("a socket that falls silent is replaced after two and a half heartbeats", async () => {
    follow();
    await wait(10);
    const silent = room.sockets[0]!;
    room.deliver = (socket, frame) => void (socket !== silent && socket.tell(frame));
    room.write();
    await wait(24_000);
    expect(seqs()).toEqual([]);
    await wait(4000);
    expect(seqs()).toEqual([1]);
    expect(silent.readyState).toBe(3);
  });

  test("no room: no further try", async () => {
    const refused = vi.fn();
    follow().on("refused", refused);
    await wait(10);
    room.sockets[0]!.tell({ type: "error", code: "not_found", message: "No such room" });
    room.sockets[0]!.drop(4404);
    expect(refused.mock.calls).toEqual([[{ code: "not_found", message: "No such room" }]]);
    expect(client.status).toBe("offline");
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([4404, 4400])("a close with code %i alone is a refusal too", async (code) => {
    const refused = vi.fn();
    follow().on("refused", refused);
    await wait(10);
    room.sockets[0]!.drop(code);
    expect(refused).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("readers, counts and hints are passed on", async () => {
    const heard: unknown[] = [];
    follow();
    client.on("readers", (count) => heard.push(count));
    client.on("counts", (counts) => heard.push(counts));
    client.on("typing", (who) => heard.push(who));
    await wait(10);
    room.sockets[0]!.tell({ type: "readers", count: 12 });
    room.sockets[0]!.tell({ type: "counts", counts: { "question:3": 4 } });
    room.sockets[0]!.tell({ type: "typing", who: ["沈清和"] });
    expect(heard).toEqual([12, { "question:3": 4 }, ["沈清和"]]);
    client.sendTyping();
    expect(room.sockets[0]!.said.at(-1)).toBe('{"type":"typing"}');
  });
});

describe("coming back", () => {
  test("tries grow rarer, up to twenty seconds", async () => {
    room.hasSockets = false;
    room.hasHttp = false;
    const open = vi.fn(room.openSocket);
    follow({ openSocket: open });
    await wait(60_000);
    const first = open.mock.calls.length;
    await wait(60_000);
    expect(first).toBeGreaterThan(6);
    expect(open.mock.calls.length - first).toBeLessThan(8);
    expect(open.mock.calls.length - first).toBeGreaterThan(4);
  });

  test("at once when the browser is online again", async () => {
    room.hasSockets = false;
    follow();
    await wait(30_000);
    room.hasSockets = true;
    room.write();
    window.dispatchEvent(new Event("online"));
    await wait(10);
    expect(seqs()).toEqual([1]);
  });

  test("at once when the page is looked at again", async () => {
    room.hasSockets = false;
    follow();
    await wait(30_000);
    room.hasSockets = true;
    document.dispatchEvent(new Event("visibilitychange"));
    await wait(10);
    expect(client.status).toBe("live");
  });

  test("a socket of another network is found dead in five seconds", async () => {
    follow();
    await wait(10);
    room.deliver = () => undefined;
    room.write();
    window.dispatchEvent(new Event("online"));
    room.deliver = (socket, frame) => socket.tell(frame);
    await wait(8000);
    expect(seqs()).toEqual([1]);
  });

  test("stop and start go on from the same place", async () => {
    follow();
    await wait(10);
    room.write();
    client.stop();
    expect(vi.getTimerCount()).toBe(0);
    room.write();
    await wait(60_000);
    expect(seqs()).toEqual([1]);
    client.start();
    await wait(10);
    expect(seqs()).toEqual([1, 2]);
  });
});

describe("by polling", () => {
  test("without sockets the windows are read from the start", async () => {
    for (let count = 0; count < 2 * WINDOW + 2; count += 1) room.write();
    follow({ openSocket: null });
    await wait(10);
    expect(seqs()).toEqual(room.log.map(({ seq }) => seq));
    expect(room.requests).toEqual(["/rooms/1/e1/0/", "/rooms/1/e1/1/", "/rooms/1/e1/2/"]);
    expect(client.status).toBe("polling");
  });

  test("a complete window from a cache does not hide that the log goes on", async () => {
    for (let count = 0; count < 2 * WINDOW + 2; count += 1) room.write();
    const cached: typeof fetch = async (input) => {
      const answer = (await (await room.fetch(input)).json()) as { upto: number };
      return Response.json({ ...answer, last_seq: answer.upto });
    };
    follow({ openSocket: null, fetch: cached });
    await wait(10);
    expect(seqs()).toEqual(room.log.map(({ seq }) => seq));
  });

  test("an entry is seen within twelve seconds, and only the window of the cursor is asked for", async () => {
    follow({ openSocket: null, random: () => 1 });
    await wait(10);
    room.write();
    await wait(12_000);
    expect(seqs()).toEqual([1]);
    await wait(60_000);
    expect(new Set(room.requests)).toEqual(new Set(["/rooms/1/e1/0/"]));
    expect(room.requests.length).toBeLessThan(9);
  });

  test("when sockets fail the poller takes over, and hands back", async () => {
    room.hasSockets = false;
    follow();
    room.write();
    await wait(8000);
    expect(seqs()).toEqual([1]);
    expect(client.status).toBe("polling");
    room.hasSockets = true;
    room.write();
    await wait(21_000);
    expect(seqs()).toEqual([1, 2]);
    expect(client.status).toBe("live");
    const before = room.requests.length;
    for (let count = 0; count < 4; count += 1) {
      await wait(10_000);
      room.beat();
    }
    expect(room.requests).toHaveLength(before);
  });

  test("a socket that opens and says nothing counts as none", async () => {
    room.deliver = () => undefined;
    room.write();
    follow();
    await wait(7500);
    expect(seqs()).toEqual([1]);
    expect(client.status).toBe("polling");
  });

  test("an old epoch is left", async () => {
    room.write();
    follow({ openSocket: null });
    await wait(10);
    room.redact(1);
    await wait(11_000);
    expect(shown.map(({ redacted }) => redacted)).toEqual([true]);
  });

  test("a page that knows no epoch asks for it", async () => {
    room.write();
    follow({ openSocket: null, epoch: "" });
    await wait(10);
    expect(seqs()).toEqual([1]);
    expect(room.requests[0]).toBe("/rooms/1/");
  });

  test("staff ask for their own windows", async () => {
    room = new FakeRoom("host");
    room.write("host");
    follow({ openSocket: null, audience: "mine" });
    await wait(10);
    expect(seqs()).toEqual([1]);
    expect(room.requests).toEqual(["/rooms/1/e1/0/?audience=mine"]);
  });

  test("nothing to reach: offline, and back", async () => {
    room.hasHttp = false;
    follow({ openSocket: null });
    await wait(10);
    expect(client.status).toBe("offline");
    room.hasHttp = true;
    await wait(11_000);
    expect(client.status).toBe("polling");
  });

  test("an answer that comes after the socket is back changes nothing", async () => {
    room.hasSockets = false;
    let answer: (response: Response) => void = () => undefined;
    const late = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    follow({ fetch: () => late });
    await wait(7500);
    room.hasSockets = true;
    room.write();
    window.dispatchEvent(new Event("online"));
    await wait(10);
    const { epoch } = room;
    answer(new Response(JSON.stringify({ epoch, after: 0, upto: 1, last_seq: 1, entries: room.log })));
    await wait(10);
    expect(seqs()).toEqual([1]);
    expect(client.status).toBe("live");
  });
});

describe("the clock", () => {
  test("is the server's, however wrong the visitor's is", async () => {
    vi.setSystemTime("2031-01-01T00:00:00Z");
    follow();
    const told = vi.fn();
    client.on("clock", told);
    await wait(10);
    room.beat("2026-07-01T08:00:00Z");
    expect(told.mock.calls[0]![0]).toEqual(new Date("2026-07-01T08:00:00Z"));
    vi.setSystemTime("2019-01-01T00:00:00Z");
    await wait(90_000);
    expect(client.now().toISOString().slice(0, 19)).toBe("2026-07-01T08:01:30");
  });

  test("goes by the date of polled answers", async () => {
    follow({ openSocket: null });
    await wait(10);
    expect(client.now().toISOString().slice(0, 16)).toBe("2026-07-01T08:00");
  });
});
