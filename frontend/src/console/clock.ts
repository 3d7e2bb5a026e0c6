/** Tell a span as minutes and seconds, or hours, minutes and seconds; never less than nothing. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return hours ? `${hours}:${tail}` : tail;
}

/** What the top bar counts: to the start, since the start and to the end, over the end, or nothing. */
export interface Timing {
  phase: "before" | "running" | "over_time" | "after";
  elapsed: string;
  remaining: string;
}

/** Count by the server's time. `length` of before: until the start. */
export function timing(
  run: { state: string; starts_at: string; ends_at: string; started_at: string | null },
  now: Date,
): Timing {
  const [begin, end] = [Date.parse(run.started_at ?? run.starts_at), Date.parse(run.ends_at)];
  if (run.state === "announced" || run.state === "collecting") {
    return { phase: "before", elapsed: "", remaining: span(begin - now.getTime()) };
  }
  if (run.state !== "live" && run.state !== "paused") {
    return { phase: "after", elapsed: "", remaining: "" };
  }
  const elapsed = span(now.getTime() - begin);
  const left = end - now.getTime();
  if (left < 0) return { phase: "over_time", elapsed, remaining: span(-left) };
  return { phase: "running", elapsed, remaining: span(left) };
}

/** A time of day, in the city's own zone whatever the machine's is. */
export function timeOfDay(at: string | Date, zone: string, withSeconds = false): string {
  const date = typeof at === "string" ? new Date(at) : at;
  if (Number.isNaN(date.getTime())) return "";
  return new Intl.DateTimeFormat("zh-CN", {
    hour: "2-digit",
    minute: "2-digit",
    ...(withSeconds ? { second: "2-digit" } : {}),
    hourCycle: "h23",
    timeZone: zone,
  }).format(date);
}
