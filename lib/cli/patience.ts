/** Has a long run without a live view say now and then what goes on. What is said is in report/patience.ts. */
import { elapsed, later } from "../host/clock.ts";
import type { Emit } from "../model/event.ts";
import { Patience } from "../report/patience.ts";

const lookMs = 1000;

/** @returns `emit` with an ear for events, and how to end it */
export function openPatience(emit: Emit): { emit: Emit; close: () => void } {
  const patience = new Patience(elapsed());
  const look = () => {
    const text = patience.due(elapsed());
    if (text !== undefined) emit({ type: "note", text });
    callOff = later(lookMs, look);
  };
  let callOff = later(lookMs, look);
  return {
    emit: (event) => {
      patience.note(event, elapsed());
      emit(event);
    },
    close: () => callOff(),
  };
}
