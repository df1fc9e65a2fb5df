/**
 * The road between the fast answer and the full one: the files are as they were when gowsl has answered the same
 * command line before, so what it made then is brought back, and told as the full road would tell it. It is a bundle
 * of its own, loaded where there are earlier answers and the last one does not hold.
 */
import { History } from "../cache/history.ts";
import { now } from "../host/clock.ts";
import type { Event } from "../model/event.ts";
import { telemetryWish } from "../report/telemetry-wish.ts";
import { EarlierAnswers } from "../run/earlier-answers.ts";
import { restoreState } from "../run/fast-restore.ts";
import { findState, renewedAnswer } from "../run/known-state.ts";
import type { Answer, AnswerPlace, Question } from "../run/answer.ts";
import { savedTime } from "../run/saved.ts";
import { finish } from "./finish.ts";
import { RunWatcher } from "./watch-run.ts";

/** Brings back what was made of these very files; undefined where the full road has to be taken. */
export async function restoreEarlier(
  question: Question,
  place: AnswerPlace,
): Promise<Pick<Answer, "events" | "output"> | undefined> {
  // To send spans takes more than is here.
  if (telemetryWish(question.environment).kind !== "none") return undefined;
  const earlier = new EarlierAnswers(place.folder, place.name);
  try {
    const state = findState(question, place, earlier);
    if (state === undefined) return undefined;
    const { root, restorable } = state;
    const { answer } = state.kept;
    const said: Event[] = answer.events.filter(({ type }) => type === "note");
    const watcher = new RunWatcher();
    const emit = watcher.watch((event) => said.push(event));
    const history = new History(root, now);
    const restored = await restoreState({ root, history, emit }, restorable);
    if (restored === undefined) return undefined;
    const { summary, placed } = restored;
    const savedMs = savedTime(summary.results, (step) => history.expectedMs(step));
    finish(summary, false, emit, { savedMs, timeline: watcher.timeline() });
    await watcher.keep(root);
    const bytes = renewedAnswer(state, { results: summary.results, savedMs }, placed);
    if (bytes !== undefined) await earlier.replaceLast(bytes, answer.state);
    return { events: said, output: answer.output };
  } catch {
    // A part of what is kept is damaged, or can't be written.
    return undefined;
  }
}
