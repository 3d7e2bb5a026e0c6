import type { Entry } from "../live/entries";
import { RoomClient, type Status } from "../live/room-client";
import * as model from "./model";
import { read, Unread } from "./post";
import { Seen } from "./seen";

const REFRESH_WAIT = 700;
const DRAFTS_WAIT = 300;

export interface FeedOptions {
  stateUrl: string;
  draftsUrl: string;
  room: number;
  /** The version of an own draft that this window knows. */
  ownVersion: (question: number | null) => number;
  /** Something is different: show it. */
  changed: () => void;
  /** All drafts of everybody, as they are at the server. */
  drafts: (drafts: model.Draft[]) => void;
  status: (status: Status) => void;
  readers: (count: number) => void;
  typing: (names: string[]) => void;
  refused: () => void;
}

/** Keeps the model of the interview up to date: by the room's log, what is counted beside it, and the snapshot. */
export class Feed {
  model: model.Model;
  private readonly seen = new Seen();
  private readonly room: RoomClient;
  private readonly skew: number;
  private hasClock = false;
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;
  private draftsTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    snapshot: model.Snapshot,
    private readonly options: FeedOptions,
  ) {
    this.model = model.openModel(snapshot);
    this.skew = Date.parse(snapshot.now) - Date.now();
    this.room = new RoomClient({
      url: `/ws/rooms/${options.room}/`,
      windowsUrl: `/rooms/${options.room}/`,
      epoch: snapshot.room.epoch,
      cursor: 0,
      audience: "mine",
    });
  }

  start(): void {
    const { room, options } = this;
    room.on("entries", (entries) => this.takeEntries(entries));
    room.on("reset", () => this.forget());
    room.on("status", (status) => {
      options.status(status);
      // What changes beside the log (drafts, votes) was not told meanwhile.
      if (status === "live") this.refreshSoon();
    });
    room.on("clock", () => {
      this.hasClock = true;
    });
    room.on("readers", options.readers);
    room.on("counts", (counts) => this.takeCounts(counts));
    room.on("typing", options.typing);
    room.on("refused", options.refused);
    room.start();
    options.status(room.status);
  }

  stop(): void {
    this.room.stop();
    clearTimeout(this.refreshTimer);
    clearTimeout(this.draftsTimer);
  }

  /** The server's time: until the room tells it, the snapshot has told it. */
  now(): Date {
    return this.hasClock ? this.room.now() : new Date(Date.now() + this.skew);
  }

  seenSeq(): number {
    return this.seen.seqAt(performance.now());
  }

  sendTyping(): void {
    this.room.sendTyping();
  }

  /** Take the rows that the answer to a deed brings: it may come before or after the log tells of it. */
  takeChanged(answer: object): void {
    const changed: Partial<Changed> = answer;
    if (changed.question) this.model = model.takeQuestion(this.model, changed.question);
    if (changed.into) this.model = model.takeQuestion(this.model, changed.into);
    if (changed.interview) this.model = model.takeRun(this.model, changed.interview);
    if (changed.run_sheet) this.model = model.takeLines(this.model, changed.run_sheet);
  }

  private takeEntries(entries: Entry[]): void {
    if (entries.some((entry) => model.needsSnapshot(this.model, entry))) this.refreshSoon();
    const isSaid = entries.some(
      ({ kind, seq }) => seq > this.model.snapshotSeq && (kind === "answer" || kind === "remark"),
    );
    if (isSaid) this.readDraftsSoon();
    this.model = model.takeEntries(this.model, entries);
    this.seen.show(this.room.seenSeq, performance.now());
    this.options.changed();
  }

  private takeCounts(counts: Record<string, number>): void {
    this.model = model.takeVotes(this.model, counts);
    const isOwnNewer = (name: string, question: number | null): boolean =>
      (counts[name] ?? 0) > this.options.ownVersion(question);
    if (model.hasNewerDraft(this.model, counts, isOwnNewer)) this.readDraftsSoon();
    this.options.changed();
  }

  /** Words were taken back: the log is told anew, so that nobody keeps them on the screen. */
  private forget(): void {
    this.model = model.forgetLog(this.model);
    this.seen.forget();
    this.refreshSoon();
  }

  private refreshSoon(): void {
    // Many entries at once ask for it once, and an unbroken flow of them cannot put it off.
    if (this.refreshTimer !== undefined) return;
    this.refreshTimer = setTimeout(() => {
      this.refreshTimer = undefined;
      void this.refresh();
    }, REFRESH_WAIT);
  }

  private async refresh(): Promise<void> {
    const snapshot = await this.read<model.Snapshot>(this.options.stateUrl);
    if (!snapshot) return;
    this.model = model.refresh(this.model, snapshot);
    this.options.drafts(snapshot.drafts);
    this.options.changed();
  }

  private readDraftsSoon(): void {
    if (this.draftsTimer !== undefined || this.model.me.audience !== "host") return;
    this.draftsTimer = setTimeout(() => {
      this.draftsTimer = undefined;
      void this.readDrafts();
    }, DRAFTS_WAIT);
  }

  private async readDrafts(): Promise<void> {
    const answer = await this.read<{ drafts: model.Draft[] }>(this.options.draftsUrl);
    if (!answer) return;
    this.model = model.takeDrafts(this.model, answer.drafts);
    this.options.drafts(answer.drafts);
    this.options.changed();
  }

  /** Nothing, if the network is silent: the room tells when the line is up again, and then all is read. */
  private async read<Data>(url: string): Promise<Data | null> {
    try {
      return await read<Data>(url);
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      if (error.isFinal) this.options.refused();
      return null;
    }
  }
}

/** The rows that the answer to a deed brings. */
interface Changed {
  question: model.Question;
  into: model.Question;
  interview: model.Run;
  run_sheet: model.Line[];
}
