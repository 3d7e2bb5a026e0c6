import { type Bodies, type Entry, isTold } from "../live/entries";

type State = Bodies["state"];
type Rules = Bodies["rules"];

/** What the page knew of state and rules when it was written. */
export interface Before {
  state: Partial<State>;
  rules: Rules;
}

const NEW: Before = { state: {}, rules: { questions_stopped: false, slow_mode_seconds: 0 } };
const ARRIVALS: Record<string, string> = {
  collecting: "collecting",
  live: "started",
  paused: "paused",
  ended: "ended",
  transcribed: "transcribed",
  cancelled: "cancelled",
};

/** Names the quiet lines that entries about state and rules are; the server's `stream.py` does the same. */
export class Changes {
  private state: Partial<State>;
  private rules: Rules;

  constructor(before: Before = NEW) {
    this.state = before.state;
    this.rules = before.rules;
  }

  /** The name of the line, or nothing where a reader need not know. */
  of(entry: Entry): string {
    if (isTold(entry, "state")) {
      const change = changeOfState(this.state, entry.body);
      this.state = entry.body;
      return change;
    }
    if (isTold(entry, "rules")) {
      const change = changeOfRules(this.rules, entry.body);
      this.rules = entry.body;
      return change;
    }
    return "";
  }
}

function changeOfState(before: Partial<State>, after: State): string {
  if (before.state !== after.state) {
    return before.state === "paused" && after.state === "live" ? "resumed" : (ARRIVALS[after.state] ?? "");
  }
  if (before.starts_at !== after.starts_at) return "moved";
  return before.ends_at === after.ends_at ? "" : "extended";
}

function changeOfRules(before: Rules, after: Rules): string {
  if (before.questions_stopped !== after.questions_stopped) {
    return after.questions_stopped ? "questions_stopped" : "questions_open";
  }
  return after.slow_mode_seconds && before.slow_mode_seconds !== after.slow_mode_seconds ? "slow_mode" : "";
}

/** What a quiet line tells beside its words. */
export function told(change: string, entry: Entry, clock: (at: string) => string): string {
  if (isTold(entry, "state")) {
    if (change === "moved") return clock(entry.body.starts_at);
    if (change === "extended") return clock(entry.body.ends_at);
  }
  return isTold(entry, "rules") && change === "slow_mode" ? String(entry.body.slow_mode_seconds) : "";
}
