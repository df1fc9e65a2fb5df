/**
 * Two gowsl in one checkout: the work of a step is done by one of them at a time, and who has waited looks
 * what there is to do now. It saves work only; records and artifacts stay whole without it. Knows nothing of
 * what a step does.
 */
import path from "node:path";
import { digestText } from "../host/files.ts";
import { stateFolder } from "../host/state-folder.ts";
import { takeTurn } from "../host/turn.ts";
import type { CommandSetting } from "./command.ts";

export interface StepTurn {
  /** Somebody else has worked on the step meanwhile: what is known of it is old. */
  waited: boolean;
  /** Nobody else of this system is at the step. */
  isHeld: boolean;
  end(): void;
}

type TurnSetting = Pick<CommandSetting, "children" | "emit" | "platform"> & {
  root: string;
  states: { lookAgain(): void };
};

/** The name of a step as it stands in names of files. */
export function stepDigest(step: string): string {
  return digestText(step).slice(0, 32);
}

function turnFile(root: string, digest: string): string {
  return path.join(stateFolder(root), `turn-${digest.slice(0, 16)}`);
}

/**
 * Does something while no other gowsl works on a step, if that is so now.
 * @param digest of the step's name
 */
export async function inFreeTurn(
  { platform, root }: Pick<TurnSetting, "platform" | "root">,
  digest: string,
  act: () => Promise<void>,
): Promise<boolean> {
  const busy = new AbortController();
  const options = { platform, signal: busy.signal, onWait: () => busy.abort() };
  const turn = await takeTurn(turnFile(root, digest), options).catch(() => undefined);
  if (turn === undefined) return false;
  try {
    await act();
    return true;
  } finally {
    turn.end();
  }
}

/**
 * Waits for the turn, before the step's work is begun; undefined if the run was ended first.
 * @param isOld has somebody else ended the same work between the look at it and the turn? Then nobody was waited for
 */
export async function takeStepTurn(
  setting: TurnSetting,
  step: string,
  isOld: () => boolean = () => false,
): Promise<StepTurn | undefined> {
  const { children, emit, platform, root } = setting;
  const ended = new AbortController();
  void children.stopped().then(() => ended.abort());
  let waited = false;
  try {
    const turn = await takeTurn(turnFile(root, stepDigest(step)), {
      platform,
      signal: ended.signal,
      onWait: (holder) => {
        waited = true;
        const who = holder === undefined ? "another gowsl" : `another gowsl (process ${holder})`;
        emit({ type: "note", step, text: `waits for ${who}, which is at it in this folder` });
      },
    });
    if (turn === undefined) return undefined;
    waited ||= isOld();
    if (waited) setting.states.lookAgain();
    return { waited, isHeld: true, end: () => turn.end() };
  } catch {
    // Where no such name can be had, both do the work, as two machines on one folder do.
    return { waited: false, isHeld: false, end: () => {} };
  }
}

interface Written {
  state: string;
  key: string;
  outputs: unknown;
}

/** Was nothing recorded between the two looks? */
export function sameRecord(now: Written | undefined, before: Written | undefined): boolean {
  const shown = (record: Written | undefined) =>
    record && JSON.stringify([record.state, record.key, record.outputs]);
  return shown(now) === shown(before);
}
