import { type Entry, isTold } from "../live/entries";

/** Something that was said as it stands now: corrected words in the place of the first ones. */
export interface Said {
  /** Where it stands in the log; corrections keep the first place. */
  seq: number;
  /** The newest entry of it, which a correction or a redaction names. */
  latest: number;
  kind: "remark" | "answer" | "picture";
  at: string;
  by: string;
  title: string;
  text: string;
  question: { id: number; number: number; text: string } | null;
  picture: { url: string; width: number; height: number; alt: string } | null;
  isCorrected: boolean;
  isGone: boolean;
}

/** Read the entries of the log as what was said, in its order. */
export function readSaid(entries: Entry[]): Said[] {
  const said = new Map<number, Said>();
  for (const entry of entries) {
    const line = lineOf(entry);
    if (!line) continue;
    const root = isTold(entry, "answer") || isTold(entry, "remark") ? entry.body.corrects : undefined;
    const first = root === undefined ? undefined : said.get(root);
    if (first) said.set(first.seq, { ...line, seq: first.seq, at: first.at, isCorrected: true });
    else said.set(line.seq, line);
  }
  return [...said.values()];
}

function lineOf(entry: Entry): Said | null {
  const { seq, at } = entry;
  const none = { title: "", text: "", by: "", question: null, picture: null, isCorrected: false };
  if (entry.redacted) {
    return { ...none, seq, latest: seq, at, kind: entry.kind as Said["kind"], isGone: true };
  }
  if (isTold(entry, "picture")) {
    const { by, ...picture } = entry.body;
    return { ...none, seq, latest: seq, at, kind: "picture", by, picture, isGone: false };
  }
  if (!isTold(entry, "answer") && !isTold(entry, "remark")) return null;
  const { text, by, title, question } = entry.body;
  return {
    ...none,
    seq,
    latest: seq,
    at,
    kind: entry.kind,
    by,
    title,
    text,
    question: question ?? null,
    isGone: false,
  };
}
