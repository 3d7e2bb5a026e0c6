import { type Answer, isTryAgain, readAnswer } from "../live/answer";

const ANSWER_WITHIN = 6000;

/**
 * Post a form once; nothing if the server was not reached or could not answer now. Decisions go this way: one
 * that arrives minutes later, as a kept text may, could undo what others decided meanwhile.
 */
export async function post(
  url: string,
  fields: Record<string, string>,
  token: string,
): Promise<Answer | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": token },
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    const answer = await readAnswer(response);
    return isTryAgain(answer) ? null : answer;
  } catch {
    return null;
  }
}

/** Read JSON; a refusal or a silent network is an error with the response's status, 0 for none. */
export async function read<Data>(url: string): Promise<Data> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
  } catch {
    throw new Unread(0);
  }
  if (!response.ok) throw new Unread(response.status);
  return (await response.json()) as Data;
}

/** Something could not be read. */
export class Unread extends Error {
  constructor(readonly status: number) {
    super(`status ${status}`);
  }

  /** Reading again would not help: signed out, or not for this person. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 429;
  }
}
