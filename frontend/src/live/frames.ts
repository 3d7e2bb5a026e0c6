import type { Entry } from "./entries";

/** All that a viewer may see with `after` < seq ≤ `upto`; a window read by HTTP has the same shape. */
export interface EntriesFrame {
  epoch: string;
  after: number;
  upto: number;
  entries: Entry[];
}

/** What a room's server says over the socket. */
export type Frame =
  | ({ type: "entries" } & EntriesFrame)
  | { type: "reset"; epoch: string }
  | { type: "heartbeat"; epoch: string; last_seq: number; readers: number; now: string }
  | { type: "readers"; count: number }
  | { type: "counts"; counts: Record<string, number> }
  | { type: "typing"; who: string[] }
  | { type: "error"; code: string; message: string };

/** A window of the log; `last_seq` is where the room stood when it was read. */
export interface LogWindow extends EntriesFrame {
  last_seq: number;
}

/** Read a frame; what is not one is no reason to fall over: a lost frame shows as a gap. */
export function readFrame(data: unknown): Frame | null {
  if (typeof data !== "string") return null;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as Frame) : null;
  } catch {
    return null;
  }
}
