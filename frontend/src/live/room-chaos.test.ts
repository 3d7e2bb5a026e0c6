import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { seeded } from "./chaos/seeded";
import type { Audience, Entry } from "./entries";
import { FakeRoom, type FakeSocket, WINDOW } from "./fake-room";
import type { Frame } from "./frames";
import { RoomClient } from "./room-client";

const AUDIENCES: Audience[] = ["public", "staff", "host"];
const SEEDS = Array.from({ length: 150 }, (_, index) => index + 1);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A way between server and client that loses, doubles and delays, until it is made smooth. */
class RoughWay {
  isSmooth = false;

  constructor(
    private readonly room: FakeRoom,
    private readonly random: () => number,
  ) {
    const calm = room.deliver;
    room.deliver = (socket, frame) => (this.isSmooth ? calm(socket, frame) : this.carry(socket, frame));
  }

  private carry(socket: FakeSocket, frame: Frame): void {
    const chance = this.random();
    if (chance < 0.15) return;
    const copies = chance < 0.3 ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const late = this.random() < 0.4 ? this.random() * 800 : 0;
      const text = JSON.stringify(frame);
      setTimeout(() => socket.tell(text), late);
    }
  }

  /** One of the things that happen to a room and to those who follow it. */
  happen(): void {
    const { room, random } = this;
    const chance = random();
    if (chance < 0.55) room.write(AUDIENCES[Math.floor(random() * 3)]);
    else if (chance < 0.65) for (let count = 0; count < 2 * WINDOW; count += 1) room.write("staff");
    else if (chance < 0.7) room.redact(1 + Math.floor(random() * room.lastSeq));
    else if (chance < 0.8) for (const socket of room.sockets) socket.drop(random() < 0.5 ? 1006 : 1012);
    else if (chance < 0.88) room.hasSockets = !room.hasSockets;
    else if (chance < 0.93) room.hasHttp = !room.hasHttp;
    else if (chance < 0.97) window.dispatchEvent(new Event("online"));
    else room.sockets.at(-1)?.tell("not a frame");
  }
}

test.each(SEEDS)("whatever happens, what is shown is the log (seed %i)", async (seed) => {
  const random = seeded(seed);
  const audience = AUDIENCES[seed % 3]!;
  const room = new FakeRoom(audience);
  const way = new RoughWay(room, random);
  const shown: Entry[] = [];
  const wrongs: string[] = [];
  const client = new RoomClient({
    url: "/ws/rooms/1/",
    windowsUrl: "/rooms/1/",
    epoch: random() < 0.5 ? room.epoch : "",
    cursor: 0,
    windowSize: WINDOW,
    audience: audience === "public" ? "public" : "mine",
    openSocket: random() < 0.2 ? null : room.openSocket,
    fetch: room.fetch,
    random,
  });
  client.on("reset", () => shown.splice(0));
  client.on("entries", (entries) => {
    for (const entry of entries) {
      if (entry.seq <= (shown.at(-1)?.seq ?? 0)) wrongs.push(`${entry.seq} after ${shown.at(-1)?.seq}`);
      shown.push(entry);
    }
  });
  client.start();

  const beats = setInterval(() => room.beat(), 10_000);
  for (let step = 0; step < 120; step += 1) {
    way.happen();
    await vi.advanceTimersByTimeAsync(random() * 2500);
  }
  way.isSmooth = true;
  room.hasSockets = true;
  room.hasHttp = true;
  await vi.advanceTimersByTimeAsync(60_000);

  expect(wrongs).toEqual([]);
  expect(shown).toEqual(room.visible());
  expect(["live", "polling"]).toContain(client.status);
  client.stop();
  clearInterval(beats);
  room.sockets.forEach((socket) => void socket.close());
  await vi.advanceTimersByTimeAsync(1000);
  expect(vi.getTimerCount()).toBe(0);
});
