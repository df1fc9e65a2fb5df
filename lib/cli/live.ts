/** Opens the live view of a run, and moves it on with the events. Knows nothing of how lines are drawn. */
import { elapsed } from "../host/clock.ts";
import { openLiveScreen } from "../host/live-screen.ts";
import type { Terminal } from "../host/terminal.ts";
import type { Emit } from "../model/event.ts";
import type { Environment } from "../model/host.ts";
import { liveFrame } from "../report/live-frame.ts";
import { nextLive, type LiveState } from "../report/live.ts";
import { errorStyle } from "./output.ts";

export interface LiveView {
  emit: Emit;
  /** Takes the view away, however the run ended. */
  close(): void;
}

/** A view that every event goes through on its way to `emit`. */
export function openLiveView(terminal: Terminal, environment: Environment, emit: Emit): LiveView {
  const style = errorStyle(terminal, environment);
  let state: LiveState | undefined;
  const screen = openLiveScreen(environment, (size) =>
    liveFrame(state, { ...size, nowMs: elapsed(), style }),
  );
  terminal.divert?.((text) => screen.above(text));
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    terminal.divert?.();
    screen.close();
  };
  return {
    emit: (event) => {
      state = nextLive(state, event, elapsed());
      if (event.type === "run-finished") close();
      // The step is about to take the terminal.
      if (event.type === "step-started" && event.interactive) screen.draw();
      emit(event);
    },
    close,
  };
}
