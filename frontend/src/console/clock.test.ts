import { describe, expect, test } from "vitest";
import { span, timeOfDay, timing } from "./clock";

describe("the clock", () => {
  const run = (state: string, started_at: string | null = "2026-11-22T02:00:05Z") => ({
    state,
    starts_at: "2026-11-22T02:00:00Z",
    ends_at: "2026-11-22T03:00:00Z",
    started_at,
  });

  test.each([
    [0, "00:00"],
    [61_000, "01:01"],
    [3_725_000, "1:02:05"],
    [-5, "00:00"],
  ])("%d ms are %s", (milliseconds, words) => expect(span(milliseconds)).toBe(words));

  test("counts down to the start", () => {
    expect(timing(run("collecting", null), new Date("2026-11-22T01:58:30Z"))).toMatchObject({
      phase: "before",
      remaining: "01:30",
    });
  });

  test("counts from the real start to the agreed end, also while paused", () => {
    for (const state of ["live", "paused"]) {
      expect(timing(run(state), new Date("2026-11-22T02:10:05Z"))).toEqual({
        phase: "running",
        elapsed: "10:00",
        remaining: "49:55",
      });
    }
  });

  test("says by how much it is over its time", () => {
    expect(timing(run("live"), new Date("2026-11-22T03:00:40Z"))).toMatchObject({
      phase: "over_time",
      remaining: "00:40",
    });
  });

  test("counts nothing after the end", () => {
    expect(timing(run("ended"), new Date("2026-11-22T04:00:00Z")).remaining).toBe("");
  });

  test("tells times in the city's zone, whatever the machine's", () => {
    expect(timeOfDay("2026-11-22T02:02:31Z", "Asia/Shanghai", true)).toBe("10:02:31");
    expect(timeOfDay("2026-11-22T16:05:00Z", "Asia/Shanghai")).toBe("00:05");
    expect(timeOfDay("", "Asia/Shanghai")).toBe("");
  });
});
