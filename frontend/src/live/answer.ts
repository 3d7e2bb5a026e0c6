import type { Entry } from "./entries";

/** The server has it; the rest of its JSON answer stands beside. */
export interface Accepted {
  ok: true;
  status: number;
  [key: string]: unknown;
}

/** The server will not take it, however often it is sent; the page still has the text. */
export interface Refusal {
  ok: false;
  status: number;
  /** As the server names it, or "login" (signed out), "expired" (kept too long), "refused". */
  code: string;
  /** For the reader; empty if the server gave none. */
  message: string;
  field?: string;
  /** What the sender had not seen (409 "outrun"). */
  missing?: Entry[];
}

export type Answer = Accepted | Refusal;

/** Not now: send again, after the server's own wish if it told one (milliseconds). */
export interface TryAgain {
  tryAgain: true;
  after: number;
  /** Why, in the server's words; empty if it gave none. */
  message: string;
}

const NOT_FINAL = new Set([408, 425, 429]);

export function isTryAgain(answer: Answer | TryAgain): answer is TryAgain {
  return "tryAgain" in answer;
}

/** What a response means for what was sent. */
export async function readAnswer(response: Response): Promise<Answer | TryAgain> {
  const { status } = response;
  // A redirect that was not followed: the way to the sign-in page.
  if (response.type === "opaqueredirect" || (status >= 300 && status < 400)) {
    return { ok: false, status, code: "login", message: "" };
  }
  const data = await json(response);
  if (status >= 500 || NOT_FINAL.has(status)) {
    return { tryAgain: true, after: retryAfter(response), message: String(data?.message ?? "") };
  }
  // Whoever answers 200 with something else is a network's sign-in page, not the portal.
  if (response.ok) return data ? { ...data, ok: true, status } : { tryAgain: true, after: 0, message: "" };
  return { code: "refused", message: "", ...data, ok: false, status };
}

async function json(response: Response): Promise<Record<string, unknown> | null> {
  try {
    const data: unknown = await response.json();
    return typeof data === "object" && data !== null ? (data as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Retry-After in milliseconds; a date is read by the server's clock, not by the visitor's. */
function retryAfter(response: Response): number {
  const value = response.headers.get("Retry-After") ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const wait = Date.parse(value) - Date.parse(response.headers.get("Date") ?? "");
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}
